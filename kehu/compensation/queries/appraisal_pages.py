"""What the pages of appraisals show besides the sheets themselves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from kehu.compensation.models import AppraisalSheet
from kehu.compensation.queries.appraisals import Row, Sheet, curve_of
from kehu.compensation.queries.metrics import Metric
from kehu.foundation.access.models import User
from kehu.foundation.ui.charts import Chart, Mark, Series
from kehu.foundation.ui.formats import show_money, show_number

PARTS = {
    "quota": lambda: _("Quota"), "won": lambda: _("Won"), "costs": lambda: _("Costs of what was sold"),
    "expenses": lambda: _("Expenses"), "margin": lambda: _("Margin"), "closed": lambda: _("Closed deals"),
    "told": lambda: _("Told"), "due": lambda: _("Due"),
}  # fmt: skip
SHOWN = 12


def address(user: UUID, month: date) -> str:
    return reverse("compensation:sheet", args=[user, f"{month:%Y-%m}"])


def value_in(metric: Metric | None, value: Decimal | None, currency: str) -> str:
    """A value in the unit of its metric."""
    if value is None:
        return "—"
    if metric and metric.unit == "money":
        return show_money(value, currency)
    number = show_number(value.quantize(Decimal("0.01")).normalize() if value else value)
    return f"{number}%" if metric and metric.unit == "percent" else number


def curve_in_words(row: Row, currency: str) -> str:
    """How a value becomes points."""
    said = row.curve
    if said["curve"] == "steps":
        sign = "≤" if said.get("falling") else "≥"
        steps = (f"{sign} {value_in(row.measure, Decimal(at), currency)}: {score}" for at, score in said["steps"])
        return _("Steps: %(steps)s") % {"steps": " · ".join(steps)}
    words = {
        "floor": value_in(row.measure, Decimal(said["floor"]), currency), "low": said["low"],
        "cap": value_in(row.measure, Decimal(said["cap"]), currency), "high": said["high"],
    }  # fmt: skip
    return _("%(floor)s gives %(low)s points, %(cap)s gives %(high)s, in proportion between") % words


def parts_in_words(row: Row, currency: str) -> str:
    """The numbers a value was made from."""
    money = row.metric in {"quota_attainment", "margin", "expense_ratio"}
    shown = [
        (PARTS[name]() if name in PARTS else name, show_money(Decimal(text), currency) if money else text)
        for name, text in row.parts
    ]
    return " · ".join(f"{name} {text}" for name, text in shown)


def fullest(row: Row) -> Decimal:
    """The most points that the curve of a row can give."""
    said = row.curve
    if said["curve"] == "steps":
        return max((Decimal(score) for _at, score in said["steps"]), default=Decimal(100)) or Decimal(100)
    curve = curve_of(said)
    return max(getattr(curve, "low", Decimal(0)), getattr(curve, "high", Decimal(100))) or Decimal(100)


def by_person(people: Sequence[User], found: Mapping[UUID, Sheet]) -> Chart:
    """Scores of a period, the highest first."""
    rows = sorted((one for one in people if one.pk in found), key=lambda one: (-found[one.pk].score, one.name))
    marks = [Mark(found[one.pk].score, address(one.pk, found[one.pk].starts_on), found[one.pk].grade) for one in rows]
    return Chart(_("Score by person"), [one.name for one in rows], [Series(_("Score"), marks)])


def by_measure(sheet: Sheet) -> Chart:
    """What each measure contributes to the score."""
    rows = sorted(sheet.rows, key=lambda row: -row.points)
    marks = [Mark(row.points, row.href) for row in rows]
    return Chart(_("Points by measure"), [row.label for row in rows], [Series(_("Points"), marks, tone="2")])


def by_period(user: UUID, now: Sheet | None) -> Chart:
    """The closed sheets of a person and the one that runs."""
    kept = list(AppraisalSheet.objects.filter(user=user).order_by("-starts_on")[:SHOWN])[::-1]
    rows = [(one.starts_on, one.current_score, one.current_grade) for one in kept]
    if now and not now.is_closed:
        rows.append((now.starts_on, now.score, now.grade))
    marks = [Mark(score, address(user, day), grade) for day, score, grade in rows]
    return Chart(_("Score by period"), [f"{day:%Y-%m}" for day, *_rest in rows], [Series(_("Score"), marks)])


def rows_for_excel(people: Iterable[User], found: Mapping[UUID, Sheet]) -> list[list[Any]]:
    """A measure of a sheet a row, then its sum."""
    rows: list[list[Any]] = []
    for person in people:
        sheet = found.get(person.pk)
        if sheet is None:
            continue
        head = [person.name, person.email, sheet.starts_on, sheet.ends_on]
        state = _("closed") if sheet.is_closed else _("running")
        rows += [
            [*head, state, row.label, row.value, row.in_force, row.score, row.points, row.why] for row in sheet.rows
        ]
        rows.append([*head, state, _("Sum"), None, None, None, sheet.score, sheet.grade])
    return rows
