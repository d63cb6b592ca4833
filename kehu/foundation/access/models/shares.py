"""Explicit sharing of one record with a user or a team."""

from django.db import models

from kehu.foundation.database.records import Record


class Share(Record):
    object_key = models.CharField(max_length=40)
    record_id = models.UUIDField()
    user = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    may_edit = models.BooleanField(default=False)
    shared_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    audit_subject = "record_id"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="share_with_user_or_team",
                condition=models.Q(user__isnull=True) ^ models.Q(team__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["object_key", "record_id", "user", "team"], name="share_once", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(fields=["user", "object_key"], name="share_user"),
            models.Index(fields=["team", "object_key"], name="share_team"),
        ]
