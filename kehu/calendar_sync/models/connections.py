"""The connection of a user's calendar, and the company's rules about such connections."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.calendar_sync.models.ownership import Everybodys, Mine
from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.database.records import Record


class CalendarConnection(Record):
    """One per user. `calendar_url` is empty until he has chosen a calendar. `password` is sealed.

    `paused` says that nothing is exchanged until he does something; `problem` why the last attempt failed, "" if it did
    not, with `failures` in a row since `failing_since`. `due_at` is when to exchange next.
    """

    class Direction(models.TextChoices):
        BOTH = "both", _("both ways")
        OUT = "out", _("from Kehu to the calendar only")
        IN = "in", _("from the calendar to Kehu only")

    class Foreign(models.TextChoices):
        TITLED = "titled", _("as busy, with their titles for me alone")
        BUSY = "busy", _("as busy, without their titles")
        NONE = "none", _("not at all")

    class Problem(models.TextChoices):
        PASSWORD = "password", _("wrong password")
        GONE = "gone", _("calendar not found")
        NOT_CALDAV = "not_caldav", _("no calendar server")
        FORBIDDEN = "forbidden", _("address not allowed")
        UNTRUSTED = "untrusted", _("certificate not valid")
        UNREACHABLE = "unreachable", _("server not reached")
        TROUBLE = "trouble", _("server has trouble")
        TOO_MUCH = "too_much", _("answer too large")
        EMPTIED = "emptied", _("calendar emptied")
        KEY = "key", _("password not readable")
        OURS = "ours", _("Kehu has trouble")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_connection")
    server = models.CharField(max_length=400)
    username = models.CharField(max_length=254)
    password = models.TextField(editable=False)
    calendar_url = models.CharField(max_length=800, blank=True)
    calendar_name = models.CharField(max_length=200, blank=True)
    direction = models.CharField(max_length=5, choices=Direction.choices, default=Direction.BOTH)
    visits = models.BooleanField(default=True)
    tasks = models.BooleanField(default=True)
    names = models.BooleanField(default=True, help_text="names of customers stand in the titles of what we write there")
    foreign = models.CharField(max_length=10, choices=Foreign.choices, default=Foreign.BUSY)
    paused = models.BooleanField(default=False)
    leaving = models.BooleanField(default=False, help_text="our copies there are being removed, then this row")

    token = models.TextField(blank=True, editable=False)
    listed_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="when all was last compared")
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    synced_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Mine("user")
    audit_secret = ("password",)
    audit_derived = ("token", "listed_at", "due_at", "synced_at", "problem", "failures", "failing_since")

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(paused=False, leaving=False) & ~Q(calendar_url=""), name="calendar_due"
            ),
        ]

    def __str__(self) -> str:
        return self.calendar_name or self.server

    @property
    def is_chosen(self) -> bool:
        return bool(self.calendar_url)

    @property
    def gives(self) -> bool:
        """Whether anything goes from Kehu to the calendar."""
        return self.direction != self.Direction.IN

    @property
    def takes(self) -> bool:
        """Whether anything comes from the calendar to Kehu."""
        return self.direction != self.Direction.OUT


class CalendarRules(Record):
    """One row for the company; none means the usual."""

    connecting = models.BooleanField(default=True, help_text="people may connect calendars")
    inner = models.BooleanField(default=False, help_text="servers in the own network may be connected")

    objects = VisibleQuerySet.as_manager()
    ownership = Everybodys()
