"""What sales adds to a customer: his open opportunities, what they are worth, and traits to filter on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.extensions import CustomerExtension, Panel
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.foundation.search.index import reindex
from kehu.foundation.ui.formats import show_money
from kehu.sales.models import Holding, Lead, Opportunity, Touch
from kehu.sales.queries import pools
from kehu.sales.queries.pools import KINDS
from kehu.sales.storing import holdings

SHOWN = 8


class Extension(CustomerExtension):
    key = "sales"

    def headline(self, customer: Customer, user: User) -> list[tuple[Any, Any]]:
        if not user.may("opportunity.view"):
            return []
        rows = Opportunity.objects.visible_to(user).filter(customer=customer, state=Opportunity.State.OPEN)
        worth = rows.aggregate(worth=Sum("amount_home"))["worth"]
        return [(_("In the pipeline"), show_money(worth, Company.objects.current().currency))] if worth else []

    def panels(self, customer: Customer, user: User) -> list[Panel]:
        if not user.may("opportunity.view"):
            return []
        rows = Opportunity.objects.visible_to(user).filter(customer=customer).select_related("stage", "owner")
        first = list(rows.order_by("-updated_at", "-pk")[: SHOWN + 1])
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
        if customer.pool_id:
            stays = {"stays": pools.stays(customer.pk), "customer": customer, "may_release": user.may("pool.claim")}
            template = "sales/pools/panel.html"
            found.append(Panel(key="holdings", title=_("Who held it"), template=template, context=stays, position=80))
        return found

    def catalogue(self) -> list[tuple[str, Any, str]]:
        return [
            ("opportunities", gettext_lazy("Opportunities"), "right"),
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
        return {"opportunities": _said(rows), "leads": _said(leads)}


def _said(rows: Any) -> list[dict[str, str]]:
    return [{key: str(value) for key, value in row.items() if value} for row in rows]


extension = Extension()
