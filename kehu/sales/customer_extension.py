"""What sales adds to a customer: his open opportunities, what they are worth, and traits to filter on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum, Window
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.extensions import CustomerExtension, Panel
from kehu.customers.models import Customer
from kehu.foundation.access.conditions import Form
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.foundation.database.kept import kept
from kehu.foundation.search.index import reindex
from kehu.foundation.ui.formats import show_money
from kehu.sales.models import CommitteeMember, Holding, Lead, Opportunity, Touch
from kehu.sales.queries import pools
from kehu.sales.queries.pools import KINDS
from kehu.sales.storing import holdings

SHOWN = 8


@kept
def _of(seen: Form, customer: UUID) -> Any:
    """The latest opportunities, each with what all open ones of the customer are worth."""
    worth = Window(Sum("amount_home", filter=Q(state=Opportunity.State.OPEN)))
    rows = Opportunity.objects.filter(seen.alive or Q(), customer=customer).annotate(worth=worth)
    return rows.select_related("stage", "owner").order_by("-updated_at", "-pk")[: SHOWN + 1]


def _first(customer: Customer, user: User) -> list[Opportunity]:
    """Asked once for a page."""
    known: dict[UUID, list[Opportunity]] = customer.__dict__.setdefault("_sales_shown", {})
    if user.pk not in known:
        known[user.pk] = _of(Opportunity.ownership.reached(Opportunity, user, "view"), customer=customer.pk)
    return known[user.pk]


class Extension(CustomerExtension):
    key = "sales"

    def headline(self, customer: Customer, user: User) -> list[tuple[Any, Any]]:
        if not user.may("opportunity.view"):
            return []
        rows = _first(customer, user)
        worth = rows[0].worth if rows else None  # type: ignore[attr-defined]
        return [(_("In the pipeline"), show_money(worth, Company.objects.current().currency))] if worth else []

    def panels(self, customer: Customer, user: User) -> list[Panel]:
        if not user.may("opportunity.view"):
            return []
        first = _first(customer, user)
        context = {
            "opportunities": first[:SHOWN],
            "more": len(first) > SHOWN,
            "customer": customer,
            "may_create": user.may("opportunity.create"),
        }
        found = [
            Panel(
                key="opportunities", title=_("Opportunities"), template="sales/panel.html", context=context, position=20
            )
        ]
        if first and customer.kind == Customer.Kind.ORGANISATION:
            found.append(
                Panel(
                    key="committees", title=_("Buying committees"), template="sales/committee_panel.html",
                    context={"customer": customer}, position=25,
                )
            )  # fmt: skip
        if customer.pool_id:
            stays = {"stays": pools.stays(customer.pk), "customer": customer, "may_release": user.may("pool.claim")}
            template = "sales/pools/panel.html"
            found.append(Panel(key="holdings", title=_("Who held it"), template=template, context=stays, position=80))
        return found

    def catalogue(self) -> list[tuple[str, Any, str]]:
        return [
            ("opportunities", gettext_lazy("Opportunities"), "right"),
            ("committees", gettext_lazy("Buying committees"), "right"),
            ("holdings", gettext_lazy("Who held it"), "right"),
        ]

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        Opportunity.objects.filter(customer=loser).update(customer=survivor)
        Lead.objects.filter(converted_customer=loser).update(converted_customer=survivor)

    def refresh(self, customer_ids: Iterable[UUID]) -> None:
        """Who holds them now is written down, and who waits in a pool is found there."""
        ids = list(customer_ids)
        holdings.follow(kind=KINDS["customer"], ids=ids, at=timezone.now())
        reindex(KINDS["customer"].pooled_key, ids)

    def erase(self, *, customer: Customer, by: User) -> None:
        """What was sold stays for the books; what it says of the person goes."""
        with writing(by=by):
            CommitteeMember.objects.filter(opportunity__customer=customer).delete()
            Opportunity.objects.filter(customer=customer).update(
                name=_("erased"), sort_name="", description="", next_step="", contact=None, custom={}
            )
            leads = Lead.objects.filter(converted_customer=customer)
            erased = list(leads.values_list("pk", flat=True))
            Touch.objects.filter(lead__in=erased).update(body=_("erased"))
            Holding.objects.filter(record_id__in=[*erased, customer.pk]).update(reason="")
            leads.update(
                name=_("erased"),
                sort_name="",
                company="",
                company_key="",
                job_title="",
                phone="",
                email="",
                email_key="",
                city="",
                need="",
                trigger="",
                next_step="",
                notes="",
                converted_contact=None,
                custom={},
            )
        reindex("lead", erased)

    def export(self, customer: Customer) -> dict[str, Any]:
        rows = Opportunity.objects.filter(customer=customer).order_by("created_at").values(
            "name", "stage__name", "amount", "currency", "state", "expected_close", "description", "next_step",
            "created_at",
        )  # fmt: skip
        leads = Lead.objects.filter(converted_customer=customer).order_by("created_at").values(
            "name", "company", "job_title", "phone", "email", "city", "source", "need", "trigger", "notes",
            "created_at",
        )  # fmt: skip
        committees = CommitteeMember.objects.filter(opportunity__customer=customer).order_by("created_at").values(
            "contact__name", "opportunity__name", "role", "stance", "influence", "strength", "note",
        )  # fmt: skip
        return {"opportunities": _said(rows), "leads": _said(leads), "buying_committees": _said(committees)}


def _said(rows: Any) -> list[dict[str, str]]:
    return [{key: str(value) for key, value in row.items() if value} for row in rows]


extension = Extension()
