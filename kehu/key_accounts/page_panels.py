"""What the page of an account plan is put together from."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import User
from kehu.foundation.custom_objects import related
from kehu.foundation.custom_objects.facts import Fact, facts_of
from kehu.foundation.lists.columns import columns_of
from kehu.foundation.record_pages import panels
from kehu.foundation.record_pages.arranging import Arrangement, arrange
from kehu.foundation.record_pages.panels import Catalogue, Panel
from kehu.key_accounts import rollups
from kehu.key_accounts.objects import ACCOUNT_PLAN
from kehu.key_accounts.queries.plans import PlanView

OWN = (
    Panel("facts", _("Facts"), "left", 10, icon="list-details", fixed=True),
    Panel("numbers", _("The group in numbers"), "left", 20, icon="sum"),
    Panel("goals", _("Goals"), "tabs", 10, icon="target"),
    Panel("space", _("White space"), "tabs", 20, icon="layout-grid"),
    Panel("people", _("Stakeholders"), "tabs", 30, icon="sitemap"),
    Panel("actions", _("Action list"), "tabs", 40, icon="checklist"),
    Panel("reviews", _("Reviews"), "tabs", 50, icon="clipboard-check"),
    Panel("files", _("Files"), "tabs", 80, icon="paperclip"),
    Panel("history", _("History"), "tabs", 90, icon="history"),
)
NOT_FACTS = {"name", "customer", "year", "state", "summary", "tier"}


def panels_for(user: User, record_id: Any = None) -> list[Panel]:
    """Every panel of the page of a plan that this user may see."""
    return [*OWN, *panels.contributed("account_plan", user), *related.panels_of("account_plan", user, record_id)]


def fields(user: User) -> list[tuple[str, Any]]:
    return [(key, column.label) for key, column in columns_of(ACCOUNT_PLAN, user).items() if key not in NOT_FACTS]


def connect() -> None:
    panels.register("account_plan", Catalogue(panels_for, fields))


@dataclass
class PlanPage(PlanView):
    """The page of a plan: what it says, and where each panel stands."""

    @cached_property
    def facts(self) -> dict[str, Fact]:
        found = facts_of(self.plan, ACCOUNT_PLAN, self.user, editable=False, but=NOT_FACTS)
        return {one.key: one for one in found}

    @cached_property
    def arrangement(self) -> Arrangement:
        return arrange("account_plan", self.user, panels_for(self.user, self.plan.pk), list(self.facts))

    @cached_property
    def groups(self) -> list[tuple[str, list[Fact]]]:
        found = [(group.label, [self.facts[key] for key in group.fields]) for group in self.arrangement.groups]
        return [(label, facts) for label, facts in found if facts]

    @cached_property
    def number_labels(self) -> list[tuple[str, Any]]:
        """What the sums of a review are called, of those that the user may see."""
        return [(one.key, one.label) for one in rollups.all_rollups(self.user)]

    def address_of(self, panel: Panel) -> str:
        return panels.address_of(panel, "account_plan", self.plan.pk)
