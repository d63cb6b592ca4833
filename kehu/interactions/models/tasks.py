"""Tasks: what someone is to do, by when."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.interactions.models.ownership import Work


class Task(Record):
    """`due_at` of an `all_day` task is noon of that day in the assignee's time zone. `repeat` is an RFC 5545 RRULE
    without DTSTART; completing a task that repeats makes the next one, which `follows` it.
    """

    class Priority(models.IntegerChoices):
        HIGH = 1, _("high")
        NORMAL = 2, _("normal")
        LOW = 3, _("low")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    title = models.CharField(_("title"), max_length=300)
    notes = models.TextField(_("notes"), blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    all_day = models.BooleanField(_("all day"), default=False)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="tasks",
        verbose_name=_("assignee"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, db_index=False,
        related_name="+",
    )  # fmt: skip
    closing_note = models.CharField(_("closing note"), max_length=300, blank=True)
    repeat = models.CharField(_("repeats"), max_length=200, blank=True)
    remind_at = models.DateTimeField(_("reminder"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.CASCADE, db_index=False, related_name="tasks"
    )
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    related_key = models.CharField(max_length=40, blank=True)
    related_id = models.UUIDField(null=True, blank=True)
    origin = models.ForeignKey(
        "interactions.Interaction", null=True, blank=True, on_delete=models.SET_NULL, related_name="next_tasks"
    )
    follows = models.OneToOneField(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="followed_by"
    )
    custom = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Work("task", owner="assignee")
    audit_derived = ("reminded_at",)
    audit_subject = "customer_id"

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="task_closed_by_someone_or_open",
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False, closed_by__isnull=False)),
            ),
            models.CheckConstraint(name="task_repeats_from_a_time", condition=Q(repeat="") | Q(due_at__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["assignee", "due_at", "id"], condition=Q(state="open"), name="task_open"),
            models.Index(fields=["assignee", "-closed_at", "-id"], condition=~Q(state="open"), name="task_closed"),
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="task_due"),
            # Who is referred to by fields of the company's own; rows without any are left out.
            GinIndex(OpClass("custom", name="jsonb_path_ops"), condition=~Q(custom={}), name="task_custom"),
            models.Index(fields=["customer", "state", "due_at", "id"], name="task_of_customer"),
            models.Index(fields=["related_id"], condition=Q(related_id__isnull=False), name="task_about_record"),
            models.Index(
                fields=["remind_at"],
                condition=Q(state="open", reminded_at__isnull=True, remind_at__isnull=False),
                name="task_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_overdue(self, at: datetime | None = None) -> bool:
        """An all-day task is overdue once its day has passed in the current time zone."""
        if not self.is_open or self.due_at is None:
            return False
        now = at or timezone.now()
        if self.all_day:
            return timezone.localtime(self.due_at).date() < timezone.localtime(now).date()
        return self.due_at < now
