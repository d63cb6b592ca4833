"""What the page of a contract is put together from, and what contracts add to the page of an opportunity."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.contracts.objects import CONTRACT
from kehu.foundation.access.models import User
from kehu.foundation.custom_objects import related
from kehu.foundation.lists.columns import columns_of
from kehu.foundation.record_pages import panels
from kehu.foundation.record_pages.panels import Catalogue, Contribution, Panel

OWN = (
    Panel("facts", _("Facts"), "left", 10, icon="list-details", fixed=True),
    Panel("plan", _("Payment plan"), "tabs", 10, icon="calendar-dollar"),
    Panel("lines", _("What is delivered"), "tabs", 20, icon="list"),
    Panel("versions", _("Versions"), "tabs", 30, icon="versions"),
    Panel("invoices", _("Invoices"), "tabs", 40, icon="file-invoice"),
    Panel("files", _("Files"), "tabs", 80, icon="paperclip"),
    Panel("history", _("History"), "tabs", 90, icon="history"),
    Panel("milestones", _("Milestones"), "right", 10, icon="flag"),
    Panel("states", _("States"), "right", 30, icon="progress"),
)


def panels_for(user: User, record_id: Any = None) -> list[Panel]:
    """Every panel of the page of a contract that this user may see."""
    own = [one for one in OWN if one.key != "invoices" or user.may("invoice.view")]
    return [*own, *panels.contributed("contract", user), *related.panels_of("contract", user, record_id)]


def fields(user: User) -> list[tuple[str, Any]]:
    return [(key, column.label) for key, column in columns_of(CONTRACT, user).items()]


def connect() -> None:
    panels.register("contract", Catalogue(panels_for, fields))
    of_opportunity = Panel("contracts", _("Contracts"), "right", 40, icon="file-certificate")
    panels.contribute(
        Contribution(
            of_opportunity, "contracts:of_record", "contract.view", lambda object_key: object_key == "opportunity"
        )
    )
