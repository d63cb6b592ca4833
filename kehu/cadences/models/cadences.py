"""A cadence: what is done about a lead or an opportunity, step by step, until somebody answers."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable

LONGEST_WAIT = 250  # working days: about a year


class Cadence(Record, Trashable):
    """`teams` are the ids of those whose members may use it; empty: everybody. `new_owner` says what happens when the
    record changes hands. With `takes_new` every new lead that has an owner and fits `conditions` (a filter of the list
    of leads) goes into it by itself.
    """

    class Subject(models.TextChoices):
        LEAD = "lead", _("leads")
        OPPORTUNITY = "opportunity", _("opportunities")

    class NewOwner(models.TextChoices):
        GO_ON = "go_on", _("goes on with the new owner")
        STOP = "stop", _("stops")

    name = models.CharField(_("name"), max_length=120)
    subject = models.CharField(_("for"), max_length=20, choices=Subject.choices, default=Subject.LEAD)
    note = models.TextField(_("when to use it"), blank=True)
    teams = models.JSONField(default=list, blank=True)
    stops_on_meeting = models.BooleanField(_("stops when a visit is planned"), default=True)
    new_owner = models.CharField(
        _("with another owner it"), max_length=10, choices=NewOwner.choices, default=NewOwner.GO_ON
    )
    takes_new = models.BooleanField(_("takes new leads by itself"), default=False)
    conditions = models.TextField(blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Open("cadence")

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="cadence_name")]
        constraints = [
            models.CheckConstraint(name="cadence_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="cadence_takes_new_leads_only", condition=Q(takes_new=False) | Q(subject="lead")
            ),
            models.CheckConstraint(
                name="cadence_deleted_by_someone", condition=Q(deleted_at__isnull=True) | Q(deleted_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CadenceStep(Record):
    """`days` are working days of the company after the step before (of the first: after the beginning), `at` the hour
    on its clock; without one the step is for any time of that day. `title` and `body` may name fields in braces (see
    `templates.py`). `conditions` is a filter of the list of the cadence's records: only what fits gets the step. What
    was taken out of use `is_removed` stays for those who took it.
    """

    class Kind(models.TextChoices):
        CALL = "call", pgettext_lazy("cadences", "Call")
        MAIL = "mail", pgettext_lazy("cadences", "E-mail")
        VISIT = "visit", pgettext_lazy("cadences", "Visit")
        MESSAGE = "message", pgettext_lazy("cadences", "Message")
        LETTER = "letter", pgettext_lazy("cadences", "Letter")
        OTHER = "other", pgettext_lazy("cadences", "Something else")

    cadence = models.ForeignKey(Cadence, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CALL)
    days = models.PositiveSmallIntegerField(
        _("working days later"), default=1, validators=[MaxValueValidator(LONGEST_WAIT)]
    )
    at: "models.TimeField[time | None, time | None]" = models.TimeField(_("hour"), null=True, blank=True)
    title = models.CharField(_("what to do"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    conditions = models.TextField(blank=True)
    is_removed = models.BooleanField(default=False, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("cadence")
    audit_subject = "cadence_id"

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["cadence", "position", "id"], name="cadence_step_order")]
        constraints = [
            models.CheckConstraint(name="cadence_step_says_what", condition=~Q(title="")),
            models.CheckConstraint(name="cadence_step_within_a_year", condition=Q(days__lte=LONGEST_WAIT)),
        ]

    def __str__(self) -> str:
        return self.title
