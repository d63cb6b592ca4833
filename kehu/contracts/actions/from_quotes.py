"""The contract of a quote: what the customer accepted, line by line, with the sums that he agreed to."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kehu.catalog.models import Product
from kehu.contracts.actions.contracts import Line, create
from kehu.contracts.models import Contract
from kehu.contracts.permissions import ContractVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.quotes.models import Quote, QuoteVersion
from kehu.quotes.queries.choosing import sums_with


class NotAccepted(Refusal):
    """Nobody agreed to this quote yet."""


def from_quote(*, quote: Quote, by: User, **given: Any) -> Contract:
    """Draw up the contract of an accepted quote: its customer, its opportunity, the lines that he took, at the frozen
    prices. Drawn up already, it is given again. Raises NotAccepted, PermissionMissing.
    """
    by.require(ContractVerb.CREATE)
    with writing(by=by):
        Quote.objects.select_for_update(no_key=True, of=("self",)).get(pk=quote.pk)  # one contract, whoever is first
        version = quote.versions.filter(state=QuoteVersion.State.ACCEPTED).first()
        if version is None:
            raise NotAccepted(_("A contract is drawn up from a quote that the customer accepted."), field="quote")
        former: Contract | None = Contract.objects.visible_to(by).filter(quote_version=version).first()
        if former:
            return former
        taken: dict[str, Any] = {
            "name": version.content["title"], "customer": quote.customer, "contact": quote.contact,
            "opportunity": quote.opportunity, "currency": version.content["currency"],
            "billing_address": version.content["customer"]["address"][:300],
            "delivery_address": version.content["customer"]["address"][:300],
        }  # fmt: skip
        if quote.owner_id and (quote.owner_id == by.pk or by.may(ContractVerb.ASSIGN)):
            taken["owner"] = quote.owner
        return create(by=by, lines=lines_of(version), **{**taken, **given, "quote_version": version})


def lines_of(version: QuoteVersion) -> list[Line]:
    """What the customer took of the frozen content; of optional lines those that he ticked."""
    answer = getattr(version, "answer", None)
    chosen = set(answer.chosen) if answer else set()
    items = [one for one in version.content["lines"] if one["kind"] == "item"]
    totals = sums_with(version.content, chosen).lines
    products = {str(one.pk): one.product for one in version.quote.lines.select_related("product")}
    skus = {one.sku: one for one in Product.objects.filter(sku__in=[item["sku"] for item in items if item["sku"]])}
    found = []
    for item, total in zip(items, totals, strict=True):
        if item["optional"] and item["id"] not in chosen:
            continue
        price, rate = Decimal(item["price"]), Decimal(item["tax_percent"])
        bare = price * 100 / (100 + rate) if item["tax_included"] else price
        found.append(
            Line(
                name=item["name"] or item["sku"], code=item["sku"], unit=item["unit"], tax_rate=rate,
                quantity=Decimal(item["quantity"]), unit_price=bare.quantize(Decimal("0.000001")), net=total.net,
                tax=total.tax, discount=(total.discount_percent or Decimal(0)).quantize(Decimal("0.0001")),
                product=products.get(item["id"]) or skus.get(item["sku"]),
            )
        )  # fmt: skip
    return found
