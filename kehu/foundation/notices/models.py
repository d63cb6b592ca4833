"""Notices: what a user should know, in the page at once and by mail as he prefers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import new_id


class Notice(models.Model):
    """`message` is an English text of the catalogue with `%(name)s` places, `params` fills them: the notice is worded
    in the language its reader has when he reads it.
    """

    class Kind(models.TextChoices):
        MENTION = "mention", _("Mention")
        ASSIGNMENT = "assignment", _("Assignment")
        REMINDER = "reminder", _("Reminder")
        JOB = "job", _("Finished work")
        SYSTEM = "system", _("System")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    message = models.TextField()
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=120, blank=True, help_text="tells the same notice once")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "key"], condition=~models.Q(key=""), name="notice_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return gettext(self.message) % self.params if self.params else gettext(self.message)
