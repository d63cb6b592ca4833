"""Why sales are won and lost, and against whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class CloseReason(Record):
    class Outcome(models.TextChoices):
        WON = "won", _("won")
        LOST = "lost", _("lost")

    name = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    is_builtin = models.BooleanField(default=False, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("opportunity")

    class Meta:
        ordering = ["outcome", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["outcome", "name"], name="close_reason_once")]

    def __str__(self) -> str:
        return gettext(self.name) if self.is_builtin else self.name


class Competitor(Record):
    name = models.CharField(max_length=120, unique=True)
    website = models.CharField(max_length=200, blank=True)
    strengths = models.TextField(blank=True)
    weaknesses = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("opportunity")

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(name="competitor_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name
