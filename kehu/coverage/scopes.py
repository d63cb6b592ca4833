"""The customers behind a number of the preview, as a list: who would go from one territory to another by the rules."""

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kehu.coverage.queries import territory_rules
from kehu.coverage.queries.territory_moves import moving
from kehu.customers.models import Territory
from kehu.foundation.access.models import User
from kehu.foundation.lists import scopes

NONE = UUID(int=0)
MOVING, ALL_MOVING = "moving", "moving_all"


def link(origin: Territory | None, target: Territory | None, *, pinned: bool) -> str:
    """The list of customers who would move from here to there; `pinned` with those set by hand."""
    places = ",".join(str(one.pk if one else NONE) for one in (origin, target))
    word = ALL_MOVING if pinned else MOVING
    return f"{reverse('customers:list')}?{urlencode({'only': f'{word}:{places}'}, safe=':,')}"


def _meant(ids: list[UUID], user: User, *, pinned: bool) -> Q:
    if len(ids) != 2:
        return Q(pk__in=())
    origin, target = (None if one == NONE else one for one in ids)
    return moving(origin, target, territory_rules.active(), user, pinned=pinned)


def _moving(ids: list[UUID], user: User) -> Q:
    return _meant(ids, user, pinned=False)


def _all_moving(ids: list[UUID], user: User) -> Q:
    return _meant(ids, user, pinned=True)


def connect() -> None:
    scopes.register(MOVING, scopes.Scope(_moving, _("Who would move to another territory")))
    scopes.register(ALL_MOVING, scopes.Scope(_all_moving, _("Who would move to another territory")))
