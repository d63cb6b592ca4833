"""Cadences and enrolments, as lists, search and the API know them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.cadences.models import Cadence, CadenceStep, Enrolment
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register
from kehu.sales.models import Lead, Opportunity


def _steps() -> Iterable[tuple[str, Any]]:
    rows = CadenceStep.objects.select_related("cadence").order_by("cadence__name", "cadence", "position", "pk")
    return [(str(one.pk), f"{one.title} ({one.cadence.name})") for one in rows]


CADENCE = register(
    ObjectType(
        key="cadence",
        model="cadences.Cadence",
        label=_("Cadence"),
        label_plural=_("Cadences"),
        icon="repeat",
        view="cadence.view",
        create="cadence.write",
        edit="cadence.write",
        delete="cadence.write",
        page="cadences:cadence",
        list_page="cadences:cadences",
        fields=(
            Field("name", _("Name"), required=True, sortable=True, listed=True, writable=False),
            Field("subject", _("For"), Kind.CHOICE, choices=lambda: Cadence.Subject.choices, listed=True,
                  writable=False),
            Field("is_active", _("In use"), Kind.BOOLEAN, listed=True, writable=False),
            Field("takes_new", _("Takes new leads by itself"), Kind.BOOLEAN, listed=True, writable=False),
            Field("note", _("When to use it"), Kind.LONG_TEXT, filterable=False, writable=False),
            Field("created_by", _("Written by"), Kind.REFERENCE, reference="user", writable=False),
            Field("updated_at", _("Changed"), Kind.MOMENT, listed=True, writable=False),
        ),
    )
)  # fmt: skip

ENROLMENT = register(
    ObjectType(
        key="cadence_enrolment",
        model="cadences.Enrolment",
        label=_("In a cadence"),
        label_plural=_("In cadences"),
        icon="repeat",
        view="cadence.view",
        create="cadence.enrol",
        edit="cadence.enrol",
        page="cadences:enrolment",
        list_page="cadences:enrolments",
        fields=(
            Field("name", _("Lead or opportunity"), required=True, listed=True, writable=False),
            Field("cadence", _("Cadence"), Kind.REFERENCE, reference="cadence", listed=True, writable=False),
            Field(
                "state", _("State"), Kind.CHOICE, choices=lambda: Enrolment.State.choices, listed=True, writable=False
            ),
            Field("step", _("Step"), Kind.CHOICE, choices=_steps, listed=True, writable=False),
            Field("due_at", _("Step due"), Kind.MOMENT, sortable=True, listed=True, writable=False),
            Field("owner", _("Owner"), Kind.REFERENCE, reference="user", listed=True, writable=False),
            Field(
                "stop_reason", _("Why it stopped"), Kind.CHOICE, choices=lambda: Enrolment.Reason.choices, listed=True,
                writable=False,
            ),
            Field("lead", _("Lead"), Kind.REFERENCE, reference="lead", writable=False),
            Field("opportunity", _("Opportunity"), Kind.REFERENCE, reference="opportunity", writable=False),
            Field(
                "customer", _("Customer"), Kind.REFERENCE, reference="customer", source="opportunity__customer",
                writable=False,
            ),
            Field(
                "lead_state", _("State of the lead"), Kind.CHOICE, source="lead__state",
                choices=lambda: Lead.State.choices, writable=False,
            ),
            Field(
                "opportunity_state", _("State of the opportunity"), Kind.CHOICE, source="opportunity__state",
                choices=lambda: Opportunity.State.choices, writable=False,
            ),
            Field("steps_reached", _("Steps it came to"), Kind.CHOICE, source="taken__step", choices=_steps,
                  writable=False),
            Field("started_at", _("Began"), Kind.MOMENT, sortable=True, listed=True, writable=False),
            Field("ended_at", _("Ended"), Kind.MOMENT, writable=False),
            Field("paused_until", _("Paused until"), Kind.DATE, writable=False),
            Field("enrolled_by", _("Put in by"), Kind.REFERENCE, reference="user", writable=False),
        ),
    )
)  # fmt: skip
