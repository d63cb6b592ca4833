"""What rules of approval may ask about a hand-over."""

from django.utils.translation import gettext_lazy as _

from kehu.coverage.actions import carrying_out
from kehu.coverage.models import Handover
from kehu.foundation.approvals.subjects import Fact, Kind, Subject, register


def connect() -> None:
    register(
        Subject(
            key=carrying_out.SUBJECT,
            label=_("Hand-over of customers"),
            object_key="handover",
            facts=carrying_out.facts,
            decided=carrying_out.decided,
            fields=(
                Fact("customers", _("Customers")),
                Fact("worth", _("Open amount"), Kind.MONEY),
                Fact("reason", _("Reason"), Kind.CHOICE, choices=lambda: Handover.Reason.choices),
            ),
        )
    )
