"""Which customers belong to which territory."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class TerritoryRule(Record):
    """Customers who fit the `conditions` (a filter of their list) belong to the territory. Rules are asked in the order
    of their position; the first that fits decides. Without a condition a rule takes everybody who is left.
    """

    territory = models.ForeignKey("customers.Territory", on_delete=models.CASCADE, related_name="rules")
    conditions = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=10)
    is_active = models.BooleanField(_("at work"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")
    audit_subject = "territory_id"
    audit_label = _("territory rule")
    audit_title = ("note", "conditions")

    class Meta:
        ordering = ["position", "created_at", "id"]

    def __str__(self) -> str:
        return self.note or str(self.territory)
