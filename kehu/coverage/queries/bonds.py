"""What binds customers to colleagues: who worked with them, who knows their town and their trade."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from kehu.coverage.fit import Colleague, Group, together
from kehu.coverage.models import HandoverCandidate
from kehu.customers.models import AccountTeamMember, Customer, Relationship
from kehu.foundation.access.models import TeamMember, User
from kehu.interactions.models import Interaction

LOOKED_BACK = timedelta(days=365)
AT_HOME = 5  # customers in a town or trade from which on a colleague knows it


def colleagues(candidates: Iterable[HandoverCandidate]) -> list[Colleague]:
    """The candidates with how many customers they have today."""
    found = list(candidates)
    rows = Customer.objects.filter(owner__in=[one.user_id for one in found], deleted_at=None)
    carried = dict(rows.order_by().values_list("owner").annotate(count=Count("pk")))
    return [Colleague(one.user_id, carried.get(one.user_id, 0), one.most) for one in found]


def groups(customers: Sequence[UUID], worth: dict[UUID, float], people: list[UUID], leaver: User) -> list[Group]:
    """The customers with their bonds, those of one organisation tree together."""
    bonds = _bonds(customers, people, leaver)
    trees = Relationship.objects.filter(type__is_tree=True, until=None, from_customer__in=customers)
    pairs = trees.filter(to_customer__in=customers).values_list("from_customer", "to_customer")
    made = []
    for members in together(customers, pairs):
        sums: dict[UUID, Counter[str]] = defaultdict(Counter)
        for one in members:
            for (person, reason), count in bonds.get(one, {}).items():
                sums[person][reason] += count
        made.append(Group(tuple(members), sum(worth.get(one, 0) for one in members), sums))
    return made


def _bonds(customers: Sequence[UUID], people: list[UUID], leaver: User) -> dict[UUID, Counter[tuple[UUID, str]]]:
    found: dict[UUID, Counter[tuple[UUID, str]]] = defaultdict(Counter)
    members = AccountTeamMember.objects.filter(customer__in=customers, user__in=people)
    for customer, person in members.values_list("customer", "user"):
        found[customer][person, "account_team"] = 1
    recent = Interaction.objects.filter(started_at__gte=timezone.now() - LOOKED_BACK, superseded_at=None)
    talked = recent.filter(customer__in=customers, employee__in=people).order_by().values_list("customer", "employee")
    for customer, person in talked.distinct():
        found[customer][person, "talked"] = 1
    mates = _teammates(leaver, people)
    towns, trades = _knows(people, "city"), _knows(people, "industry")
    for pk, city, industry in Customer.objects.filter(pk__in=customers).values_list("pk", "city", "industry"):
        for person in people:
            for reason, applies in (
                ("same_team", person in mates), ("same_city", (person, city) in towns),
                ("same_industry", (person, industry) in trades),
            ):  # fmt: skip
                if applies:
                    found[pk][person, reason] = 1
    return found


def _teammates(leaver: User, people: list[UUID]) -> set[UUID]:
    teams = TeamMember.objects.filter(user=leaver).values("team")
    return set(TeamMember.objects.filter(team__in=teams, user__in=people).values_list("user", flat=True))


def _knows(people: list[UUID], column: str) -> set[tuple[Any, str]]:
    rows = Customer.objects.filter(owner__in=people, deleted_at=None).exclude(**{column: ""}).order_by()
    counted = rows.values_list("owner", column).annotate(count=Count("pk")).filter(count__gte=AT_HOME)
    return {(person, value) for person, value, _count in counted}
