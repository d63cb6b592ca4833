"""Pipelines: the ways a sale goes, each with stages of its own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class Category(models.TextChoices):
    """How sure a sale is, as the forecast adds it up. What is left out counts nowhere."""

    PIPELINE = "pipeline", _("pipeline")
    BEST_CASE = "best_case", _("best case")
    COMMIT = "commit", _("commit")
    OMITTED = "omitted", _("left out")


class Pipeline(Record):
    """`team` limits who opens opportunities in it; without one it is everybody's. A built-in pipeline that was not
    renamed speaks the reader's language.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=100)
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_active = models.BooleanField(default=True)
    is_builtin = models.BooleanField(default=False, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("opportunity")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(name="pipeline_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return gettext(self.name) if self.is_builtin else self.name


class Stage(Record):
    """A step of a pipeline. Entering it needs the fields in `required_fields` (keys of the opportunity object, or
    `products`, `committee`, `document`), a document of each kind in `required_documents` and, with `needs_approval`,
    somebody's consent. `probability`, in percent, and `category`, that of the forecast, are what it has here
    unless it has its own. An opportunity that stays longer than `usual_days` is marked. `tone` is its colour on boards.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        WON = "won", _("won")
        LOST = "lost", _("lost")

    class Tone(models.TextChoices):
        PLAIN = "", _("none")
        INFO = "info", _("blue")
        GOOD = "good", _("green")
        WARN = "warn", _("amber")
        BAD = "bad", _("red")

    pipeline = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="stages")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    probability = models.PositiveSmallIntegerField(default=0)
    category = models.CharField(max_length=20, choices=Category.choices, default=Category.PIPELINE)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    required_fields = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    required_documents = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    needs_approval = models.BooleanField(default=False)
    tone = models.CharField(max_length=10, choices=Tone.choices, blank=True)
    usual_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_builtin = models.BooleanField(default=False, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("opportunity")
    audit_subject = "pipeline_id"

    class Meta:
        ordering = ["pipeline__position", "pipeline_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["pipeline", "key"], name="stage_key_once"),
            models.CheckConstraint(name="stage_probability_percent", condition=Q(probability__lte=100)),
            models.UniqueConstraint(
                fields=["pipeline", "outcome"], condition=~Q(outcome="open"), name="stage_one_won_one_lost"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return pgettext("stage", self.name) if self.is_builtin else self.name
