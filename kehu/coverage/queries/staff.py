"""Who works in which territory, and who owns a customer that comes there."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from kehu.customers.models import Territory, TerritoryMember
from kehu.foundation.access.models import User

Way = Territory.Way


@dataclass
class Staff:
    """Of one territory, who can sign in: `responsible`, and the `members` in the order in which turns go round."""

    way: str
    team: UUID | None
    turn: int
    responsible: UUID | None = None
    members: list[UUID] = field(default_factory=list)

    @property
    def people(self) -> set[UUID]:
        """Whoever of them owns a customer keeps him."""
        return {*self.members, *([self.responsible] if self.responsible else [])}

    @property
    def takers(self) -> list[UUID]:
        """Who takes the customers that come and are nobody's of theirs, in turns; nobody where owners stay."""
        if self.way == Way.TURNS:
            return self.members or ([self.responsible] if self.responsible else [])
        return [self.responsible] if self.way == Way.RESPONSIBLE and self.responsible else []


def staff() -> dict[UUID, Staff]:
    """Of every territory. Three statements."""
    working = set(User.objects.filter(is_active=True, is_system=False).values_list("pk", flat=True))
    members: dict[UUID, list[UUID]] = defaultdict(list)
    rows = TerritoryMember.objects.order_by("created_at", "pk").values_list("territory_id", "user_id")
    for territory, user in rows:
        if user in working:
            members[territory].append(user)
    return {
        one.pk: Staff(
            one.way, one.team_id, one.turn, one.responsible_id if one.responsible_id in working else None,
            members[one.pk],
        )
        for one in Territory.objects.all()
    }  # fmt: skip


def gives_owners() -> bool:
    """Whether some territory says who owns its customers."""
    return bool(Territory.objects.exclude(way=Way.KEEP).exists())
