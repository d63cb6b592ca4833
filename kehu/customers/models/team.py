"""The account team: who works on a customer beside the owner."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class AccountTeamMember(Record):
    """Members see and edit the customer as its owner does."""

    class Part(models.TextChoices):
        SALES = "sales", _("sales")
        PRESALES = "presales", _("pre-sales")
        SERVICE = "service", _("service")
        FINANCE = "finance", _("finance")
        SPONSOR = "sponsor", _("sponsor")
        OTHER = "other", _("other")

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="account_team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_teams")
    part = models.CharField(max_length=20, choices=Part.choices, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    audit_label = _("account team member")
    audit_title = ("user", "part")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "user"], name="account_team_once")]
