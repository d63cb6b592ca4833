"""The hand-over: everything one person looks after goes to others, as one deed that can be taken back."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.access.visibility import Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record

WATCHED = timedelta(days=30)
PEOPLE = settings.AUTH_USER_MODEL


def is_successor(user: UUID) -> Q:
    return Q(pk__in=HandoverCandidate.objects.filter(user=user).values("handover_id"))


class Handover(Record):
    """What `leaver` holds goes to his successors; `name` is his at that time. From `done_at` on it is watched for
    thirty days. The letter is sent in the words of `letter_subject`, `letter_body`, in which {customer}, {former} and
    {successor} stand for names.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("hand-over", "being prepared")
        ASKED = "asked", pgettext_lazy("hand-over", "waiting for approval")
        RUNNING = "running", pgettext_lazy("hand-over", "running")
        DONE = "done", pgettext_lazy("hand-over", "done")
        ABANDONED = "abandoned", pgettext_lazy("hand-over", "abandoned")

    class Reason(models.TextChoices):
        LEAVES = "leaves", _("leaves the company")
        MOVES = "moves", _("takes another post")
        ABSENT = "absent", _("is away for long")
        RELIEF = "relief", _("has too many customers")

    leaver = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="handovers")
    name = models.CharField(_("name"), max_length=120)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, default=Reason.LEAVES)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PREPARED, editable=False)
    note = models.TextField(_("note"), blank=True)
    letter_subject = models.CharField(_("subject of the message"), max_length=200, blank=True)
    letter_body = models.TextField(_("message to the customers"), blank=True)
    gathered_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)
    change_set = models.ForeignKey(
        "changes.ChangeSet", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    run = models.ForeignKey(
        "jobs.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("handover", owner="leaver", also=is_successor)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="handover_recent")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.PREPARED, self.State.ASKED, self.State.RUNNING}

    @property
    def is_watched(self) -> bool:
        return self.done_at is not None and timezone.now() < self.done_at + WATCHED


class HandoverCandidate(Record):
    """Somebody who may take over. `most` bounds how many customers he takes; without it he takes his share."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="candidates")
    user = models.ForeignKey(PEOPLE, on_delete=models.CASCADE, related_name="+")
    most = models.PositiveIntegerField(_("customers at most"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("handover")
    audit_subject = "handover_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "user"], name="handover_candidate_once")]


class HandoverItem(Record):
    """One record that is handed over. `reasons` say why this successor was proposed; `chosen` that a person decided.
    `refused` is the sentence why it could not go.
    """

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    object_key = models.CharField(_("kind of record"), max_length=40)
    record_id = models.UUIDField(editable=False)
    title = models.CharField(_("record"), max_length=200)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    worth = models.DecimalField(_("open amount"), max_digits=18, decimal_places=2, default=0)
    successor = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chosen = models.BooleanField(default=False, editable=False)
    reasons = models.JSONField(default=list, editable=False)
    moved = models.BooleanField(_("handed over"), default=False, editable=False)
    told_at = models.DateTimeField(_("customer told at"), null=True, blank=True, editable=False)
    refused = models.CharField(_("why it stays"), max_length=300, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("handover")

    class Meta:
        indexes = [
            models.Index(fields=["handover", "object_key", "-worth", "id"], name="handover_item_of_kind"),
            models.Index(fields=["handover", "successor", "id"], name="handover_item_of_successor"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["handover", "object_key", "record_id"], name="handover_item_once")
        ]

    def __str__(self) -> str:
        return self.title


class HandoverPromise(Record):
    """A sentence in the leaver's notes that sounds like a promise; if `kept_up` it becomes a task of the successor."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="promises")
    interaction_id = models.UUIDField(editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    sentence = models.CharField(max_length=300)
    said_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    kept_up = models.BooleanField(default=True)
    task_id = models.UUIDField(null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("handover")

    class Meta:
        indexes = [models.Index(fields=["handover", "-said_at", "-id"], name="handover_promise_recent")]
        constraints = [
            models.UniqueConstraint(fields=["handover", "interaction_id", "sentence"], name="handover_promise_once")
        ]
