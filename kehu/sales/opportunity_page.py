"""What the page of an opportunity is put together from; other packages contribute panels of their own."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Customer
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.company.models import Company
from kehu.foundation.custom_objects import related
from kehu.foundation.custom_objects.facts import Fact, facts_of
from kehu.foundation.lists.columns import columns_of
from kehu.foundation.lists.editing import registry as editing
from kehu.foundation.record_pages import panels
from kehu.foundation.record_pages.arranging import Arrangement, arrange
from kehu.foundation.record_pages.panels import Catalogue, Panel
from kehu.sales.models import Opportunity
from kehu.sales.objects import OPPORTUNITY
from kehu.sales.queries import opportunities as queries
from kehu.sales.queries import standings

OWN = (
    Panel("facts", _("Facts"), "left", 10, icon="list-details", fixed=True),
    Panel("ended", _("How it ended"), "right", 5, icon="flag"),
    Panel("committee", _("Buying committee"), "tabs", 10, icon="sitemap"),
    Panel("lines", _("Products"), "tabs", 20, icon="package"),
    Panel("chance", _("Chance by our own history"), "right", 15, icon="percentage"),
    Panel("rivals", _("Competitors"), "right", 30, icon="swords"),
    Panel("team", _("Selling team"), "right", 40, icon="users-group"),
    Panel("course", _("Way through the stages"), "tabs", 70, icon="route"),
    Panel("files", _("Files"), "tabs", 80, icon="paperclip"),
    Panel("history", _("History"), "tabs", 90, icon="history"),
)
# Said in the head of the page and in its way, or only there to be summed.
NOT_FACTS = {
    "name", "customer", "pipeline", "stage", "stage_since", "state", "slips", "amount_home", "weighted_home",
    "closed_at", "close_reason", "competitor", "sellers", "stages_reached",
}  # fmt: skip
ABOUT = ("created_at", "updated_at")


def catalogue() -> Catalogue:
    """For “Edit layout”."""
    key = OPPORTUNITY.key

    def fields(user: User) -> list[tuple[str, Any]]:
        found = columns_of(OPPORTUNITY, user).items()
        return [(name, column.label) for name, column in found if name not in NOT_FACTS and "." not in name]

    return Catalogue(lambda user: [*OWN, *panels.contributed(key, user), *related.panels_of(key, user)], fields)


@dataclass
class OpportunityPage:
    """One opportunity as one user sees it. What no part of the page asks for is not read."""

    opportunity: Opportunity
    user: User

    @cached_property
    def may_edit(self) -> bool:
        rows = Opportunity.objects.editable_by(self.user).filter(pk=self.opportunity.pk)
        return self.user.may("opportunity.edit") and rows.exists()

    @cached_property
    def customer(self) -> Customer | None:
        """None for one who is out of reach."""
        return Customer.objects.visible_to(self.user).filter(pk=self.opportunity.customer_id).first()

    @cached_property
    def overdue(self) -> bool:
        return self.opportunity.is_overdue(timezone.localdate())

    @cached_property
    def steps(self) -> list[queries.Step]:
        return queries.way(self.opportunity)

    @cached_property
    def course(self) -> list[dict[str, Any]]:
        return standings.course(self.opportunity)

    @property
    def currency(self) -> str:
        return Company.objects.current().currency

    @cached_property
    def sees_amounts(self) -> bool:
        return access(self.user, OPPORTUNITY.key, "amount") in (FieldAccess.READ, FieldAccess.EDIT)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        found = facts_of(self.opportunity, OPPORTUNITY, self.user, editable=self.may_edit, but=NOT_FACTS)
        editor = editing.find(OPPORTUNITY.key)
        return {
            one.key: replace(one, editable=bool(one.editable and editor and editor.may_edit(one.column, self.user)))
            for one in found
        }

    @cached_property
    def arrangement(self) -> Arrangement:
        """Fields in groups; when it was made and changed comes last unless a layout says otherwise."""
        key, pk = OPPORTUNITY.key, self.opportunity.pk
        left_out = "ended" if self.opportunity.is_open else "chance"
        own = [one for one in OWN if one.key != left_out]
        given = [*own, *panels.contributed(key, self.user), *related.panels_of(key, self.user, pk)]
        fields = [name for name in self.facts if name not in ABOUT] + [name for name in ABOUT if name in self.facts]
        return arrange(key, self.user, given, fields)

    @cached_property
    def groups(self) -> list[tuple[str, list[Fact]]]:
        found = [(group.label, [self.facts[key] for key in group.fields]) for group in self.arrangement.groups]
        return [(label, facts) for label, facts in found if facts]

    def address_of(self, panel: Panel) -> str:
        """Where a panel of another package is loaded from."""
        return panels.address_of(panel, OPPORTUNITY.key, self.opportunity.pk)
