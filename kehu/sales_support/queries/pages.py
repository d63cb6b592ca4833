"""Which pages help with an opportunity, how they did elsewhere, and which sales like it were won."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.sales.models import Opportunity, OpportunityLine, Rival
from kehu.sales_support.models import PlaybookPage, PlaybookUse

MOST_PAGES = 500
SIMILAR = 5
LOOKED_AT = 200


@dataclass(frozen=True)
class Record:
    """How often a page was used in opportunities, and how those that are closed ended."""

    uses: int = 0
    won: int = 0
    lost: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Share of the closed ones that were won, between 0 and 1; None while none is closed."""
        closed = self.won + self.lost
        return Decimal(self.won) / closed if closed else None


@dataclass(frozen=True)
class Helpful:
    page: PlaybookPage
    record: Record
    used: bool


@dataclass(frozen=True)
class Traits:
    """What pages are matched by."""

    stage: str
    industry: str
    products: frozenset[str]
    competitors: frozenset[str]

    def fit(self, page: PlaybookPage) -> bool:
        return (
            (not page.stages or self.stage in page.stages)
            and (not page.industries or self.industry in page.industries)
            and (not page.products or not self.products.isdisjoint(page.products))
            and (not page.competitors or not self.competitors.isdisjoint(page.competitors))
        )

    def nearness(self, page: PlaybookPage) -> int:
        """How much the page was written for the like of it: one for each thing it names."""
        return sum(bool(one) for one in (page.stages, page.industries, page.products, page.competitors))


def traits_of(opportunity: Opportunity) -> Traits:
    lines = OpportunityLine.objects.filter(opportunity=opportunity).exclude(product=None)
    rivals = Rival.objects.filter(opportunity=opportunity)
    industry = Customer.objects.filter(pk=opportunity.customer_id).values_list("industry", flat=True).first() or ""
    return Traits(
        str(opportunity.stage_id),
        industry,
        frozenset(str(one) for one in lines.values_list("product", flat=True)),
        frozenset(str(one) for one in rivals.values_list("competitor", flat=True)),
    )


def helpful(opportunity: Opportunity, traits: Traits, user: User) -> list[Helpful]:
    """The pages that fit, those written for the like of it first."""
    pages = PlaybookPage.objects.visible_to(user).filter(is_shown=True, deleted_at=None).order_by("position", "pk")
    fitting = [page for page in pages[:MOST_PAGES] if traits.fit(page)]
    fitting.sort(key=lambda page: -traits.nearness(page))
    used = set(PlaybookUse.objects.filter(opportunity=opportunity).values_list("page", flat=True))
    told = records([page.pk for page in fitting])
    return [Helpful(page, told.get(page.pk, Record()), page.pk in used) for page in fitting]


def records(pages: list[UUID]) -> dict[UUID, Record]:
    """How these pages did, in one statement; over all opportunities, as the numbers name none."""
    state = "opportunity__state"
    rows = PlaybookUse.objects.filter(page__in=pages).order_by().values_list("page")
    counted = rows.annotate(
        uses=Count("pk"), won=Count("pk", filter=Q(**{state: "won"})), lost=Count("pk", filter=Q(**{state: "lost"}))
    )
    return {page: Record(uses, won, lost) for page, uses, won, lost in counted}


def similar(opportunity: Opportunity, traits: Traits, user: User) -> list[Opportunity]:
    """Won opportunities that are like it: of its pipeline, nearest by products, industry and size.

    Each shared product counts 2, the same industry 2, an amount between half and double 1; without any of these a sale
    is not alike.
    """
    rows = Opportunity.objects.visible_to(user).filter(state="won", pipeline=opportunity.pipeline_id)
    recent = list(
        rows.exclude(pk=opportunity.pk).select_related("customer", "owner").order_by("-updated_at")[:LOOKED_AT]
    )
    lines = OpportunityLine.objects.filter(opportunity__in=recent).exclude(product=None)
    products: dict[Any, set[str]] = {}
    for one, product in lines.values_list("opportunity", "product"):
        products.setdefault(one, set()).add(str(product))
    scored = [(_likeness(one, products.get(one.pk, set()), opportunity, traits), one) for one in recent]
    scored.sort(key=lambda pair: -pair[0])
    return [one for points, one in scored[:SIMILAR] if points]


def _likeness(one: Opportunity, products: set[str], opportunity: Opportunity, traits: Traits) -> int:
    ours, theirs = opportunity.amount_home, one.amount_home
    near = bool(ours and theirs and ours / 2 <= theirs <= ours * 2)
    same_trade = bool(traits.industry) and one.customer.industry == traits.industry
    return 2 * len(traits.products & products) + 2 * same_trade + near
