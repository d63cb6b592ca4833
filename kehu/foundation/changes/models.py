"""Change sets: everything that one import, merge, bulk edit or deletion changed, so that it can be taken back.

A change set holds no data of its own: its changes are the audit entries that carry its id.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
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
    undo_report = models.JSONField(default=dict, help_text="what the taking back did and what it kept, and why")

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["-started_at", "-id"], name="change_set_recent")]

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
