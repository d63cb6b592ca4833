"""What every business row has in common: an identifier, the times of its life, a version, a trash."""

import uuid

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


def new_id() -> uuid.UUID:
    """A UUIDv7, made in the application so that a laptop can make identifiers while offline.

    The order of identifiers is roughly the order of creation; never rely on it for change feeds.
    """
    return uuid_utils.compat.uuid7()


class Record(models.Model):
    """A business row.

    `created_at` may be set (an import keeps the original date). `version` and `updated_at` are kept by a database
    trigger on every update, whoever makes it, so that an ETag made from `version` can be trusted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        abstract = True


class Trashable(models.Model):
    """A record that is deleted to the trash first: `deleted_at` and `deleted_by` are set or unset together."""

    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
