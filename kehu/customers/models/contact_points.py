"""Contact points: everything one can reach a customer or a contact by."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class ContactPoint(Record):
    """`value` is what people read; `normalised` is what machines compare: E.164, lower-case mail, or the value itself.
    The parts of an address stand in `address` with the keys of `foundation.values.addresses.Address`; where it lies, if
    that is known, in degrees (WGS 84).
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        ADDRESS = "address", _("Address")
        FAX = "fax", _("Fax")
        WECHAT = "wechat", _("WeChat")
        WECOM = "wecom", _("WeCom")
        OTHER = "other", _("Other")

    class Label(models.TextChoices):
        MOBILE = "mobile", _("mobile")
        WORK = "work", _("work")
        HOME = "home", _("home")
        BILLING = "billing", _("billing")
        DELIVERY = "delivery", _("delivery")
        OTHER = "other", _("other")

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="contact_points", db_index=False
    )
    contact = models.ForeignKey(
        "customers.Contact",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contact_points",
        db_index=False,
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    label = models.CharField(max_length=20, choices=Label.choices, blank=True)
    value = models.CharField(max_length=400)
    normalised = models.CharField(max_length=400, editable=False, db_collation="C")
    extension = models.CharField(max_length=20, blank=True)
    address = models.JSONField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    preferred = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    invalid_since = models.DateTimeField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    audit_title = ("value",)
    ruled_by_object = "customer"
    ruled_by: ClassVar[dict[str, tuple[str, ...]]] = {"value": ("phone", "email"), "address": ("city",)}

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_point_has_a_value", condition=~Q(value="")),
            models.CheckConstraint(
                name="contact_point_lies_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "contact"], name="contact_point_of"),
            models.Index(fields=["contact"], condition=Q(contact__isnull=False), name="contact_point_of_contact"),
            models.Index(fields=["normalised"], condition=~Q(kind="address"), name="contact_point_value"),
            models.Index(
                fields=["latitude", "longitude"], condition=Q(latitude__isnull=False), name="contact_point_place"
            ),
        ]

    def __str__(self) -> str:
        return self.value
