"""How the company writes its quotes, and how they are numbered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class QuoteRules(Record):
    """One row. Texts are by language: `{"en": …, "zh-hans": …}`. `on_acceptance` says what an accepted quote does to
    its opportunity; `stage` is where it is moved to.
    """

    class OnAcceptance(models.TextChoices):
        NOTHING = "nothing", _("stays where it is")
        ADVANCE = "advance", _("moves to a stage")
        WIN = "win", _("is won")

    prefix = models.CharField(_("numbers begin with"), max_length=10, default="Q-", blank=True)
    valid_days = models.PositiveSmallIntegerField(_("valid for (days)"), default=30)
    letterhead = models.JSONField(default=dict, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    on_acceptance = models.CharField(
        _("the opportunity of an accepted quote"), max_length=10, choices=OnAcceptance.choices, default=OnAcceptance.WIN
    )
    stage = models.ForeignKey("sales.Stage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    only_one = models.BooleanField(default=True, editable=False, unique=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("quote")

    class Meta:
        constraints = [models.CheckConstraint(name="quote_rules_one_row", condition=models.Q(only_one=True))]


class NumberRange(Record):
    """The last number that was given out in a year."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("quote")
