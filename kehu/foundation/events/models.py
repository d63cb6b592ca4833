"""Facts that happened, written in the transaction that made them true."""

from django.db import models


class Event(models.Model):
    """`transaction` and `id` together give an order in which no committed event can be missed by a reader that stays
    below the oldest running transaction; the id alone does not.
    """

    id = models.BigAutoField(primary_key=True)
    transaction = models.BigIntegerField()
    at = models.DateTimeField()
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    actor_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "event"
