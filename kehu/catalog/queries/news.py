"""News of products: what there is to read, and what of it is new to somebody."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kehu.catalog.models import NewsPost, NewsReading, Product
from kehu.foundation.access.models import User
from kehu.foundation.files.models import Attachment

MOST = 30


@dataclass(frozen=True)
class Told:
    """A post as one reader sees it; `has_files` when documents hang on it."""

    post: NewsPost
    is_new: bool
    has_files: bool = False


def of_product(product: Product, user: User, most: int = MOST) -> list[Told]:
    """Posts about the product, its category and what is above that, the newest first."""
    about = Q(product=product.pk)
    if product.category:
        about |= Q(category__in=[one for one in product.category.path.split("/") if one])
    return _told(_out(user).filter(about), user, most)


def latest(user: User, most: int = MOST) -> list[Told]:
    """The newest of all products."""
    return _told(_out(user), user, most)


def unread(user: User, most: int = 8) -> list[NewsPost]:
    """What came since the user last looked, and is still worth knowing; important ones first."""
    today = timezone.localdate()
    rows = _out(user).filter(Q(until=None) | Q(until__gte=today)).exclude(readings__user=user)
    return list(rows.order_by("-is_important", "-published_on", "-id")[:most])


def _out(user: User) -> QuerySet[NewsPost]:
    """Posts whose day has come; who writes news sees those to come as well."""
    rows: QuerySet[NewsPost] = NewsPost.objects.visible_to(user).select_related("product", "category", "author")
    rows = rows.filter(Q(product=None) | Q(product__deleted_at=None))
    return rows if user.may("product_news.write") else rows.filter(published_on__lte=timezone.localdate())


def _told(rows: QuerySet[NewsPost], user: User, most: int) -> list[Told]:
    read = Exists(NewsReading.objects.filter(user=user, post=OuterRef("pk")))
    files = Exists(Attachment.objects.filter(object_key="product_news", record_id=OuterRef("pk")))
    found = rows.annotate(was_read=read, has_files=files).order_by("-published_on", "-id")[:most]
    return [Told(one, not one.was_read, one.has_files) for one in found]  # type: ignore[attr-defined]
