"""Writing news of products, and noting who has seen them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.catalog import events
from kehu.catalog.models import Category, NewsPost, NewsReading, Product
from kehu.catalog.permissions import ProductVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal


class NewsRefused(Refusal):
    """The post cannot be like this."""


def write(
    *, title: str, by: User, body: str = "", product: Product | None = None, category: Category | None = None,
    published_on: date | None = None, until: date | None = None, is_important: bool = False,
    post: NewsPost | None = None,
) -> NewsPost:  # fmt: skip
    """Write news of a product or of a category, or change a post. What was changed is new again to nobody."""
    by.require(ProductVerb.NEWS)
    if not title.strip():
        raise NewsRefused(_("This may not be empty."), field="title")
    if (product is None) == (category is None):
        raise NewsRefused(_("Say of which product or which category it is."), field="product")
    day = published_on or (post.published_on if post else timezone.localdate())
    if until and until < day:
        raise NewsRefused(_("The last day lies before the first."), field="until")
    is_new = post is None
    row = post or NewsPost(author=by)
    values: dict[str, Any] = {
        "title": title.strip(), "body": body.strip(), "product": product, "category": category, "published_on": day,
        "until": until, "is_important": is_important,
    }  # fmt: skip
    for key, value in values.items():
        setattr(row, key, value)
    with writing(by=by):
        row.save()
        NewsReading.objects.get_or_create(post=row, user=by)
        if is_new:
            publish(events.NewsPublished(row.pk, row.product_id, row.category_id), by=by.pk)
    return row


def remove(*, post: NewsPost, by: User) -> None:
    by.require(ProductVerb.NEWS)
    with writing(by=by):
        post.delete()


def mark_read(*, posts: Iterable[UUID], by: User) -> int:
    """Note that the user has seen these posts; returns how many were new to him."""
    by.require(ProductVerb.VIEW)
    wanted = list(NewsPost.objects.visible_to(by).filter(pk__in=list(posts)).values_list("pk", flat=True))
    known = set(NewsReading.objects.filter(user=by, post__in=wanted).values_list("post", flat=True))
    fresh = [one for one in wanted if one not in known]
    if fresh:
        with writing(by=by):
            NewsReading.objects.bulk_create([NewsReading(post_id=one, user=by) for one in fresh], ignore_conflicts=True)
    return len(fresh)
