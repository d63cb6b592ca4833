"""What key accounts add to a customer: his tier with its reasons, what he is owed, his group and his plans."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.extensions import CustomerExtension, Panel
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.key_accounts.actions import accounts
from kehu.key_accounts.models import AccountPlan, KeyAccount, PlanGoal, PlanReview, Stakeholder, TierEffect

_TITLE = gettext_lazy("Key account and tier")


class Extension(CustomerExtension):
    key = "key_accounts"

    def headline(self, customer: Customer, user: User) -> list[tuple[Any, Any]]:
        """What he is owed, loaded by itself, so that the page asks for nothing more."""
        if not customer.tier or not user.may("key_account.view"):
            return []
        address = reverse("key_accounts:owed", args=[customer.pk])
        return [(_("Entitled to"), format_html('<span hx-get="{}" hx-trigger="load">…</span>', address))]

    def catalogue(self) -> list[tuple[str, Any, str]]:
        return [("key_account", _TITLE, "right")]

    def panels(self, customer: Customer, user: User) -> list[Panel]:
        """Loaded by itself."""
        if customer.kind != Customer.Kind.ORGANISATION or not user.may("key_account.view"):
            return []
        template, context = "key_accounts/panel_place.html", {"customer": customer}
        return [Panel(key="key_account", title=_TITLE, template=template, context=context, position=24)]

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        """Plans of the loser for a year for which the survivor has one are joined with it."""
        years = dict(AccountPlan.objects.filter(customer=survivor).values_list("year", "pk"))
        for plan in AccountPlan.objects.filter(customer=loser):
            if plan.year not in years:
                AccountPlan.objects.filter(pk=plan.pk).update(customer=survivor)
                continue
            kept = years[plan.year]
            known = Stakeholder.objects.filter(plan=kept).values("contact")
            Stakeholder.objects.filter(plan=plan).exclude(contact__in=known).update(plan=kept)
            PlanGoal.objects.filter(plan=plan).update(plan=kept)
            PlanReview.objects.filter(plan=plan).update(plan=kept)
            plan.delete()
        for model in (KeyAccount, TierEffect):  # made anew for the survivor
            if model.objects.filter(customer=survivor).exists():
                model.objects.filter(customer=loser).delete()
            else:
                model.objects.filter(customer=loser).update(customer=survivor)

    def refresh(self, customer_ids: Any) -> None:
        """What is nobody's any more goes afterwards, when the events of this are handled."""
        accounts.refresh(customer_ids, removing=False)

    def erase(self, *, customer: Customer, by: User) -> None:
        """Everything goes: plans are about him alone."""
        with writing(by=by):
            AccountPlan.objects.filter(customer=customer).delete()
            KeyAccount.objects.filter(customer=customer).delete()
            TierEffect.objects.filter(customer=customer).delete()

    def busy(self) -> Q | None:
        return Q(account_plans__state__in=[AccountPlan.State.DRAFT, AccountPlan.State.AGREED])

    def export(self, customer: Customer) -> dict[str, Any]:
        plans = AccountPlan.objects.filter(customer=customer).order_by("year", "pk")
        return {
            "account plans": [_plan(one) for one in plans],
            "tier": _said(TierEffect.objects.filter(customer=customer).order_by("pk").values("points", "numbers")),
        }

    def export_contact(self, contact: Contact) -> dict[str, Any]:
        rows = Stakeholder.objects.filter(contact=contact).order_by("created_at", "pk")
        return {"stakeholder": _said(rows.values("plan__name", "role", "stance", "influence", "note"))}


def _plan(one: AccountPlan) -> dict[str, Any]:
    return {
        "name": one.name, "state": one.state, "summary": one.summary,
        "goals": _said(one.goals.values("title", "measure", "target", "actual", "unit")),
        "stakeholders": _said(one.stakeholders.values("contact__name", "role", "stance", "influence", "note")),
        "reviews": _said(one.reviews.values("day", "notes", "goals", "numbers")),
    }  # fmt: skip


def _said(rows: Any) -> list[dict[str, str]]:
    return [{key: str(value) for key, value in row.items() if value not in (None, "")} for row in rows]


extension = Extension()
