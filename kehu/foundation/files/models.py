"""Attachments: files that people put on records."""

from django.conf import settings
from django.db import models

from kehu.foundation.database.records import Record


class Attachment(Record):
    """`path` is a random name in the storage, `name` the one people gave. `media_type` was found by looking at the
    content, never believed from the sender. Visibility is that of the record it hangs on.
    """

    object_key = models.CharField(max_length=40)
    record_id = models.UUIDField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    preview_path = models.CharField(max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    audit_subject = "record_id"

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["record_id", "-created_at", "-id"], name="attachment_of_record"),
            # The nightly sweep asks which bytes are still needed.
            models.Index(fields=["path"], name="attachment_by_path"),
            models.Index(fields=["preview_path"], name="attachment_by_preview", condition=~models.Q(preview_path="")),
        ]

    def __str__(self) -> str:
        return self.name
