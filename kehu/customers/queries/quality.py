"""The data-quality board: figures that a job has made, each with the list behind it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.models import QualityFigures, QualityPolicy
from kehu.customers.models.quality import FIELDS
from kehu.foundation.access.models import Department, Scope, User

CHART_DAYS = 90
MOST_PEOPLE = 200
ISSUES = {
    "duplicate": gettext_lazy("Possible duplicates"), "unreachable": gettext_lazy("Cannot be reached"),
    "stale": gettext_lazy("Forgotten"), "orphaned": gettext_lazy("Without a working owner"),
}  # fmt: skip
Level = QualityFigures.Level


def policy() -> QualityPolicy:
    return QualityPolicy.objects.order_by("created_at", "pk").first() or QualityPolicy()


@dataclass(frozen=True)
class Figure:
    """One number of the board; `link` is the list of exactly these customers."""

    key: str
    label: Any
    count: int
    share: float
    link: str


@dataclass(frozen=True)
class Part:
    """A department or an owner on the board."""

    label: str
    figures: QualityFigures
    link: str
    numbers: list[Figure]


@dataclass(frozen=True)
class Board:
    """`whole` is what the reader may see at most: the company, his department, or himself."""

    whole: QualityFigures
    label: str
    numbers: list[Figure]
    departments: list[Part]
    owners: list[Part]
    history: list[tuple[date, float]]
    up: str = ""


def board(user: User, department_id: UUID | None = None) -> Board | None:
    """The latest figures of the reader's reach, or of one department in it; None before the first measuring."""
    latest = QualityFigures.objects.order_by("-day").values_list("day", flat=True).first()
    if latest is None:
        return None
    root = _root(user)
    rows = QualityFigures.objects.filter(day=latest)
    if root == Level.OWNER:
        own = rows.filter(level=Level.OWNER, owner=user).first() or _nothing(latest, Level.OWNER, owner=user)
        return Board(own, user.name, numbers(own, [user.pk]), [], [], _history(own))
    chosen = _chosen(user, root, department_id)
    if chosen is None and root != Level.COMPANY:
        return None
    if chosen is None:
        whole = rows.filter(level=Level.COMPANY).first() or _nothing(latest, Level.COMPANY)
        people: list[UUID] | None = None
    else:
        found = rows.filter(level=Level.DEPARTMENT, department=chosen).first()
        whole = found or _nothing(latest, Level.DEPARTMENT, department=chosen)
        people = people_below(chosen)
    return Board(
        whole, chosen.name if chosen else "", numbers(whole, people), _departments(rows, chosen),
        _owners(rows, chosen, people), _history(whole), _up(user, root, chosen),
    )  # fmt: skip


def _root(user: User) -> str:
    scope = user.grants.scope("customer", "view")
    if scope == Scope.ALL:
        return Level.COMPANY
    return Level.DEPARTMENT if scope == Scope.DEPARTMENT and user.department_id else Level.OWNER


def _chosen(user: User, root: str, asked: UUID | None) -> Department | None:
    """The department asked for if it is in reach, else the reader's own."""
    own = user.department if root == Level.DEPARTMENT else None
    found = Department.objects.filter(pk=asked).first() if asked else None
    if found and (root == Level.COMPANY or (own and found.path.startswith(own.path))):
        return found
    return own


def _up(user: User, root: str, chosen: Department | None) -> str:
    if chosen is None or (root == Level.DEPARTMENT and chosen.pk == user.department_id):
        return ""
    parent = chosen.parent_id
    return f"?department={parent}" if parent else "?"


def people_below(department: Department) -> list[UUID]:
    people = User.objects.filter(department__path__startswith=department.path)
    return list(people.values_list("pk", flat=True))


def numbers(figures: QualityFigures, owners: list[UUID] | None) -> list[Figure]:
    """Each issue with its count and its list; `owners` narrows the lists, None does not."""
    fields = [one for one in policy().fields if one in FIELDS]
    wanted: list[tuple[str, Any, list[tuple[str, str]]]] = [
        (key, label, [(key, "yes")]) for key, label in ISSUES.items()
    ]
    wanted += [(key, _("Missing: %(field)s") % {"field": FIELDS[key]}, [("missing_fields", key)]) for key in fields]
    return [
        Figure(key, label, count, count / figures.customers if figures.customers else 0.0, _link(filters, owners))
        for key, label, filters in wanted
        for count in [int(figures.count_of(key))]
    ]


def _link(filters: list[tuple[str, str]], owners: list[UUID] | None) -> str:
    """The customers list with that filter; of a very large department the list of the whole reach."""
    if owners is not None and len(owners) <= MOST_PEOPLE:
        filters = [*filters, *([("owner", str(one)) for one in owners] or [("owner.empty", "1")])]
    return "/customers/?" + urlencode(filters)


def _departments(rows: QuerySet[QualityFigures], parent: Department | None) -> list[Part]:
    below = rows.filter(level=Level.DEPARTMENT, department__parent=parent).select_related("department")
    return [
        Part(str(one.department), one, f"?department={one.department_id}", numbers(one, people_below(one.department)))
        for one in below.order_by("score", "department__name", "pk")
        if one.department
    ]


def _owners(rows: QuerySet[QualityFigures], chosen: Department | None, people: list[UUID] | None) -> list[Part]:
    """The weakest first; of the company only those without a department or without an owner at all."""
    found = rows.filter(level=Level.OWNER).select_related("owner")
    if chosen is not None:
        found = found.filter(owner__department=chosen)
    else:
        found = found.filter(owner__department=None)
    return [
        Part(
            str(one.owner) if one.owner else "",
            one,
            _owner_link(one),
            numbers(one, [one.owner.pk] if one.owner else []),
        )
        for one in found.order_by("score", "pk")[:MOST_PEOPLE]
    ]


def _owner_link(one: QualityFigures) -> str:
    return f"/customers/?owner={one.owner_id}" if one.owner_id else "/customers/?owner.empty=1"


def _history(figures: QualityFigures) -> list[tuple[date, float]]:
    since = timezone.localdate() - timedelta(days=CHART_DAYS)
    rows = QualityFigures.objects.filter(
        level=figures.level, department=figures.department, owner=figures.owner, day__gte=since
    )
    return list(rows.order_by("day").values_list("day", "score"))


def _nothing(day: date, level: str, **of: Any) -> QualityFigures:
    return QualityFigures(day=day, level=level, customers=0, score=100.0, computed_at=timezone.now(), **of)
