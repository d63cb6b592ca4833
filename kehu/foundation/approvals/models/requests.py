"""A request for approval, its steps, who is asked in each, and what everybody did."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.approvals import subjects
from kehu.foundation.approvals.models.door import TakingPart
from kehu.foundation.approvals.models.rules import By, Mode, OnTimeout, Rule
from kehu.foundation.database.records import Record

USER = settings.AUTH_USER_MODEL


class Request(Record):
    """Somebody asks whether something about a record may be done. `facts` are those of the moment he asked.

    While it is `waiting` exactly one of its steps is current; `returned` waits for the asker; `free` needed nobody's
    approval and is kept to tell what other rules would have asked. With `comes_back_to` the asker's answer leads
    straight back to that step as long as the facts are the same.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RETURNED = "returned", _("sent back")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        FREE = "free", _("needed no approval")

    OPEN = frozenset({State.WAITING, State.RETURNED})

    subject = models.CharField(_("subject"), max_length=60)
    object_key = models.CharField(max_length=40)
    record_id = models.UUIDField()
    title = models.CharField(_("title"), max_length=200)
    facts = models.JSONField(default=dict)
    note = models.TextField(_("note"), blank=True)
    asker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(Rule, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests")
    allows_own = models.BooleanField(default=False)
    skips_repeated = models.BooleanField(default=True)
    comes_back_to = models.ForeignKey(
        "approvals.Step", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = TakingPart()
    audit_subject = "record_id"
    audit_label = _("approval request")

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="approval_ended_when_decided",
                condition=Q(state__in=("waiting", "returned"), decided_at__isnull=True)
                | (~Q(state__in=("waiting", "returned")) & Q(decided_at__isnull=False)),
            )
        ]
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="approval_recent"),
            models.Index(fields=["asker", "-asked_at", "-id"], name="approval_of_asker"),
            models.Index(fields=["record_id", "-asked_at", "-id"], name="approval_of_record"),
            models.Index(fields=["subject", "-asked_at"], name="approval_of_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject_label(self) -> str:
        return subjects.label_of(self.subject)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Step(Record):
    """One step on the way of a request, in the order of `position`. Steps that a return took back stay as they were,
    marked `is_void`, and are gone through again in new rows. `name` is whom it names from the start: people, a role.
    """

    class State(models.TextChoices):
        AHEAD = "ahead", _("to come")
        CURRENT = "current", _("current")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        RETURNED = "returned", _("sent back")
        SKIPPED = "skipped", _("not needed")

    class Origin(models.TextChoices):
        RULE = "rule", _("by the rule")
        BEFORE = "before", _("asked before the decision")
        AFTER = "after", _("asked after the decision")

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, blank=True)
    mode = models.CharField(max_length=5, choices=Mode.choices, default=Mode.ALL)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.RULE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.AHEAD)
    is_void = models.BooleanField(default=False)
    spec = models.JSONField(default=dict, help_text="who is asked: by, users, role, levels")
    remind_after = models.PositiveSmallIntegerField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    on_timeout = models.CharField(max_length=10, choices=OnTimeout.choices, default=OnTimeout.REMIND)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("request")
    audit_subject = "request_id"
    audit_label = _("step of an approval")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(state="current"), name="approval_one_current_step"),
            models.CheckConstraint(
                name="approval_void_step_is_over", condition=Q(is_void=False) | ~Q(state__in=("ahead", "current"))
            ),
        ]
        indexes = [
            models.Index(fields=["request", "position"], name="approval_steps"),
            models.Index(fields=["due_at"], condition=Q(state="current"), name="approval_step_due"),
            models.Index(fields=["remind_at"], condition=Q(state="current"), name="approval_step_remind"),
        ]

    @property
    def people(self) -> str:
        """Who is or was asked, such as “Bob, Maria”; of a step to come who it names, or how they will be found. Its
        approvers with their users are expected to be prefetched.
        """
        names = list(dict.fromkeys(one.user.name for one in self.approvers.all()))
        if names:
            return (gettext(" or ") if self.mode == Mode.ANY else gettext(", ")).join(names)
        return gettext(self.name) if self.name else str(By(self.spec["by"]).label)


class Approver(Record):
    """Somebody who is asked in a step. `waiting_in` is the request while his answer is wanted now, else empty: what
    waits for a person is found by it. `instead_of` is whom he stands for, because that one is away or has left.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        RETURNED = "returned", _("sent back")
        HANDED_ON = "handed_on", _("handed on")
        SKIPPED = "skipped", _("not needed")

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="approvers")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="approvers")
    waiting_in = models.ForeignKey(Request, null=True, blank=True, on_delete=models.CASCADE, related_name="waiting")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("request")
    audit_subject = "request_id"
    audit_label = _("approver")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "user"], condition=Q(state="asked"), name="approver_asked_once_in_a_step"
            ),
            models.CheckConstraint(
                name="approver_waits_while_asked", condition=Q(waiting_in__isnull=True) | Q(state="asked")
            ),
        ]
        indexes = [
            models.Index(fields=["user", "waiting_in"], condition=Q(waiting_in__isnull=False), name="approver_waiting"),
            models.Index(fields=["user", "request"], name="approver_of_user"),
            models.Index(fields=["step"], name="approvers_of_step"),
        ]


class Act(Record):
    """What somebody did with a request: only grows. `to` is whom it was given to, `step` where it happened."""

    class What(models.TextChoices):
        ASKED = "asked", _("asked for approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        RETURNED = "returned", _("sent it back")
        ADDED = "added", _("added an approver")
        HANDED_ON = "handed_on", _("handed it on")
        STOOD_IN = "stood_in", _("somebody stands in")
        ESCALATED = "escalated", _("went to the next manager")
        TIMED_OUT = "timed_out", _("nobody decided in time")
        REPEATED = "repeated", _("had approved before")
        WITHDRAWN = "withdrawn", _("withdrew it")
        ASKED_AGAIN = "asked_again", _("asked again")
        COMMENTED = "commented", _("commented")

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="acts")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=What.choices)
    to = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("request")
    audit_subject = "request_id"
    audit_label = _("act of an approval")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["request", "at", "id"], name="approval_acts")]
