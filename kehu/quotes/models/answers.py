"""What the customer did with a version: opened it, accepted or declined it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class Opening(Record):
    """The page of a version was opened; one row for a visit. Its page tells the customer that this is noted."""

    quote_version = models.ForeignKey("quotes.QuoteVersion", on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=timezone.now)
    ip = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("quote_version")
    audit_subject = "quote_version_id"

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["quote_version", "-at"], name="quote_opening_of")]


class Answer(Record):
    """The signature under a version, or its refusal: who, when, from where, and to which exact content. `strokes` are
    the lines of a drawn signature as lists of points in a field of 600 × 200; a typed one has none. `chosen` are the
    optional lines he took, the sums those he agreed to. `recorded_by` is set when we wrote down an answer that came on
    paper or by word of mouth.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    quote_version = models.OneToOneField("quotes.QuoteVersion", on_delete=models.CASCADE, related_name="answer")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    at = models.DateTimeField(default=timezone.now)
    name = models.CharField(_("name"), max_length=120)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    strokes = models.JSONField(default=list, blank=True)
    chosen = models.JSONField(default=list, blank=True)
    net = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    tax = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    total = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    reason = models.TextField(_("reason"), blank=True)
    statement = models.TextField(blank=True, help_text="the words he agreed to, as they stood on the page")
    sha256 = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Through("quote_version")
    audit_subject = "quote_version_id"

    class Meta:
        constraints = [models.CheckConstraint(name="quote_answer_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name
