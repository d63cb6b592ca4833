"""The product: what the company sells."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable
from kehu.foundation.values.languages import name_in


class Product(Record, Trashable):
    """`name` is what the company calls it, `names` what readers of other languages read, by code. `cost` is what one
    `unit` costs the company. `list_price` repeats what the standard price book asks for one, so that lists need no
    join; both are in `currency`, that of the standard book. A bundle's price is its own, or with
    `BundlePricing.SUMMED` the sum of what is chosen of its parts. A retired product may name its successor.
    """

    class Kind(models.TextChoices):
        GOODS = "goods", _("goods")
        SERVICE = "service", _("service")
        SUBSCRIPTION = "subscription", _("subscription")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("on sale")
        RETIRED = "retired", _("no longer sold")

    class BundlePricing(models.TextChoices):
        NONE = "", _("no bundle")
        FIXED = "fixed", _("a price of its own")
        SUMMED = "summed", _("the sum of its parts")

    class Period(models.TextChoices):
        NONE = "", _("once")
        MONTH = "month", _("monthly")
        QUARTER = "quarter", _("quarterly")
        YEAR = "year", _("yearly")

    sku = models.CharField(_("SKU"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    names = models.JSONField(default=dict, blank=True)
    sort_name = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.GOODS)
    category = models.ForeignKey(
        "catalog.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="products")
    period = models.CharField(_("charged"), max_length=10, choices=Period.choices, blank=True, default=Period.NONE)
    tax_class = models.ForeignKey(
        "catalog.TaxClass", null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=6, null=True, blank=True)
    list_price = models.DecimalField(
        _("list price"), max_digits=18, decimal_places=6, null=True, blank=True, editable=False
    )
    currency = models.CharField(max_length=3, editable=False)
    bundle = models.CharField(
        _("bundle"), max_length=10, choices=BundlePricing.choices, blank=True, default=BundlePricing.NONE
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now, editable=False)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="forerunners")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    description = models.TextField(_("description"), blank=True)
    picture = models.ForeignKey(
        "files.Attachment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    custom = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Open("product")
    audit_derived = ("sort_name", "list_price", "currency")

    class Meta:
        constraints = [
            models.CheckConstraint(name="product_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="product_has_a_sku", condition=~Q(sku="")),
            models.UniqueConstraint(fields=["sku"], condition=Q(deleted_at__isnull=True), name="product_sku_once"),
            models.CheckConstraint(name="product_cost_not_negative", condition=Q(cost__isnull=True) | Q(cost__gte=0)),
            models.CheckConstraint(name="product_not_its_own_successor", condition=~Q(successor=F("id"))),
            models.CheckConstraint(
                name="product_deleted_by_someone", condition=Q(deleted_at__isnull=True) | Q(deleted_by__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], condition=Q(deleted_at__isnull=True), name="product_name"),
            models.Index(fields=["sku", "id"], condition=Q(deleted_at__isnull=True), name="product_sku"),
            models.Index(fields=["-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="product_updated"),
            models.Index(
                F("list_price").asc(nulls_last=True), "id", condition=Q(deleted_at__isnull=True), name="product_price"
            ),
            models.Index(
                fields=["state", "-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="product_of_state"
            ),
            GinIndex(OpClass("custom", name="jsonb_path_ops"), condition=~Q(custom={}), name="product_custom"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return name_in(self.name, self.names)

    @property
    def is_bundle(self) -> bool:
        return self.bundle != self.BundlePricing.NONE


class ProductUnit(Record):
    """A further unit that one product is sold in: one `unit` holds `factor` of the product's own unit."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="further_units")
    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="+")
    factor = models.DecimalField(max_digits=18, decimal_places=6, default=Decimal(1))

    objects = VisibleQuerySet.as_manager()
    ownership = Through("product")
    audit_subject = "product_id"
    audit_label = _("unit")
    audit_title = ("unit",)

    class Meta:
        ordering = ["factor", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "unit"], name="product_unit_once"),
            models.CheckConstraint(name="product_unit_factor_positive", condition=Q(factor__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.unit)
