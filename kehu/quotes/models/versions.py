"""Versions: the quote as the customer got it, frozen."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class QuoteVersion(Record):
    """`content` is everything the customer reads, `sha256` the fingerprint of its canonical form: whoever has both can
    check that nothing was changed since. `token` opens the page for the customer until `link_until`; the secret is
    shown to the seller, and never reaches the audit trail.
    """

    class State(models.TextChoices):
        SENT = "sent", _("sent")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")
        SUPERSEDED = "superseded", _("superseded")

    quote = models.ForeignKey("quotes.Quote", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.SENT)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    token = models.CharField(max_length=64, unique=True)
    valid_until = models.DateField()
    link_until = models.DateField()
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_to = models.JSONField(default=list, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("quote")
    audit_subject = "quote_id"
    audit_secret = ("token",)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["quote", "number"], name="quote_version_once")]
        indexes = [models.Index(fields=["state", "valid_until"], name="quote_version_runs_out")]

    def __str__(self) -> str:
        return f"{self.content.get('number', '')} v{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether the customer may still answer."""
        return self.state == self.State.SENT and self.valid_until >= timezone.localdate()
