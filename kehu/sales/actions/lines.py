"""The products of an opportunity, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.catalog.models import Product, Variant
from kehu.catalog.queries.prices import Ask, prices_for
from kehu.catalog.queries.pricing import Line, document_totals
from kehu.catalog.queries.taxes import rates_on, rules
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.sales.actions import gates
from kehu.sales.models import Opportunity, OpportunityLine
from kehu.sales.permissions import OpportunityVerb
from kehu.sales.queries import pipelines

MOST = 200


class LineRefused(Refusal):
    """A line cannot be like this."""


@dataclass(frozen=True)
class Wanted:
    """One line; without a `price` the price books are asked for this customer and today."""

    product: Product
    quantity: Decimal = Decimal(1)
    variant: Variant | None = None
    price: Decimal | None = None
    discount: Decimal = Decimal(0)


def write(
    *, opportunity: Opportunity, lines: Sequence[Wanted], by: User, amount_from_lines: bool | None = None,
    stays: bool = False,
) -> Opportunity:  # fmt: skip
    """The opportunity has these lines and no others. With `amount_from_lines` its amount is what they come to without
    taxes, now and after each change of them; None leaves that as it is. As long as it stands where it was opened it
    goes to the pipeline in which its products are sold, unless it `stays`. Raises OutOfReach, PermissionMissing,
    LineRefused naming its field.
    """
    by.require(OpportunityVerb.EDIT)
    _check(lines)
    with writing(by=by):
        row = editable(opportunity, by)
        made = _priced(row, lines)
        row.lines.all().delete()
        OpportunityLine.objects.bulk_create(made)
        summed = row.amount_from_lines if amount_from_lines is None else amount_from_lines
        if summed or row.amount_from_lines:
            from kehu.sales.actions import opportunities

            total = sum((one.amount for one in made), Decimal(0)) if made else None
            changes = {"amount": total if summed else row.amount, "amount_from_lines": summed}
            row = opportunities.update(opportunity=row, changes=changes, by=by)
        return row if stays else _in_its_pipeline(row, by)


def _in_its_pipeline(row: Opportunity, by: User) -> Opportunity:
    """What has been worked on already, or would not be let in there, stays; its page offers the way."""
    from kehu.sales.actions import opportunities

    if not row.is_open or row.stage_changes.count() > 1:
        return row
    stage = pipelines.fitting_stage(row, by)
    if stage is None or stage.needs_approval or gates.missing(row, stage):
        return row
    return opportunities.change_pipeline(opportunity=row, pipeline=stage.pipeline, by=by)


def add(*, opportunity: Opportunity, product: Product, by: User) -> Opportunity:
    """One more product, once, at its price."""
    known = [
        Wanted(one.product, one.quantity, one.variant, one.price if one.price_is_own else None, one.discount)
        for one in opportunity.lines.select_related("product", "variant")
    ]
    return write(opportunity=opportunity, lines=[*known, Wanted(product)], by=by)


def _check(lines: Sequence[Wanted]) -> None:
    if len(lines) > MOST:
        raise LineRefused(_("An opportunity has at most %(most)s lines.") % {"most": MOST}, field="lines")
    for one in lines:
        if one.quantity <= 0:
            raise LineRefused(_("A quantity is more than nought."), field="quantity")
        if not 0 <= one.discount <= 100:
            raise LineRefused(_("A discount is between 0 and 100 percent."), field="discount")
        if one.price is not None and one.price < 0:
            raise LineRefused(_("A price is not negative."), field="price")
        if one.variant is not None and one.variant.product_id != one.product.pk:
            raise LineRefused(_("This variant is of another product."), field="variant")


def _priced(row: Opportunity, lines: Sequence[Wanted]) -> list[OpportunityLine]:
    asks = [Ask(one.product.pk, one.variant.pk if one.variant else None, one.quantity) for one in lines]
    found = prices_for(asks, customer=row.customer, currency=row.currency) if asks else []
    taxes = rates_on([one.product.tax_class_id for one in lines], timezone.localdate())
    reckoned: list[Line] = []
    made: list[OpportunityLine] = []
    for place, (one, price) in enumerate(zip(lines, found, strict=True)):
        amount = one.price if one.price is not None else price.amount
        tax: Any = taxes.get(one.product.tax_class_id, Decimal(0)) if one.product.tax_class_id else Decimal(0)
        included = price.includes_tax and one.price is None
        reckoned.append(
            Line(one.quantity, amount or Decimal(0), discount_percent=one.discount, tax_percent=tax,
                 tax_included=included)
        )  # fmt: skip
        made.append(
            OpportunityLine(
                opportunity=row, product=one.product, variant=one.variant, quantity=one.quantity, price=amount,
                price_is_own=one.price is not None, discount=one.discount, position=10 * (place + 1),
            )
        )  # fmt: skip
    total = document_totals(reckoned, row.currency, rounding=rules().tax_rounding)
    for line, worked in zip(made, total.lines, strict=True):
        line.amount = worked.net
    return made
