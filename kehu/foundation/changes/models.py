"""Change sets: everything that one import, merge, bulk edit or deletion changed, so that it can be taken back.

A change set holds no data of its own: its changes are the audit entries that carry its id.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import new_id

UNDO_PERIOD = timedelta(days=30)


class ChangeSet(models.Model):
    class Kind(models.TextChoices):
        IMPORT = "import", _("Import")
        MERGE = "merge", _("Merge")
        BULK_EDIT = "bulk_edit", _("Bulk edit")
        DELETION = "deletion", _("Deletion")
        PASTE = "paste", _("Pasted block")
        CONVERSION = "conversion", _("Conversion")
        AUTOMATION = "automation", _("Automation")
        DEMO = "demo", _("Demo company")
        UNDO = "undo", _("Taking back")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.RUNNING)
    title = models.CharField(max_length=200)
    object_key = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="e.g. created, updated, skipped, failed")
    reverses = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversals")
    undo_report = models.JSONField(default=dict, help_text="how many rows the taking back removed, restored and kept")
    asked = models.JSONField(default=dict, help_text="what was to be done, and to which records")
    checkpoint = models.JSONField(default=dict, help_text="how far it, or its taking back, is; written with each batch")
    run = models.ForeignKey("jobs.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="change_set_recent"),
            models.Index(fields=["by", "-started_at", "-id"], name="change_set_by"),
            models.Index(fields=["object_key", "-started_at", "-id"], name="change_set_object"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="change_set_taken_back_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def undo_until(self) -> datetime:
        return (self.finished_at or self.started_at) + UNDO_PERIOD

    @property
    def can_be_undone(self) -> bool:
        return (
            self.kind != self.Kind.UNDO
            and self.state in {self.State.DONE, self.State.CANCELLED, self.State.FAILED, self.State.UNDOING}
            and timezone.now() < self.undo_until
        )


class KeptChange(models.Model):
    """What taking back a change set left as it is: a whole row (`column` empty) or one column of it, and why.

    Rows in state `waiting` are the engine's own memory: they can be decided only when others have been.
    """

    class Reason(models.TextChoices):
        CHANGED = "changed", _("changed since")
        DELETED = "deleted", _("deleted since")
        REFERRED = "referred", _("in use by another record")
        BELONGS = "belongs", _("belongs to a record that was kept")
        GONE = "gone", _("what it referred to is no longer there")
        CONFLICT = "conflict", _("the old value is taken by another record")
        WAITING = "waiting", _("not decided yet")

    id = models.BigAutoField(primary_key=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="kept")
    table = models.CharField(max_length=63, db_column="table_name")
    record_id = models.UUIDField()
    subject_id = models.UUIDField(null=True)
    column = models.CharField(max_length=63, blank=True, db_column="column_name")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    value_mine = models.JSONField(null=True, help_text="what the change set had made of it")
    value_now = models.JSONField(null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change_set", "table", "record_id", "column"], name="kept_change_once")
        ]
        indexes = [models.Index(fields=["change_set", "reason", "id"], name="kept_change_reason")]


class RefusedRecord(models.Model):
    """A record that a bulk change left as it was, and why, in the language of who asked for it."""

    id = models.BigAutoField(primary_key=True)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="refused")
    record_id = models.UUIDField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change_set", "record_id"], name="refused_record_once")]
        indexes = [models.Index(fields=["change_set", "reason", "id"], name="refused_record_reason")]
