"""What pools mean to sales: who held a record when, when it is taken back, and what is seen of it while it waits."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Customer
from kehu.customers.models.pools import pools_of
from kehu.foundation.access.conditions import Form, Reach, facts, kept, marks, nothing
from kehu.foundation.access.models import User
from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.sales.models.leads import Lead


class ReclaimRule(Record):
    """After so many days without contact a record goes back to its pool. Of the rules of a pool the first whose
    conditions fit decides, so the strict one for a tier may stand before the lax one for all.
    """

    pool = models.ForeignKey("customers.Pool", on_delete=models.CASCADE, related_name="reclaim_rules")
    position = models.PositiveSmallIntegerField(default=10)
    name = models.CharField(_("name"), max_length=80)
    conditions = models.TextField(blank=True)
    idle_days = models.PositiveSmallIntegerField(_("days without contact"), default=30)
    spares_open_sales = models.BooleanField(_("an open opportunity protects"), default=True)
    is_active = models.BooleanField(_("at work"), default=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("pool")
    audit_subject = "pool_id"
    audit_label = _("reclaim rule")

    class Meta:
        ordering = ["position", "name", "id"]
        constraints = [
            models.CheckConstraint(name="reclaim_rule_waits", condition=Q(idle_days__gte=1)),
            models.CheckConstraint(name="reclaim_rule_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Holding(Record):
    """A stretch of time in which one person held a record, or in which it lay in a pool (`owner` is empty).

    `pool` is the pool it lay in or came from; `how` the way it began. The last one of a record is open (`until` is
    empty). A record that never was near a pool has none.
    """

    class How(models.TextChoices):
        HELD = "held", _("held before")
        CLAIMED = "claimed", _("claimed")
        GIVEN = "given", _("given by a manager")
        ASSIGNED = "assigned", _("assigned")
        RECLAIMED = "reclaimed", _("taken back by rule")
        RELEASED = "released", _("put back")
        PLACED = "placed", _("put in because nobody owned it")

    object_key = models.CharField(max_length=40)
    record_id = models.UUIDField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    pool = models.ForeignKey(
        "customers.Pool", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    how = models.CharField(max_length=10, choices=How.choices)
    reason = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Open("pool")
    audit_subject = "record_id"
    audit_label = _("stay")

    class Meta:
        ordering = ["-since", "-id"]
        indexes = [
            models.Index(fields=["record_id", "-since", "-id"], name="holding_of_record"),
            models.Index(fields=["owner", "object_key", "-since"], name="holding_of_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["object_key", "record_id"], condition=Q(until__isnull=True), name="holding_open_once"
            ),
        ]


@dataclass(frozen=True)
class InPool:
    """Records that nobody owns, of the pools a user belongs to; `edit` reaches those of the pools he manages."""

    holds: str

    def reached(self, model: type[models.Model], user: User, reach: str) -> Reach:
        pools = pools_of(user, self.holds, managed=reach == "edit")
        return Reach(_in_pools(model, len(pools)), facts(user.pk, {"pool": pools})) if pools else nothing(model)


@kept
def _in_pools(model: type[models.Model], pools: int) -> Form:
    return Form(model, Q(owner__isnull=True, pool__in=marks("pool", pools)))


class PooledCustomer(Customer):
    """A customer as he is seen in a pool: who he is, not how he is reached. What hangs on him (contacts, what was
    said) stays closed, as its doors ask who sees the customer himself.
    """

    objects = VisibleQuerySet.as_manager()
    ownership = InPool("customer")  # type: ignore[assignment]

    class Meta:
        proxy = True


class PooledLead(Lead):
    """A lead as it is seen in a pool."""

    objects = VisibleQuerySet.as_manager()
    ownership = InPool("lead")  # type: ignore[assignment]

    class Meta:
        proxy = True
