"""The request for approval as lists and the API know it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.foundation.approvals import subjects
from kehu.foundation.approvals.models import Request
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register


def _subjects() -> Iterable[tuple[str, Any]]:
    return [(one.key, one.label) for one in subjects.every()]


APPROVAL = register(
    ObjectType(
        key="approval",
        model="approvals.Request",
        label=_("Request for approval"),
        label_plural=_("Approvals"),
        icon="rubber-stamp",
        view="approval.view",
        page="approvals:request",
        list_page="approvals:list",
        title="title",
        fields=(
            Field("title", _("Title"), listed=True, writable=False, importable=False),
            Field("subject", _("Subject"), Kind.CHOICE, choices=_subjects, listed=True, writable=False,
                  importable=False),
            Field("state", _("State"), Kind.CHOICE, choices=lambda: Request.State.choices, listed=True, writable=False,
                  importable=False),
            Field("asker", _("Asked by"), Kind.REFERENCE, reference="user", listed=True, writable=False,
                  importable=False),
            Field("waits_for", _("Waits for"), Kind.REFERENCE, source="waiting__user", reference="user", listed=True,
                  writable=False, importable=False),
            Field("approvers", _("Asked to decide"), Kind.REFERENCE, source="approvers__user", reference="user",
                  writable=False, importable=False),
            Field("asked_at", _("Asked"), Kind.MOMENT, sortable=True, listed=True, writable=False, importable=False),
            Field("decided_at", _("Decided"), Kind.MOMENT, writable=False, importable=False),
            Field("decided_by", _("Decided by"), Kind.REFERENCE, reference="user", writable=False, importable=False),
            Field("note", _("Note"), Kind.LONG_TEXT, filterable=False, writable=False, importable=False),
        ),
    )
)  # fmt: skip
