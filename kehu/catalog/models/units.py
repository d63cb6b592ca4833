"""Units of measure, and how many of another unit one of them is."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class Unit(Record):
    """One of it is `factor` of `base`; a unit without a base stands for itself. Bases have no base of their own, so
    two units convert when they share one. `decimals` is how finely quantities are given: 0 for pieces.
    A built-in unit that was not renamed speaks the reader's language.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="multiples")
    factor = models.DecimalField(max_digits=18, decimal_places=6, default=Decimal(1))
    decimals = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    is_builtin = models.BooleanField(default=False, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("product")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="unit_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="unit_factor_positive", condition=Q(factor__gt=0)),
            models.CheckConstraint(name="unit_base_is_one", condition=Q(base__isnull=False) | Q(factor=1)),
            models.CheckConstraint(name="unit_not_its_own_base", condition=~Q(base=F("id"))),
            models.CheckConstraint(name="unit_decimals_few", condition=Q(decimals__lte=6)),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return pgettext("unit", self.name) if self.is_builtin else self.name
