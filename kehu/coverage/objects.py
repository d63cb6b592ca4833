"""Hand-overs and what goes with them, as lists, search and the API know them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.coverage.holdings import holdings
from kehu.coverage.models import Handover
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register


def _kinds() -> Iterable[tuple[str, Any]]:
    return [(one.object_key, one.kind.label) for one in holdings()]


HANDOVER = register(
    ObjectType(
        key="handover",
        model="coverage.Handover",
        label=_("Hand-over"),
        label_plural=_("Hand-overs"),
        icon="transfer",
        view="handover.view",
        create="handover.run",
        edit="handover.run",
        page="coverage:handover",
        list_page="coverage:handovers",
        fields=(
            Field("leaver", _("Who hands over"), Kind.REFERENCE, reference="user", listed=True, writable=False),
            Field(
                "reason", _("Reason"), Kind.CHOICE, choices=lambda: Handover.Reason.choices, listed=True, writable=False
            ),
            Field(
                "state", _("State"), Kind.CHOICE, choices=lambda: Handover.State.choices, listed=True, writable=False
            ),
            Field("created_by", _("Prepared by"), Kind.REFERENCE, reference="user", listed=True, writable=False),
            Field("created_at", _("Prepared at"), Kind.MOMENT, sortable=True, writable=False),
            Field("done_at", _("Done at"), Kind.MOMENT, listed=True, writable=False),
        ),
    )
)

ITEM = register(
    ObjectType(
        key="handover_item",
        model="coverage.HandoverItem",
        label=_("Record handed over"),
        label_plural=_("Records handed over"),
        icon="transfer",
        view="handover.view",
        edit="handover.run",
        list_page="coverage:items",
        title="title",
        fields=(
            Field("title", _("Record"), required=True, listed=True, writable=False),
            Field("object_key", _("Kind"), Kind.CHOICE, choices=_kinds, listed=True, writable=False),
            Field("customer", _("Customer"), Kind.REFERENCE, reference="customer", listed=True, writable=False),
            Field("worth", _("Open amount"), Kind.NUMBER, sortable=True, listed=True, writable=False),
            Field("successor", _("Successor"), Kind.REFERENCE, reference="user", listed=True),
            Field("chosen", _("Chosen by hand"), Kind.BOOLEAN, writable=False),
            Field("moved", _("Handed over"), Kind.BOOLEAN, writable=False),
            Field("refused", _("Why it stays"), writable=False),
            Field(
                "leaver",
                _("Who hands over"),
                Kind.REFERENCE,
                reference="user",
                source="handover__leaver",
                writable=False,
            ),
            Field("handover", _("Hand-over"), Kind.REFERENCE, reference="handover", writable=False),
        ),
    )
)
