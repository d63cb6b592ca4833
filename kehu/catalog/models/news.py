"""Product news: what sellers should know of a product, dated, and who has read it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class NewsPost(Record):
    """About one product, or about all of a category and what stands below it. Shown from `published_on` on; a post
    with `until` falls behind when that day has passed.
    """

    product = models.ForeignKey("catalog.Product", null=True, blank=True, on_delete=models.CASCADE, related_name="news")
    category = models.ForeignKey(
        "catalog.Category", null=True, blank=True, on_delete=models.CASCADE, related_name="news"
    )
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    published_on = models.DateField(_("published on"), default=timezone.localdate)
    until = models.DateField(_("worth knowing until"), null=True, blank=True)
    is_important = models.BooleanField(_("important"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Open("product_news")

    class Meta:
        ordering = ["-published_on", "-id"]
        constraints = [
            models.CheckConstraint(name="news_post_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="news_post_about_one_thing",
                condition=Q(product__isnull=False, category__isnull=True)
                | Q(product__isnull=True, category__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["product", "-published_on", "-id"], name="news_post_of_product"),
            models.Index(fields=["-published_on", "-id"], name="news_post_recent"),
        ]

    def __str__(self) -> str:
        return self.title


class NewsReading(Record):
    """That somebody has seen a post."""

    post = models.ForeignKey(NewsPost, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Open("product")
    audit_subject = "post_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "post"], name="news_reading_once")]
