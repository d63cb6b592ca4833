"""Quotas: what somebody is to sell in a month, in numbered versions of a fiscal year of which one is in force."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, Owned, VisibleQuerySet
from kehu.foundation.database.records import Record


class QuotaPlan(Record):
    """One version of a fiscal year's quotas. `fiscal_year` is the calendar year in which it begins. A draft is worked
    on; publishing it puts it in force and the one before aside. What was published is not changed any more.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("in force")
        REPLACED = "replaced", _("replaced")

    fiscal_year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    note = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Open("forecast")

    class Meta:
        ordering = ["-fiscal_year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "number"], name="quota_plan_number_once"),
            models.UniqueConstraint(fields=["fiscal_year"], condition=Q(state="draft"), name="quota_plan_one_draft"),
            models.UniqueConstraint(
                fields=["fiscal_year"], condition=Q(state="published"), name="quota_plan_one_in_force"
            ),
            models.CheckConstraint(
                name="quota_plan_published_at_a_time", condition=Q(state="draft") | Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} #{self.number}"


class Quota(Record):
    """An amount in the company's currency for a month. `dimension` and `key` say whose: of a person, team or department
    the key is its identifier; packages further out register dimensions of their own (`dimensions.py`), which is why
    there is no foreign key. Of persons `user` leads to him, for who may see it.
    """

    PERSON, TEAM, DEPARTMENT = "person", "team", "department"

    plan = models.ForeignKey(QuotaPlan, on_delete=models.CASCADE, related_name="quotas")
    dimension = models.SlugField(max_length=20)
    key = models.CharField(max_length=64, db_collation="C")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="quotas"
    )
    month = models.DateField()
    amount = models.DecimalField(_("quota"), max_digits=18, decimal_places=2)

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("forecast", owner="user")
    audit_subject = "plan_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "dimension", "key", "month"], name="quota_once"),
            models.CheckConstraint(name="quota_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="quota_first_of_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="quota_of_a_person_names_him",
                condition=(Q(dimension="person") & Q(user__isnull=False))
                | (~Q(dimension="person") & Q(user__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["dimension", "month", "key"], name="quota_of")]

    def __str__(self) -> str:
        return f"{self.dimension} {self.month:%Y-%m}"
