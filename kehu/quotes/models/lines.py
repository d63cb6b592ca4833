"""The lines of a quote: products, free items, texts, headings of sections, and the parts of bundles."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class Line(Record):
    """`price` is for one `unit` in the currency of the quote; it follows `list_price`, which the price books ask,
    unless `price_is_own`. Without a product it is a free item. A part hangs on the line of its bundle (`parent`), its
    `quantity` is that in one bundle, and its price is in that of the bundle. `cost` is what one `unit` costs us. `net`,
    `tax` and `total` repeat what the catalogue's arithmetic makes of the whole document.
    """

    class Kind(models.TextChoices):
        ITEM = "item", _("item")
        PART = "part", _("part of a bundle")
        SECTION = "section", _("section")
        TEXT = "text", _("text")

    quote = models.ForeignKey("quotes.Quote", on_delete=models.CASCADE, related_name="lines")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ITEM)
    position = models.PositiveIntegerField(default=0)
    product = models.ForeignKey(
        "catalog.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="quote_lines"
    )
    variant = models.ForeignKey(
        "catalog.Variant", null=True, blank=True, on_delete=models.PROTECT, related_name="quote_lines"
    )
    unit = models.ForeignKey("catalog.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(_("SKU"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4, default=Decimal(1))
    list_price = models.DecimalField(_("list price"), max_digits=18, decimal_places=6, null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=6, default=Decimal(0))
    price_is_own = models.BooleanField(default=False)
    discount_percent = models.DecimalField(max_digits=7, decimal_places=4, default=Decimal(0))
    discount_amount = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    tax_percent = models.DecimalField(_("tax in percent"), max_digits=6, decimal_places=3, default=Decimal(0))
    tax_included = models.BooleanField(default=False)
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=6, null=True, blank=True)
    is_optional = models.BooleanField(_("optional"), default=False)
    amount = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    net = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    tax = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    total = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))

    objects = VisibleQuerySet.as_manager()
    ownership = Through("quote")
    audit_subject = "quote_id"

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="quote_line_only_parts_hang", condition=Q(kind="part") | Q(parent__isnull=True)
            ),
            models.CheckConstraint(
                name="quote_line_discount_percent", condition=Q(discount_percent__gte=0, discount_percent__lte=100)
            ),
            models.CheckConstraint(name="quote_line_discount_not_negative", condition=Q(discount_amount__gte=0)),
        ]
        indexes = [
            models.Index(fields=["quote", "position", "id"], name="quote_line_of"),
            models.Index(fields=["product"], name="quote_line_of_product"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> bool:
        """Whether it has a price of its own."""
        return self.kind == self.Kind.ITEM
