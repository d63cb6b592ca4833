"""Judgements: what somebody believes will come, over what his and his people's opportunities add up to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Owned, VisibleQuerySet
from kehu.foundation.database.records import Record


class Judgement(Record):
    """For a month and a person with everybody below him; `amount` in the company's currency counts what is won already.
    None takes back what the author said before. Rows are only ever added: the newest of an author counts, the others
    are how he came to it. `computed` is what the opportunities came to when it was said.
    """

    class Figure(models.TextChoices):
        COMMIT = "commit", _("commit")
        BEST_CASE = "best_case", _("best case")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="judgements")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    figure = models.CharField(max_length=10, choices=Figure.choices, default=Figure.COMMIT)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    computed = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("forecast", owner="user")
    audit_subject = "user_id"

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="judgement_not_negative", condition=Q(amount__isnull=True) | Q(amount__gte=0)),
            models.CheckConstraint(name="judgement_first_of_month", condition=Q(month__day=1)),
        ]
        indexes = [models.Index(fields=["month", "user", "-created_at"], name="judgement_of")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
