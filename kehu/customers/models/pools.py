"""Pools: where records wait that nobody owns, in sight of those who may claim them."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import Department, Scope, TeamMember, User
from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class Pool(Record):
    """`holds` says which kind of record. A record lies in a pool while its `pool` names it and nobody owns it.

    `conditions` is a filter in the language of lists: what belongs here ("" everything). Of several pools the first
    that fits takes a record. Limits are per person; None means none.
    """

    class Holds(models.TextChoices):
        CUSTOMERS = "customer", _("customers")
        LEADS = "lead", _("leads")

    name = models.CharField(_("name"), max_length=80)
    holds = models.CharField(_("holds"), max_length=10, choices=Holds.choices)
    position = models.PositiveSmallIntegerField(default=10)
    is_active = models.BooleanField(_("in use"), default=True)
    conditions = models.TextField(blank=True)
    takes_ownerless = models.BooleanField(_("also takes what nobody owns yet"), default=False)
    claims_per_day = models.PositiveSmallIntegerField(_("claims per person and day"), null=True, blank=True)
    most_held = models.PositiveIntegerField(_("most that one person may hold"), null=True, blank=True)
    cool_down_days = models.PositiveSmallIntegerField(_("days until its last owner may claim it again"), default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("pool")
    audit_label = _("pool")

    class Meta:
        ordering = ["holds", "position", "name", "id"]
        constraints = [
            models.CheckConstraint(name="pool_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(fields=["holds", "name"], name="pool_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PoolMember(Record):
    """A person, a team, or a department with those below it. `manages`: gives records to others, sees what is masked
    for members, and is bound by no limit.
    """

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(
        "access.Department", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    manages = models.BooleanField(_("manages the pool"), default=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("pool")
    audit_subject = "pool_id"
    audit_label = _("member of a pool")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pool_member_is_one",
                condition=Q(user__isnull=False, team__isnull=True, department__isnull=True)
                | Q(user__isnull=True, team__isnull=False, department__isnull=True)
                | Q(user__isnull=True, team__isnull=True, department__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["pool", "user", "team", "department"], name="pool_member_once", nulls_distinct=False
            ),
        ]

    @property
    def who(self) -> User | Department | object:
        return self.user or self.team or self.department


def pools_of(user: User, holds: str, *, managed: bool = False) -> list[UUID]:
    """The pools in use whose records this user sees (or manages), in one statement; all for whoever sees all pools."""
    known = user.grants.further
    if ("pools", holds, managed) not in known:
        known["pools", holds, managed] = _read(user, holds, managed)
    return list(known["pools", holds, managed])


def _read(user: User, holds: str, managed: bool) -> list[UUID]:
    pools = Pool.objects.filter(holds=holds, is_active=True).order_by()
    if user.grants.scope("pool", "edit" if managed else "view") == Scope.ALL:
        return list(pools.values_list("pk", flat=True))
    mine = Q(memberships__user=user) | Q(memberships__team__in=TeamMember.objects.filter(user=user).values("team"))
    if user.department_id and user.department:
        above = [UUID(one) for one in user.department.path.strip("/").split("/") if one]
        mine |= Q(memberships__department__in=above)
    if managed:
        mine &= Q(memberships__manages=True)
    return list(pools.filter(mine).distinct().values_list("pk", flat=True))
