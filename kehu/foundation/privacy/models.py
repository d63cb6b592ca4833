"""Erasures with their proof, the list of what must not be contacted again, and holds that forbid to erase.

Nothing in here names anybody once an erasure is done: identifiers stand as keyed hashes.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import Record, new_id


class Erasure(models.Model):
    """Some records to be erased as one piece of work. `subjects` is a list of [object key, id].

    `checkpoint` says how far it is and, only while it runs, by which words the person is found elsewhere. `counts`
    maps a table to how many rows went or changed. `digests` are the keyed hashes of phones, mails and numbers.
    `seal` is the hash of the certificate and of the seal before it, so that none can be changed or left out unseen.
    """

    class Mode(models.TextChoices):
        ERASE = "erase", _("erase")
        PSEUDONYMISE = "pseudonymise", _("pseudonymise")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a second person")
        QUEUED = "queued", _("about to begin")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("stopped")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mode = models.CharField(max_length=20, choices=Mode.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    subjects = models.JSONField()
    basis = models.CharField(max_length=200, help_text="why: a request, a retention rule, a restored backup")
    thorough = models.BooleanField(default=True, help_text="also looks through the texts of all other records")
    suppress = models.BooleanField(default=True, help_text="the identifiers go onto the do-not-contact list")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    run = models.ForeignKey("jobs.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    checkpoint = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    retained = models.JSONField(default=list, help_text="what stays and why: [what, reason]")
    digests = models.JSONField(default=list)
    failure = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)
    previous_seal = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [models.Index(fields=["-requested_at", "-id"], name="erasure_recent")]
        constraints = [
            models.UniqueConstraint(fields=["previous_seal"], condition=~Q(seal=""), name="erasure_seals_in_a_chain")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"E-{self.requested_at:%Y%m%d}-{self.id.hex[-6:].upper()}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.REFUSED}

    @property
    def rows(self) -> int:
        return sum(int(count) for count in self.counts.values())

    def certificate(self) -> dict[str, Any]:
        """What the seal stands for; nothing in it names the person."""
        return {
            "reference": self.reference, "id": str(self.pk), "mode": self.mode, "basis": self.basis,
            "subjects": self.subjects, "counts": self.counts, "retained": self.retained, "digests": self.digests,
            "requested_by": str(self.requested_by_id or ""), "requested_at": self.requested_at.isoformat(),
            "decided_by": str(self.decided_by_id or ""),
            "decided_at": self.decided_at.isoformat() if self.decided_at else "",
            "finished_at": self.finished_at.isoformat() if self.finished_at else "",
        }  # fmt: skip


class Suppression(models.Model):
    """An address or number that must not be contacted, known by its keyed hash alone: it outlives the person's record,
    so that the same phone is recognised when somebody brings it in again.
    """

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(default=timezone.now)
    erasure = models.ForeignKey(Erasure, null=True, on_delete=models.SET_NULL, related_name="suppressions")


class Hold(Record):
    """As long as a hold stands (a lawsuit, an audit, a tax inspection), nothing of the record may be erased."""

    object_key = models.CharField(max_length=40)
    record_id = models.UUIDField()
    reason = models.CharField(_("reason"), max_length=200)
    until = models.DateField(_("until"), null=True, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    audit_subject = "record_id"
    audit_label = _("hold")

    class Meta:
        indexes = [models.Index(fields=["record_id"], condition=Q(lifted_at__isnull=True), name="hold_standing")]

    def __str__(self) -> str:
        return self.reason
