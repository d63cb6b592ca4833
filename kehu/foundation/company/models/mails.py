"""The outbox: every mail that leaves or would leave."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import new_id


class Mail(models.Model):
    """A delivery. `key` makes it unique, `message_id` follows from it, so that a mail found half-way after a crash can
    be settled by looking for its Message-ID; it is shown as uncertain, never silently repeated or dropped.
    `attachments` are `{"name", "path", "media_type"}` of files in the storage.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        UNCERTAIN = "uncertain", _("uncertain")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=250, unique=True)
    to = ArrayField(models.CharField(max_length=254))
    subject = models.CharField(max_length=400)
    body = models.TextField()
    html = models.TextField(blank=True)
    sender = models.CharField(max_length=254, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    attachments = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="mail_recent"),
            models.Index(fields=["state", "created_at"], name="mail_state"),
        ]

    def __str__(self) -> str:
        return self.subject
