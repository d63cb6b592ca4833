"""What the registry of objects remembers per user."""

from django.conf import settings
from django.db import models


class Look(models.Model):
    """When a user last looked at a record, so that the page can say what changed since."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="looks")
    object_key = models.CharField(max_length=40)
    record_id = models.UUIDField()
    at = models.DateTimeField()
    before = models.DateTimeField(null=True, help_text="the look before this one: what is new is newer than that")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "record_id"], name="look_once")]
        indexes = [models.Index(fields=["user", "-at"], name="look_recent")]
