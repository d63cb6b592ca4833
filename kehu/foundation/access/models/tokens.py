"""Tokens for the API: hashed at rest, limited in what they may do and how long they live."""

import hashlib
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kehu.foundation.database.records import Record

PREFIX = "kehu_"


def digest(token: str) -> str:
    """SHA-256 is enough for a secret of 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


class ApiToken(Record):
    """`scopes` are verbs or `object.*` or `*`; the token never allows more than its user may do."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    tail = models.CharField(max_length=4, editable=False)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    audit_subject = "user_id"
    audit_secret = ("digest",)

    class Meta:
        ordering = ["-created_at", "-id"]
