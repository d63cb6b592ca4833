"""What coverage adds to a customer: in which territory he is and why; his rows in hand-overs follow him."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.coverage.actions import assigning
from kehu.coverage.models import HandoverItem, HandoverPromise
from kehu.customers.extensions import CustomerExtension, Panel
from kehu.customers.models import Customer
from kehu.customers.permissions import TerritoryVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing

_TITLE = gettext_lazy("Territory")


class Extension(CustomerExtension):
    key = "coverage"

    def catalogue(self) -> list[tuple[str, Any, str]]:
        return [("territory", _TITLE, "right")]

    def panels(self, customer: Customer, user: User) -> list[Panel]:
        """Loaded by itself: the page does not wait for what rules say."""
        if not user.may(TerritoryVerb.VIEW):
            return []
        template = "coverage/territories/panel_place.html"
        return [Panel(key="territory", title=_TITLE, template=template, context={"customer": customer}, position=70)]

    def settled(self, customer_ids: Iterable[UUID]) -> None:
        """Who has no territory gets one as soon as rules know which."""
        assigning.place(list(customer_ids))

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        HandoverItem.objects.filter(customer=loser).update(customer=survivor)
        HandoverPromise.objects.filter(customer=loser).update(customer=survivor)

    def erase(self, *, customer: Customer, by: User) -> None:
        """That something was handed over stays; what it says of him goes."""
        with writing(by=by):
            HandoverItem.objects.filter(customer=customer).update(title=_("erased"))
            HandoverPromise.objects.filter(customer=customer).delete()

    def export(self, customer: Customer) -> dict[str, Any]:
        items = HandoverItem.objects.filter(customer=customer, object_key="customer", moved=True)
        rows = items.order_by("pk").values_list("handover__leaver__name", "successor__name", "handover__done_at")
        promises = HandoverPromise.objects.filter(customer=customer).order_by("said_at", "pk")
        return {
            "handovers": [{"from": leaver, "to": successor, "at": str(at)} for leaver, successor, at in rows],
            "promises": list(promises.values_list("sentence", flat=True)),
        }


extension = Extension()
