"""What identifies a customer beyond his name, and the dates that matter to him."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class ExternalId(Record):
    """The customer's identifier in another system; one system gives each identifier once."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="external_ids")
    system = models.CharField(max_length=40, db_collation="C")
    value = models.CharField(max_length=120, db_collation="C")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    audit_label = _("external identifier")
    audit_title = ("system", "value")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "value"], name="external_id_once")]


class IdentityDocument(Record):
    """Shown masked; revealing it is recorded."""

    class Kind(models.TextChoices):
        RESIDENT_ID = "resident_id", _("Resident identity card")
        PASSPORT = "passport", _("Passport")
        CREDIT_CODE = "credit_code", _("Unified social credit code")
        TAX_NUMBER = "tax_number", _("Tax number")
        OTHER = "other", _("Other document")

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="identity_documents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.CharField(max_length=60, db_collation="C")
    valid_until = models.DateField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    audit_label = _("identity document")
    audit_title = ("kind", "number")
    ruled_by_object = "customer"
    ruled_by: ClassVar[dict[str, tuple[str, ...]]] = {"number": ("identity_number",)}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "kind", "number"], name="identity_document_once")]
        indexes = [models.Index(fields=["number"], name="identity_number")]


class KeyDate(Record):
    """A date that comes back every year, in the solar or the lunar calendar. `year` is the year it began, if known;
    `leap` says that a lunar month is the leap one.
    """

    class Kind(models.TextChoices):
        BIRTHDAY = "birthday", _("Birthday")
        FOUNDING = "founding", _("Founding day")
        WEDDING = "wedding", _("Wedding day")
        CONTRACT = "contract", _("Contract day")
        OTHER = "other", _("Other day")

    class Calendar(models.TextChoices):
        SOLAR = "solar", _("solar")
        LUNAR = "lunar", _("lunar")

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="key_dates")
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.CASCADE, related_name="key_dates"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    label = models.CharField(max_length=80, blank=True)
    calendar = models.CharField(max_length=10, choices=Calendar.choices, default=Calendar.SOLAR)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    leap = models.BooleanField(default=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    audit_label = _("key date")
    audit_title = ("kind", "label")

    class Meta:
        constraints = [
            models.CheckConstraint(name="key_date_in_a_year", condition=Q(month__range=(1, 12)) & Q(day__range=(1, 31)))
        ]
        indexes = [
            models.Index(fields=["customer"], name="key_date_of"),
            models.Index(fields=["calendar", "month", "day"], name="key_date_day"),
        ]
