"""What people ask about their data, the rules for how long data is kept, and the house's policy for both."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.conditions import USER, Form, Reach, everything, facts, kept
from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.foundation.privacy.permissions import PrivacyVerb

if TYPE_CHECKING:
    from kehu.foundation.access.models import User


class PrivacyDoor:
    """Whoever answers requests sees them all; others see those they wrote down themselves."""

    def __init__(self, author: str):
        self.author = author

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        if user.may(PrivacyVerb.HANDLE):
            return everything(model)
        return Reach(_written_down(model, self.author), facts(user.pk))


@kept
def _written_down(model: type[models.Model], author: str) -> Form:
    return Form(model, Q(**{author: USER}))


class PrivacyRequest(Record):
    """Somebody asked about his data. `people` are [object key, id] of the records that are this person; it stays when
    they are erased, while `requester` and `reach` are emptied then.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("access")
        CORRECTION = "correction", _("correction")
        ERASURE = "erasure", _("erasure")
        RESTRICTION = "restriction", _("restriction")
        OBJECTION = "objection", _("objection")
        PORTABILITY = "portability", _("portability")

    class Law(models.TextChoices):
        PIPL = "pipl", _("PIPL (China)")
        GDPR = "gdpr", _("GDPR (Europe)")

    class Identity(models.TextChoices):
        UNCHECKED = "unchecked", _("not checked yet")
        VERIFIED = "verified", _("verified")
        DOUBTFUL = "doubtful", _("doubtful: more was asked for")

    class State(models.TextChoices):
        OPEN = "open", _("new request")
        WORKING = "working", _("being worked on")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn by the person")

    CLOSED = frozenset({State.ANSWERED, State.REFUSED, State.WITHDRAWN})

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    law = models.CharField(_("law"), max_length=10, choices=Law.choices, default=Law.PIPL)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN)
    requester = models.CharField(_("who asks"), max_length=200, blank=True)
    reach = models.CharField(_("where to answer"), max_length=254, blank=True)
    source = models.CharField(_("how it came"), max_length=80, blank=True)
    details = models.TextField(_("what is asked"), blank=True)
    received_on = models.DateField(_("received"), default=timezone.localdate)
    due_on = models.DateField(_("due"))
    extension_reason = models.CharField(_("why it takes longer"), max_length=200, blank=True)
    identity = models.CharField(_("identity"), max_length=20, choices=Identity.choices, default=Identity.UNCHECKED)
    identity_proof = models.CharField(_("how it was checked"), max_length=200, blank=True)
    people = models.JSONField(default=list)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("assigned to"),
    )  # fmt: skip
    answer = models.TextField(_("answer"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    erasure = models.ForeignKey(
        "privacy.Erasure", null=True, blank=True, on_delete=models.PROTECT, related_name="privacy_requests"
    )
    package = models.CharField(max_length=200, blank=True, help_text="path of the export in the file storage")
    package_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = PrivacyDoor("created_by")
    audit_label = _("privacy request")

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="privacy_request_due"),
            models.Index(fields=["-received_on", "-id"], name="privacy_request_recent"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"P-{self.received_on:%Y%m%d}-{self.id.hex[-6:].upper()}"

    @property
    def is_closed(self) -> bool:
        return self.state in self.CLOSED

    @property
    def is_late(self) -> bool:
        return not self.is_closed and self.due_on < timezone.localdate()

    @property
    def days_left(self) -> int:
        return (self.due_on - timezone.localdate()).days


class PrivacyStep(Record):
    """What was done about a request: only grows. `note` names nobody, so that it may stay after an erasure."""

    class What(models.TextChoices):
        RECEIVED = "received", _("written down")
        ASSIGNED = "assigned", _("assigned")
        IDENTITY = "identity", _("identity checked")
        FOUND = "found", _("records of the person chosen")
        EXTENDED = "extended", _("deadline extended")
        EXPORTED = "exported", _("data put together")
        TAKEN = "taken", _("data downloaded")
        RESTRICTED = "restricted", _("processing restricted")
        ERASURE = "erasure", _("erasure prepared")
        ERASED = "erased", _("erased")
        CLOSED = "closed", _("closed")
        NOTE = "note", _("note")

    request = models.ForeignKey(PrivacyRequest, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=What.choices)
    note = models.CharField(max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = PrivacyDoor("request__created_by")
    audit_subject = "request_id"
    audit_label = _("step of a privacy request")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["request", "at", "id"], name="privacy_steps")]


class PrivacyPolicy(Record):
    """One row: the deadlines, and whether an erasure needs two persons."""

    law = models.CharField(max_length=10, choices=PrivacyRequest.Law.choices, default=PrivacyRequest.Law.PIPL)
    working_days = models.PositiveSmallIntegerField(default=15, help_text="PIPL: working days until the answer")
    months = models.PositiveSmallIntegerField(default=1, help_text="GDPR: months until the answer")
    two_persons = models.BooleanField(default=False)
    package_days = models.PositiveSmallIntegerField(default=30, help_text="how long an export can be downloaded")

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")
    audit_label = _("privacy policy")

    def __str__(self) -> str:
        return str(self.audit_label)


class RetentionRule(Record):
    """Customers that fit are erased, pseudonymised or put into the trash by a nightly job.

    All conditions hold together: no contact and no change for `months`, of the kind, in one of the stages, in one of
    the standings; empty ones do not narrow. Customers with open tasks or under a hold are never touched.
    """

    class Action(models.TextChoices):
        TRASH = "trash", _("put into the trash")
        PSEUDONYMISE = "pseudonymise", _("take the person out, keep the figures")
        ERASE = "erase", _("erase for good")

    name = models.CharField(_("name"), max_length=80)
    months = models.PositiveSmallIntegerField(_("months without contact or change"), default=36)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    stages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    standings = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    action = models.CharField(_("what is done"), max_length=20, choices=Action.choices, default=Action.TRASH)
    is_active = models.BooleanField(_("runs every night"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")
    audit_label = _("retention rule")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(name="retention_rule_waits", condition=Q(months__gte=1)),
            models.CheckConstraint(name="retention_rule_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class RetentionRun(models.Model):
    """One run of a rule: a rehearsal that counts and shows, or the work itself. Names nobody."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(RetentionRule, on_delete=models.CASCADE, related_name="runs")
    dry = models.BooleanField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    found = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    sample = ArrayField(models.UUIDField(), default=list)
    run = models.ForeignKey("jobs.Run", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["rule", "-started_at"], name="retention_runs")]
