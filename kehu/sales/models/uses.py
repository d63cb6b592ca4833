"""Which pipeline a product is sold in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class PipelineUse(Record):
    """A product, or all products of a category and of those below it, are sold in this pipeline. Each of them has at
    most one; how they go together is said in `queries/pipelines.py`.
    """

    pipeline = models.ForeignKey("sales.Pipeline", on_delete=models.CASCADE, related_name="uses")
    product = models.ForeignKey(
        "catalog.Product", null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    category = models.ForeignKey(
        "catalog.Category", null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        verbose_name=_("category"),
    )  # fmt: skip

    objects = VisibleQuerySet.as_manager()
    ownership = Open("opportunity")
    audit_subject = "pipeline_id"
    audit_label = _("what is sold in the pipeline")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="pipeline_use_of_one_thing",
                condition=Q(product__isnull=False, category__isnull=True)
                | Q(product__isnull=True, category__isnull=False),
            ),
            models.UniqueConstraint(fields=["product"], name="pipeline_use_product_once"),
            models.UniqueConstraint(fields=["category"], name="pipeline_use_category_once"),
        ]

    def __str__(self) -> str:
        return str(self.product or self.category)
