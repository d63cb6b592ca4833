"""What happened in the catalog."""

from dataclasses import dataclass
from uuid import UUID

from kehu.foundation.events.bus import Event


@dataclass(frozen=True)
class ProductCreated(Event):
    product_id: UUID
    changed = "product"


@dataclass(frozen=True)
class ProductRetired(Event):
    """It is not sold any more; `successor_id` is what comes instead."""

    product_id: UUID
    successor_id: UUID | None
    changed = "product"


@dataclass(frozen=True)
class PricesChanged(Event):
    """Prices of these products changed in a book: one event per block that was entered."""

    book_id: UUID
    product_ids: tuple[UUID, ...]
    changed = "price_book"


@dataclass(frozen=True)
class NewsPublished(Event):
    post_id: UUID
    product_id: UUID | None
    category_id: UUID | None
    changed = "product_news"
