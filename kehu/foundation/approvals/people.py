"""Who is asked: people by name, by role, up the line of managers; and who stands in for whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from kehu.foundation.access.models import Department, Role, RoleAssignment, User
from kehu.foundation.approvals.models import Absence, By

MOST_OF_A_ROLE = 50


@dataclass(frozen=True)
class Seat:
    """Who is asked, and in whose place."""

    user: User
    instead_of: User | None = None


@dataclass
class People:
    """Looks people up for one request; what was read once is kept."""

    asker: User
    allows_own: bool = False
    today: date = field(default_factory=timezone.localdate)
    _known: dict[UUID, User] = field(default_factory=dict)

    def seats(self, spec: dict[str, Any]) -> list[Seat]:
        """Who is asked in a step. Where nobody is found the administrators are; the list is empty only if the asker is
        the only one.
        """
        found: dict[UUID, Seat] = {}
        for one in self._named(spec):
            seat = self.seat(one)
            if seat is not None:
                found.setdefault(seat.user.pk, seat)
        return list(found.values()) or self.administrators()

    def seat(self, user: User) -> Seat | None:
        """Who answers when `user` is asked: himself; while he is away his deputy; when he has left, or asks himself
        where that is not allowed, the next manager. None where that ends nowhere.
        """
        seen: set[UUID] = set()
        one: User | None = user
        while one is not None and one.pk not in seen:
            seen.add(one.pk)
            if one.is_active and self._may_sit(one):
                deputy = self._deputy(one)
                if deputy is None or deputy.pk in seen:
                    return Seat(one, None if one.pk == user.pk or user.pk == self.asker.pk else user)
                one = deputy
            else:
                one = self.above(one)
        return None

    def administrators(self) -> list[Seat]:
        return [Seat(one) for one in self._with_role(key="administrator") if self._may_sit(one)]

    def above(self, user: User) -> User | None:
        """The next above: the manager that is entered, else the head of the department or of the nearest above it."""
        if user.manager_id and user.manager_id != user.pk:
            return self._user(user.manager_id)
        return self.head_for(user)

    def head_for(self, user: User) -> User | None:
        """The head of his department; of his own departments the head above."""
        if user.department_id is None:
            return None
        own = Department.objects.get(pk=user.department_id)
        above = Department.objects.filter(pk__in=[one for one in own.path.split("/") if one], head__isnull=False)
        heads = [one.head_id for one in sorted(above, key=lambda one: -len(one.path)) if one.head_id != user.pk]
        return self._user(heads[0]) if heads and heads[0] else None

    def managers(self, levels: int) -> list[User]:
        """The asker's managers from the nearest up; fewer than `levels` where the line ends."""
        line: list[User] = []
        one = self.above(self.asker)
        while one is not None and len(line) < levels and one not in line and one.pk != self.asker.pk:
            line.append(one)
            one = self.above(one)
        return line

    def _named(self, spec: dict[str, Any]) -> Iterable[User]:
        by, levels = spec["by"], int(spec.get("levels") or 1)
        if by == By.USERS:
            people = [one for pk in spec["users"] if (one := self._user(UUID(pk)))]
            return [one for one in people if self._may_sit(one)] or people  # alone in the list: his manager
        if by == By.ROLE:
            return [one for one in self._with_role(pk=spec["role"]) if self._may_sit(one)]
        if by == By.HEAD:
            head = self.head_for(self.asker)
            return [head] if head else []
        return self.managers(levels)[levels - 1 : levels] or self.managers(levels)[-1:]

    def _may_sit(self, user: User) -> bool:
        return self.allows_own or user.pk != self.asker.pk

    def _with_role(self, **which: Any) -> list[User]:
        held = RoleAssignment.objects.filter(role__in=Role.objects.filter(**which)).values("user_id")
        return list(User.objects.filter(pk__in=held, is_active=True).order_by("name", "pk")[:MOST_OF_A_ROLE])

    def _deputy(self, user: User) -> User | None:
        row = (
            Absence.objects.filter(user=user, since__lte=self.today, until__gte=self.today).order_by("since", "pk")
        ).first()
        return self._user(row.deputy_id) if row else None

    def _user(self, pk: UUID) -> User | None:
        if pk not in self._known:
            found = User.objects.filter(pk=pk, is_system=False).first()
            if found is None:
                return None
            self._known[pk] = found
        return self._known[pk]
