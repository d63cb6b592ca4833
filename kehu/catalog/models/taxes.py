"""Tax classes and their rates, each valid from its day until the next one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class TaxClass(Record):
    """What is taxed alike. New products get the default one."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=100)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_builtin = models.BooleanField(default=False, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("product")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="tax_class_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="tax_class_one_default"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return gettext(self.name) if self.is_builtin else self.name


class TaxRate(Record):
    """`percent` of the net amount, from `since` on."""

    tax_class = models.ForeignKey(TaxClass, on_delete=models.CASCADE, related_name="rates")
    since = models.DateField(_("since"))
    percent = models.DecimalField(_("percent"), max_digits=7, decimal_places=4)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("tax_class")
    audit_subject = "tax_class_id"
    audit_label = _("tax rate")
    audit_title = ("percent", "since")

    class Meta:
        ordering = ["tax_class", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["tax_class", "since"], name="tax_rate_once"),
            models.CheckConstraint(name="tax_rate_percent", condition=Q(percent__gte=0, percent__lte=1000)),
        ]

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} %"
