"""Which entry of a calendar is which record here, and how both stood when they last agreed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.calendar_sync.models.connections import CalendarConnection
from kehu.calendar_sync.models.ownership import Mine
from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.database.records import Record


class CalendarLink(Record):
    """`href` is the path of the entry on its server. `here` and `there` hold a keyed hash per field of both sides as
    they were last in step: no word of a customer stands in this table. `sent` is what both hold once a writing that was
    begun has arrived; it is set before we write, so that somebody who comes after a kill can tell whose change he sees.

    `etag` is empty as long as the entry is not known to be there. `refused` is the hash of a state that the server did
    not take. An `outside` link is an entry that has no record here, at most busy times.
    """

    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit")
        TASK = "task", _("Task")
        OUTSIDE = "outside", _("outside entry")

    connection = models.ForeignKey(CalendarConnection, on_delete=models.CASCADE, related_name="links", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    record_id = models.UUIDField(null=True, blank=True)
    href = models.CharField(max_length=800, db_collation="C")
    uid = models.CharField(max_length=400, db_collation="C")
    etag = models.TextField(blank=True)
    ours = models.BooleanField(default=False, help_text="made by us; else somebody made it there")
    invited = models.BooleanField(default=False, help_text="another's invitation: read, never written")
    recurs = models.BooleanField(default=False)
    closed = models.BooleanField(default=False, help_text="was a record once and does not become one again")
    here = models.JSONField(default=dict)
    there = models.JSONField(default=dict)
    sent = models.JSONField(null=True, blank=True)
    refused = models.CharField(max_length=40, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Mine("connection__user")
    audit_derived = ("etag", "here", "there", "sent", "refused", "recurs", "invited", "closed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "href"], name="calendar_link_once"),
            models.UniqueConstraint(
                fields=["connection", "kind", "record_id"], condition=Q(record_id__isnull=False),
                name="calendar_link_of_record_once",
            ),
            models.CheckConstraint(
                name="calendar_link_has_a_record_or_is_outside",
                condition=Q(kind="outside", record_id__isnull=True)
                | (~Q(kind="outside") & Q(record_id__isnull=False)),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["connection", "uid"], name="calendar_link_uid")]
