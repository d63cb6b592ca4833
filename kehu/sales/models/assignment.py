"""Who gets a lead: rules in order, what people can take, and why each lead was given to whom."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class AssignmentRule(Record):
    """The first rule that fits a lead and has somebody free gives it away.

    `most_open` caps how many open leads a person may have; `skill` is one he must have; with `by_region` one of his
    regions must be that of the lead; with `in_hours` nobody is given anything outside the company's working hours.
    `answer_within` are working hours in which the lead must be touched; `when_late` is what happens once as many have
    passed again: somebody is told, the next by this rule gets it, or it goes to `late_pool`.
    """

    class Way(models.TextChoices):
        PERSON = "person", _("a person")
        TURNS = "turns", _("a team, in turns")
        LEAST = "least", _("a team, who has the fewest open leads")
        KNOWN = "known", _("the owner of the customer it belongs to")
        POOL = "pool", _("a pool")

    class WhenLate(models.TextChoices):
        TELL = "tell", _("somebody is told")
        NEXT = "next", _("it is given to the next by this rule")
        POOL = "pool", _("it goes to a pool")

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=10)
    is_active = models.BooleanField(_("at work"), default=True)
    conditions = models.TextField(blank=True)
    way = models.CharField(_("goes to"), max_length=10, choices=Way.choices, default=Way.TURNS)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    team = models.ForeignKey(
        "access.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("team")
    )
    pool = models.ForeignKey(
        "customers.Pool", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("pool")
    )
    skill = models.CharField(_("skill that is needed"), max_length=40, blank=True)
    by_region = models.BooleanField(_("only who looks after the region of the lead"), default=False)
    most_open = models.PositiveSmallIntegerField(_("at most this many open leads each"), null=True, blank=True)
    in_hours = models.BooleanField(_("only in working hours"), default=False)
    answer_within = models.PositiveSmallIntegerField(_("working hours until the first contact"), null=True, blank=True)
    escalates_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("told when it is late"),
    )  # fmt: skip
    when_late = models.CharField(
        _("when it is late again"), max_length=10, choices=WhenLate.choices, default=WhenLate.TELL
    )
    late_pool = models.ForeignKey(
        "customers.Pool", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("pool of what is late"),
    )  # fmt: skip
    last_given = models.UUIDField(null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("lead")
    audit_label = _("assignment rule")
    audit_derived = ("last_given",)

    class Meta:
        ordering = ["position", "name", "id"]
        constraints = [
            models.CheckConstraint(name="assignment_rule_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="assignment_rule_has_somebody",
                condition=Q(way="person", person__isnull=False)
                | Q(way__in=["turns", "least"], team__isnull=False)
                | Q(way="pool", pool__isnull=False)
                | Q(way="known"),
            ),
            models.CheckConstraint(
                name="assignment_rule_late_has_a_pool", condition=~Q(when_late="pool") | Q(late_pool__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seller(Record):
    """What a person can be given: his skills, the regions he looks after, how many open leads at most, and until when
    he is away.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seller")
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    most_open = models.PositiveSmallIntegerField(_("at most this many open leads"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("lead")
    audit_subject = "user_id"
    audit_label = _("seller")

    def __str__(self) -> str:
        return str(self.user)


class Assignment(Record):
    """That a rule gave a lead to somebody, and why. `reasons` are sentences as data: [key, {values}].

    `due_at` is when it must have been touched; `touched_at` when it was; `reminded_at` and `escalated_at` when people
    were told that it was not.
    """

    lead = models.ForeignKey("sales.Lead", on_delete=models.CASCADE, related_name="assignments")
    rule = models.ForeignKey(
        AssignmentRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="assignments"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pool = models.ForeignKey("customers.Pool", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reasons = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("lead")
    audit_subject = "lead_id"
    audit_label = _("assignment")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["lead", "-at", "-id"], name="assignment_of_lead"),
            models.Index(
                fields=["due_at"], condition=Q(touched_at__isnull=True, due_at__isnull=False), name="assignment_due"
            ),
        ]
