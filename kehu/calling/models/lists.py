"""Call lists: who is to be called about what, by whom, until when."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Consent
from kehu.foundation.access.visibility import Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


def handed_out_to(user: UUID) -> Q:
    return Q(pk__in=CallListMember.objects.filter(user=user).values("call_list_id"))


class CallList(Record):
    """`kind` is the kind of record it lists; `purpose` is what the customer must allow, `script` what to say. Who is
    not reached comes again after `retry_minutes`, `most_attempts` times in all. The counts follow the entries; `origin`
    is the bulk change that made it.
    """

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("customers")
        LEAD = "lead", _("leads")
        OPPORTUNITY = "opportunity", _("opportunities")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="call_lists")
    purpose = models.CharField(
        _("purpose"), max_length=20, choices=Consent.Purpose.choices, default=Consent.Purpose.SERVICE
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    script = models.TextField(_("what to say"), blank=True)
    retry_minutes = models.PositiveIntegerField(default=180)
    most_attempts = models.PositiveSmallIntegerField(default=3)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    entry_count = models.PositiveIntegerField(_("to call"), default=0, editable=False)
    done_count = models.PositiveIntegerField(_("settled entries"), default=0, editable=False)
    origin = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("call_list", also=handed_out_to)
    audit_derived = ("entry_count", "done_count")

    class Meta:
        constraints = [
            models.CheckConstraint(name="call_list_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="call_list_tries_at_least_once", condition=Q(most_attempts__gte=1)),
        ]
        indexes = [models.Index(fields=["-updated_at", "-id"], name="call_list_updated")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CallListMember(Record):
    """Somebody to whom the list is handed out, beside its owner."""

    call_list = models.ForeignKey(CallList, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("call_list")
    audit_subject = "call_list_id"
    audit_label = _("caller")
    audit_title = ("user",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call_list", "user"], name="call_list_member_once")]
