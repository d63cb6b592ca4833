"""What makes a lead promising, as rules that one can read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.sales.models.leads import Touch


class ScoreRule(Record):
    """Points for a lead that fits `conditions`, or for every contact with it (of `touch_kind`; "" any), up to `most`.

    With `fades_days` the points halve every so many days: of a contact from its day on, else from the last contact with
    the lead or, without any, from the day it came.
    """

    class About(models.TextChoices):
        FIELDS = "fields", _("what is known of it")
        TOUCHES = "touches", _("contacts with it")

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=10)
    about = models.CharField(_("points for"), max_length=10, choices=About.choices, default=About.FIELDS)
    conditions = models.TextField(blank=True)
    touch_kind = models.CharField(_("kind of contact"), max_length=10, choices=Touch.Kind.choices, blank=True)
    points = models.SmallIntegerField(_("points"), default=10)
    most = models.PositiveSmallIntegerField(_("at most this many contacts count"), default=5)
    fades_days = models.PositiveSmallIntegerField(_("halves every so many days"), null=True, blank=True)
    is_active = models.BooleanField(_("counts"), default=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("lead")
    audit_label = _("scoring rule")

    class Meta:
        ordering = ["position", "name", "id"]
        constraints = [
            models.CheckConstraint(name="score_rule_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="score_rule_points", condition=Q(points__range=(-100, 100)) & ~Q(points=0)),
            models.CheckConstraint(
                name="score_rule_fades", condition=Q(fades_days__isnull=True) | Q(fades_days__gte=1)
            ),
            models.CheckConstraint(name="score_rule_counts_some", condition=Q(most__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class LeadSettings(Record):
    """The one row of what the company decided about leads: from how many points on a lead is warm or hot, and which
    fields of a lead go to which fields of what it becomes (`mapping`: "lead field" → ["customer.field", …]).
    """

    warm_from = models.SmallIntegerField(_("warm from"), default=20)
    hot_from = models.SmallIntegerField(_("hot from"), default=50)
    mapping = models.JSONField(default=dict, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("lead")
    audit_label = _("settings of leads")

    class Meta:
        constraints = [
            models.CheckConstraint(name="lead_settings_bands", condition=Q(hot_from__gt=models.F("warm_from")))
        ]

    @classmethod
    def current(cls) -> "LeadSettings":
        """The row, or the settings nobody has changed yet."""
        found: LeadSettings | None = cls.objects.first()
        return found or cls()
