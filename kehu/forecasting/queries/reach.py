"""Rows of quotas, judgements and snapshots whose figures a user may see."""

from django.db.models import Q, QuerySet

from kehu.forecasting.models import Judgement, Quota, SnapshotLine
from kehu.forecasting.queries.dimensions import within_reach
from kehu.forecasting.queries.people import seen_by
from kehu.foundation.access.models import User


def quotas(user: User) -> QuerySet[Quota]:
    """Of people he sees, and of teams and departments in which he sees everybody."""
    mine = within_reach(user, "view")
    if mine.people.everybody:
        return Quota.objects.all()
    groups = Q(dimension=Quota.DEPARTMENT, key__in=mine.departments) | Q(dimension=Quota.TEAM, key__in=mine.teams)
    return Quota.objects.filter(groups | Q(user__in=list(mine.people.known)))


def judgements(user: User) -> QuerySet[Judgement]:
    people = seen_by(user)
    return Judgement.objects.all() if people.everybody else Judgement.objects.filter(user__in=list(people.known))


def snapshot_lines(user: User) -> QuerySet[SnapshotLine]:
    people = seen_by(user)
    return SnapshotLine.objects.all() if people.everybody else SnapshotLine.objects.filter(user__in=list(people.known))
