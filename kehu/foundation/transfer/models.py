"""Imports and exports: the file, how it is read, how far it is, and what became of every row."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import new_id


class Import(models.Model):
    """One file on its way in. The bytes are stored first; everything else can be done again from them.

    `columns` has one entry a column: `{"name", "field", "confidence", "why"}`, `field` empty for a column that is left
    out. `checkpoint` is the number of the last row whose outcome is committed. `counts` and `check_counts` have
    `rows, created, updated, merged, skipped, failed, undecided, remarks`.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Columns to be confirmed")
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Checked")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Stopped")
        UNDONE = "undone", _("Taken back")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    target = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    source = models.CharField(max_length=40, blank=True, help_text="the system it comes from")
    format = models.CharField(max_length=10, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    sheet = models.CharField(max_length=200, blank=True)
    sheets = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(null=True)
    columns = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    rows_expected = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.UPLOADED)
    checkpoint = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    check_counts = models.JSONField(default=dict)
    change_set = models.ForeignKey("changes.ChangeSet", null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey("jobs.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["by", "-created_at", "-id"], name="import_recent"),
            models.Index(fields=["sha256"], name="import_file"),
            models.Index(fields=["change_set"], condition=models.Q(change_set__isnull=False), name="import_change_set"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mapping(self) -> dict[int, str]:
        """The field of each column that is brought in, by the column's place."""
        return {place: column["field"] for place, column in enumerate(self.columns) if column["field"]}

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.CANCELLED, self.State.UNDONE}

    @property
    def is_busy(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.RUNNING}

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return {"done": "good", "failed": "bad", "cancelled": "warn", "running": "info", "checking": "info"}.get(
            self.state, "neutral"
        )

    @property
    def target_label(self) -> str:
        from kehu.foundation.transfer import targets

        known = targets.find(self.target)
        return str(known.label) if known else self.target

    def option(self, key: str, default: Any = "") -> Any:
        return self.options.get(key, default)


class ImportMapping(models.Model):
    """What a person decided about a file's columns, for the next file of the same source with the same headings."""

    target = models.CharField(max_length=40)
    source = models.CharField(max_length=40, blank=True)
    fingerprint = models.CharField(max_length=64, help_text="of the headings")
    fields = models.JSONField(help_text="field key by heading")
    options = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "source", "fingerprint"], name="import_mapping_once"),
        ]


class ImportIssue(models.Model):
    """A row that was handed back (`failed`, or `undecided` where a person is asked), or a `remark` on one that came in.

    `cells` is the row as it came; `reasons` a list of `{"column", "message"}`. `dry` issues are those of the check.
    """

    class Kind(models.TextChoices):
        FAILED = "failed", _("not imported")
        UNDECIDED = "undecided", _("to be decided")
        REMARK = "remark", _("imported, with a remark")

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="issues", db_column="import_id")
    dry = models.BooleanField(default=False)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    cells = models.JSONField()
    reasons = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "dry", "number", "kind"], name="import_issue_once"),
        ]


class ImportedRow(models.Model):
    """Where a row went. The key makes sure that no row of an import is ever counted twice."""

    pk = models.CompositePrimaryKey("of_id", "number")
    of = models.ForeignKey(
        Import,
        on_delete=models.CASCADE,
        related_name="imported",
        db_column="import_id",
        db_index=False,
        db_constraint=False,  # written by the million, with the import's row locked
    )
    number = models.PositiveBigIntegerField()
    record_id = models.UUIDField()
    outcome = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["record_id"], name="imported_record")]


class Export(models.Model):
    """A list written to a file: who took what, with which filter, how many rows, and whether masked.

    The row stays as the record of what left the house; the file goes after a week.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object_key = models.CharField(max_length=40)
    format = models.CharField(max_length=10)
    filter = models.TextField(blank=True, help_text="the list's address, or the words of the question")
    columns = models.JSONField(default=list)
    rows = models.PositiveBigIntegerField(null=True)
    masked = models.JSONField(default=list, help_text="keys of the columns that were masked")
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    run = models.ForeignKey("jobs.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["by", "-created_at", "-id"], name="export_recent")]
