"""Who decides for somebody while he is away."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import Record


class Absence(Record):
    """From `since` to `until`, both included, what `user` would be asked to decide goes to `deputy`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="approval_absences")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("up to"))

    audit_subject = "user_id"
    audit_label = _("absence")

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_begins", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(name="absence_deputy_is_another", condition=~Q(deputy=F("user"))),
        ]
        indexes = [models.Index(fields=["user", "until"], name="absence_of_user")]

    def holds_on(self, day: date) -> bool:
        return self.since <= day <= self.until
