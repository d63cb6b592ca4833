"""Variants: the kinds a product comes in, one for each combination of its options that is sold."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.foundation.values.languages import name_in


class ProductOption(Record):
    """What one chooses by: colour, size, bandwidth."""

    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="options")
    name = models.CharField(_("name"), max_length=60)
    names = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("product")
    audit_subject = "product_id"
    audit_label = _("option")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="product_option_once"),
            models.CheckConstraint(name="product_option_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return name_in(self.name, self.names)


class OptionValue(Record):
    """What may be chosen: red, XL, 500 Mbit/s. `code` stands in the SKU of variants."""

    option = models.ForeignKey(ProductOption, on_delete=models.CASCADE, related_name="values")
    name = models.CharField(_("name"), max_length=60)
    names = models.JSONField(default=dict, blank=True)
    code = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("option")
    audit_subject = "option_id"
    audit_label = _("value of an option")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["option", "name"], name="option_value_once"),
            models.CheckConstraint(name="option_value_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return name_in(self.name, self.names)


class Variant(Record):
    """`name` repeats its values in the order of the options ("black, 256 GB"); `combination` are their sorted
    identifiers, so that none is there twice. Without a `cost` of its own it costs what the product costs.
    """

    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(_("SKU"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    combination = models.CharField(max_length=400, editable=False, db_collation="C")
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=6, null=True, blank=True)
    is_active = models.BooleanField(_("on sale"), default=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("product")
    audit_subject = "product_id"
    audit_label = _("variant")
    ruled_by_object = "product"  # its cost is nobody's business for whom the product's is not

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sku"], name="variant_sku_once"),
            models.UniqueConstraint(fields=["product", "combination"], name="variant_combination_once"),
            models.CheckConstraint(name="variant_has_a_sku", condition=~Q(sku="")),
            models.CheckConstraint(name="variant_cost_not_negative", condition=Q(cost__isnull=True) | Q(cost__gte=0)),
        ]

    def __str__(self) -> str:
        return self.name


class VariantValue(Record):
    """That a variant has a value of an option."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="chosen")
    value = models.ForeignKey(OptionValue, on_delete=models.PROTECT, related_name="variants")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("variant")
    audit_subject = "variant_id"
    audit_label = _("value of an option")
    audit_title = ("value",)

    class Meta:
        ordering = ["value__option__position", "id"]
        constraints = [models.UniqueConstraint(fields=["variant", "value"], name="variant_value_once")]
