"""Messages on their way to browsers, kept for an hour so that a lost connection can be made good."""

from django.db import models


class PushMessage(models.Model):
    """`transaction` with `id` gives a replay order that misses nothing (see the event table)."""

    id = models.BigAutoField(primary_key=True)
    transaction = models.BigIntegerField()
    at = models.DateTimeField()
    topic = models.TextField()
    payload = models.JSONField()

    class Meta:
        managed = False
        db_table = "push_message"
