"""In which pipeline something is sold.

The pipeline a product names itself comes before that of its category, a category before the one above it. Of several
products the one that is worth most decides, of equal ones the first. Pipelines that are retired, or whose team the
seller is not in, are passed over; where nothing is said, the seller chooses as ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kehu.catalog.models import Product
from kehu.foundation.access.models import User
from kehu.sales.models import Opportunity, PipelineUse, Stage
from kehu.sales.queries.opportunities import stages_to_begin_in


@dataclass(frozen=True)
class Offer:
    """A product and what it is worth."""

    product: Product
    worth: Decimal = Decimal(0)


def stage_for(offers: Sequence[Offer], user: User) -> Stage | None:
    """The first stage of the pipeline in which these are sold; None where nothing is said. Two statements at most."""
    uses = list(PipelineUse.objects.select_related("category"))
    if not uses or not offers:
        return None
    begins: dict[object, Stage] = {}
    for stage in stages_to_begin_in(user):
        begins.setdefault(stage.pipeline_id, stage)
    for offer in sorted(offers, key=lambda one: -one.worth):
        for use in _of(offer.product, uses):
            if use.pipeline_id in begins:
                return begins[use.pipeline_id]
    return None


def fitting_stage(opportunity: Opportunity, user: User) -> Stage | None:
    """Where its products are sold, if that is another pipeline than its own; None otherwise."""
    lines = opportunity.lines.select_related("product__category").order_by("position", "pk")
    found = stage_for([Offer(one.product, one.amount) for one in lines], user)
    return found if found is not None and found.pipeline_id != opportunity.pipeline_id else None


def _of(product: Product, uses: list[PipelineUse]) -> list[PipelineUse]:
    """What speaks of the product, the nearest first."""
    own = [one for one in uses if one.product_id == product.pk]
    path = product.category.path if product.category else ""
    above = [one for one in uses if one.category is not None and path.startswith(one.category.path)]
    return [*own, *sorted(above, key=lambda one: -len(one.category.path if one.category else ""))]
