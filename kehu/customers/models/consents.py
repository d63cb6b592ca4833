"""The consent ledger: what a customer allowed or withdrew, for which channel and purpose, with the proof."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class Consent(Record):
    """One statement, never changed afterwards; the latest per channel and purpose is what holds."""

    class Channel(models.TextChoices):
        ANY = "any", _("any channel")
        PHONE = "phone", _("telephone")
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("SMS")
        WECHAT = "wechat", _("WeChat")
        LETTER = "letter", _("letter")

    class Purpose(models.TextChoices):
        MARKETING = "marketing", _("marketing")
        SERVICE = "service", _("service")
        SURVEY = "survey", _("surveys")
        SHARING = "sharing", _("passing on to partners")
        PROFILING = "profiling", _("personal analysis")

    class Statement(models.TextChoices):
        GRANTED = "granted", _("granted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    statement = models.CharField(max_length=10, choices=Statement.choices)
    at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=80, help_text="where it was given: form, call, letter, import, …")
    proof = models.TextField(blank=True, help_text="the wording agreed to, a recording, a file")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    audit_label = _("consent")
    audit_title = ("statement", "channel", "purpose")

    class Meta:
        indexes = [models.Index(fields=["customer", "channel", "purpose", "-at", "-id"], name="consent_latest")]
