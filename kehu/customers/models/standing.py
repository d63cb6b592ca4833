"""Where a customer stands: his tier and his lifecycle stage, each with its history."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class LifecycleStage(Record):
    """Names may be edited; a built-in stage that was not renamed speaks the reader's language."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    is_builtin = models.BooleanField(default=False, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return gettext(self.name) if self.is_builtin else self.name


class LifecycleChange(Record):
    """A customer entered a stage: when, by whom, why. `changed_by` is empty when a rule did it."""

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="lifecycle_changes", db_index=False
    )
    stage = models.ForeignKey(LifecycleStage, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    audit_label = _("lifecycle stage")
    audit_title = ("stage", "reason")

    class Meta:
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="lifecycle_history")]


class TierAssignment(Record):
    """A customer was given a tier: by a person, or by the rule named in `rule`."""

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="tier_assignments", db_index=False
    )
    tier = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField(default=timezone.now)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rule = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    audit_label = _("tier")
    audit_title = ("tier", "reason")

    class Meta:
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="tier_history")]
