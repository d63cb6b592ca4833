"""Bundles: products made of products, with what may be left out and what goes together."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.foundation.values.languages import name_in


class PartGroup(Record):
    """Parts among which between `least` and `most` are chosen; no `most` means as many as there are."""

    bundle = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="part_groups")
    name = models.CharField(_("name"), max_length=80)
    names = models.JSONField(default=dict, blank=True)
    least = models.PositiveSmallIntegerField(_("at least"), default=0)
    most = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("bundle")
    audit_subject = "bundle_id"
    audit_label = _("group of parts")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "name"], name="part_group_once"),
            models.CheckConstraint(
                name="part_group_most_not_below_least", condition=Q(most__isnull=True) | Q(most__gte=F("least"))
            ),
        ]

    def __str__(self) -> str:
        return name_in(self.name, self.names)


class BundlePart(Record):
    """`quantity` of a product in one bundle. An optional part may be left out and is chosen at first if `is_chosen`.
    Its quantity may be changed between `least` and `most` where these are given.
    """

    bundle = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="parts")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="part_of")
    variant = models.ForeignKey(
        "catalog.Variant", null=True, blank=True, on_delete=models.PROTECT, related_name="part_of"
    )
    group = models.ForeignKey(PartGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="parts")
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4, default=Decimal(1))
    least = models.DecimalField(_("at least"), max_digits=14, decimal_places=4, null=True, blank=True)
    most = models.DecimalField(_("at most"), max_digits=14, decimal_places=4, null=True, blank=True)
    is_optional = models.BooleanField(_("may be left out"), default=False)
    is_chosen = models.BooleanField(_("chosen at first"), default=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("bundle")
    audit_subject = "bundle_id"
    audit_label = _("part of the bundle")
    audit_title = ("product", "quantity")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "product", "variant"], name="bundle_part_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="bundle_part_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="bundle_not_its_own_part", condition=~Q(bundle=F("product"))),
            models.CheckConstraint(
                name="bundle_part_least_fits",
                condition=Q(least__isnull=True) | Q(least__gt=0, least__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="bundle_part_most_fits", condition=Q(most__isnull=True) | Q(most__gte=F("quantity"))
            ),
        ]


class PartRule(Record):
    """Whoever chooses `part` has to choose `other` as well, or must not."""

    class Kind(models.TextChoices):
        REQUIRES = "requires", _("requires")
        EXCLUDES = "excludes", _("excludes")

    part = models.ForeignKey(BundlePart, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    other = models.ForeignKey(BundlePart, on_delete=models.CASCADE, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("part")
    audit_subject = "part_id"
    audit_label = _("rule of the bundle")
    audit_title = ("kind", "other")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["part", "other"], name="part_rule_once"),
            models.CheckConstraint(name="part_rule_between_two", condition=~Q(part=F("other"))),
        ]
