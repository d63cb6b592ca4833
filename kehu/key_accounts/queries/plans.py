"""What an account plan says: its goals with what was reached, its people, its reviews, what is to be done."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from kehu.contracts.models import Contract, Receipt
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.company.models import Company
from kehu.interactions.models import Task, Visit
from kehu.key_accounts.links import list_of
from kehu.key_accounts.models import AccountPlan, PlanGoal, Stakeholder
from kehu.key_accounts.queries import groups
from kehu.key_accounts.queries.measures import COUNTED
from kehu.sales.models import Opportunity

Measure = PlanGoal.Measure
MOST_TASKS = 60


@dataclass(frozen=True)
class Standing:
    """A goal and how far it is; `href` opens the records that the number was added up from."""

    goal: PlanGoal
    actual: Decimal
    href: str = ""

    @property
    def share(self) -> Decimal | None:
        """Of the target; None where there is none."""
        return self.actual / self.goal.target if self.goal.target else None


@dataclass
class PlanView:
    """One plan as one user sees it. What nobody asks for is not read."""

    plan: AccountPlan
    user: User

    @cached_property
    def may_edit(self) -> bool:
        rows = AccountPlan.objects.editable_by(self.user).filter(pk=self.plan.pk)
        return self.user.may("key_account.plan") and rows.exists()

    @property
    def currency(self) -> str:
        return Company.objects.current().currency

    @cached_property
    def places(self) -> list[groups.Place]:
        """The customer of the plan and those under him."""
        found = groups.places(self.plan.customer, self.user)
        own = next((place for place in found if place.id == self.plan.customer_id), None)
        branch = set(own.branch) if own else set()
        return [place for place in found if place.id in branch]

    @cached_property
    def members(self) -> list[Customer]:
        return [one.customer for one in self.places if one.customer is not None]

    @cached_property
    def member_ids(self) -> list[UUID]:
        return [one.pk for one in self.members]

    @cached_property
    def standings(self) -> list[Standing]:
        """As many statements as there are different measures."""
        goals = list(self.plan.goals.all())
        measures = {one.measure for one in goals}
        actuals = {key: actual(key, self.member_ids, self.plan.year, self.user) for key in measures}
        found = []
        for one in goals:
            number, href = actuals[one.measure]
            found.append(Standing(one, one.actual if one.measure == Measure.OTHER else number, href))
        return found

    @cached_property
    def stakeholders(self) -> list[Stakeholder]:
        """Those whose customers the user sees; whoever reports to somebody else reports to nobody here."""
        seen = set(self.member_ids)
        found = [one for one in self._everybody if one.contact.customer_id in seen]
        for one in found:
            if one.reports_to is not None and one.reports_to.contact.customer_id not in seen:
                one.reports_to = None
        return found

    @cached_property
    def _everybody(self) -> list[Stakeholder]:
        rows = self.plan.stakeholders.filter(contact__deleted_at=None)
        return list(rows.select_related("contact__customer", "covered_by", "reports_to__contact"))

    @property
    def hidden_stakeholders(self) -> int:
        return len(self._everybody) - len(self.stakeholders)

    @cached_property
    def uncovered(self) -> int:
        """Who decides or has much influence, and nobody of us covers."""
        weighty = (one for one in self.stakeholders if one.role == "decides" or one.influence >= 4)
        return sum(one.covered_by_id is None for one in weighty)

    @cached_property
    def actions(self) -> list[Task]:
        """What is to be done, what is due first at the top; then what was done."""
        rows = Task.objects.visible_to(self.user).filter(related_key="account_plan", related_id=self.plan.pk)
        found = list(rows.select_related("assignee").order_by("due_at", "pk")[:MOST_TASKS])
        return sorted(found, key=lambda one: not one.is_open)

    @cached_property
    def reviews(self) -> list[Any]:
        return list(self.plan.reviews.select_related("by")[:40])

    @property
    def review_is_due(self) -> bool:
        day = self.plan.next_review_on
        return day is not None and day <= timezone.localdate()


def contacts_of(plan: AccountPlan, user: User) -> Any:
    """Whom a plan may name: contacts of the customer and of those under him whom the user sees."""
    ids = groups.below([plan.customer_id])[plan.customer_id]
    seen = Customer.objects.visible_to(user).filter(pk__in=ids).values("pk")
    rows = Contact.objects.filter(customer__in=seen, deleted_at=None).select_related("customer")
    return rows.order_by("customer__sort_name", "sort_name", "pk")


def actual(measure: str, ids: list[UUID], year: int, user: User) -> tuple[Decimal, str]:
    """What was reached in a year with these customers, of what the user sees, and the list of it. One statement."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    span = [("from", first.isoformat()), ("to", last.isoformat())]
    whose: dict[str, Any] = {"customer__in": ids}
    rows: Any

    def link(name: str, state: list[str], dated: str = "") -> str:
        asked = [("state", one) for one in state] + [(f"{dated}.{word}", day) for word, day in span if dated]
        return list_of(reverse(name), ids, asked)

    if measure == Measure.RECEIPTS and user.may("receipt.view"):
        rows = Receipt.objects.visible_to(user).filter(**whose, state="confirmed", received_on__range=(first, last))
        return _sum(rows, "amount_home"), link("contracts:receipts", ["confirmed"], "received_on")
    if measure == Measure.SIGNED and user.may("contract.view"):
        rows = Contract.objects.visible_to(user).filter(**whose, state__in=COUNTED, signed_on__range=(first, last))
        return _sum(rows, "amount_home"), link("contracts:contracts", [str(one) for one in COUNTED], "signed_on")
    if measure == Measure.WON and user.may("opportunity.view"):
        rows = Opportunity.objects.visible_to(user).filter(**whose, state="won", closure__closed_at__year=year)
        return _sum(rows, "amount_home"), link("sales:opportunities", ["won"], "closed_at")
    if measure == Measure.PIPELINE and user.may("opportunity.view"):
        rows = Opportunity.objects.visible_to(user).filter(**whose, state="open")
        return _sum(rows, "weighted_home"), link("sales:opportunities", ["open"])
    if measure == Measure.VISITS and user.may("visit.view"):
        rows = Visit.objects.visible_to(user).filter(**whose, state="held", planned_start__year=year)
        count = rows.aggregate(count=Count("pk"))["count"]
        return Decimal(count), link("interactions:visits", ["held"], "planned_start")
    return Decimal(0), ""


def _sum(rows: Any, column: str) -> Decimal:
    return Decimal(rows.aggregate(sum=Sum(column))["sum"] or 0)
