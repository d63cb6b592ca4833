"""Dunning: what is done about money that is late, level by level."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.foundation.values.languages import name_in


class DunningLevel(Record):
    """Reached `days` after the due day. `names` and `texts` are by language: what the level is called, and what is
    written to the customer, with words in braces that are filled in. The owner of the contract gets a task with the
    text; `tells_manager` and `role` say who else hears of it.
    """

    number = models.PositiveSmallIntegerField(_("level"), unique=True)
    days = models.PositiveSmallIntegerField(_("days after the due day"))
    names = models.JSONField(_("name"), default=dict)
    texts = models.JSONField(_("text"), default=dict)
    tells_manager = models.BooleanField(_("his manager hears of it, too"), default=False)
    role = models.ForeignKey("access.Role", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Open("contract")

    class Meta:
        ordering = ["number"]
        constraints = [models.CheckConstraint(name="dunning_level_counts", condition=Q(number__gte=1, days__gte=1))]

    def __str__(self) -> str:
        return self.name()

    def name(self, language: str = "") -> str:
        """In the reader's language, or in the one that is asked for."""
        return name_in(next(iter(self.names.values()), str(self.number)), self.names, language)

    def text(self, language: str) -> str:
        return name_in(next(iter(self.texts.values()), ""), self.texts, language)
