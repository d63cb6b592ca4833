"""What the API remembers of requests, so that repeating one has no second effect."""

from django.db import models


class IdempotentRequest(models.Model):
    """The answer given to a request with an `Idempotency-Key`; written in the transaction of its effect."""

    id = models.BigAutoField(primary_key=True)
    caller = models.CharField(max_length=64, help_text="hash of the credentials")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="hash of method, path and body")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    headers = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotent_request_once")]
        indexes = [models.Index(fields=["at"], name="idempotent_request_age")]
