"""The audit trail: who changed which row of which table, when, from where, old and new.

The table is written by database triggers only (see `triggers.py`), so bulk updates and plain SQL are caught as well.
It is partitioned by month; the application role may read it and nothing else.
"""

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One change of one row.

    `old` and `new` hold the changed columns of an update; `old` holds the whole row of a deletion; both are empty
    for a creation, whose first values follow from the row and its later entries.
    """

    class Action(models.TextChoices):
        CREATED = "I"
        CHANGED = "U"
        DELETED = "D"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    transaction = models.BigIntegerField()
    table = models.TextField(db_column="table_name")
    record_id = models.UUIDField()
    subject_id = models.UUIDField(null=True, help_text="the record on whose history tab the change is shown")
    action = models.CharField(max_length=1, choices=Action.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False)
    source = models.TextField()
    request_id = models.TextField()
    change_set_id = models.UUIDField(null=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        managed = False
        db_table = "audit_entry"


class SensitiveRead(models.Model):
    """Someone saw a masked or sensitive field of a record: who, which record, which field, from where."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    object_key = models.CharField(max_length=40)
    record_id = models.UUIDField(null=True)
    field = models.CharField(max_length=60)
    rows = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=20)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["record_id", "-at"], name="sensitive_read_record"),
            models.Index(fields=["reader", "-at"], name="sensitive_read_reader"),
        ]
