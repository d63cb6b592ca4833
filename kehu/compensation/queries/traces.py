"""The trace of an amount in words: the formula with its numbers, step by step, as it was computed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.compensation.arithmetic.commission import Line
from kehu.compensation.models import CommissionLine, PlanVersion
from kehu.compensation.queries.statements import Shown
from kehu.foundation.access.models import User
from kehu.foundation.objects import registry
from kehu.foundation.ui.formats import show_date, show_money, show_number
from kehu.sales.models import Opportunity

Kind = CommissionLine.Kind


@dataclass(frozen=True)
class Step:
    """`formula` in numbers, what it `comes` to, and a `note` in words."""

    formula: str
    comes: str = ""
    note: str = ""


@dataclass(frozen=True)
class Told:
    """A line as a page shows it. `address` opens the deal where the reader sees it."""

    line: Line
    title: str
    kind: str
    origin: date
    terms: str
    address: str
    steps: list[Step]

    @property
    def amount(self) -> Decimal:
        return self.line.amount


def told(shown: Shown, currency: str, user: User) -> list[Told]:
    """All lines of a statement for one reader. Two statements."""
    lines = list(shown.lines)
    used = PlanVersion.objects.filter(pk__in={one.version for one in lines if one.version}).select_related("plan")
    versions = {one.pk: one for one in used}
    deals = _deals(lines, user)
    return [
        Told(
            one, one.title or _title(one), str(Kind(one.kind).label), one.origin, _terms(versions.get(one.version)),
            deals.get(one.deal, ""), list(steps(one, currency)),
        )
        for one in lines
    ]  # fmt: skip


def steps(line: Line, currency: str) -> Iterator[Step]:
    """The formula of one line."""
    trace = line.trace
    if line.kind == Kind.EARNING:
        yield from _earned(trace, currency)
    elif line.kind in (Kind.ADJUSTMENT, Kind.CLAWBACK):
        if "now" in trace:
            yield from _earned(trace["now"], currency) if "pieces" in trace["now"] else _capped(trace["now"], currency)
        note = _("the deal fell on %(day)s") % {"day": _day(trace["undone_on"])} if "undone_on" in trace else ""
        formula = f"{_money(trace['due'], currency)} − {_money(trace['said'], currency)}"
        yield Step(formula, show_money(line.amount, currency), note or _("what it is worth now, less what was said"))
    elif line.kind == Kind.CAP:
        yield from _capped(trace, currency)
    elif line.kind == Kind.DRAW:
        yield _advance(line, currency)
    else:
        yield Step(show_money(line.amount, currency), "", _("left over below zero from the month before"))


def flat(line: Line, currency: str) -> str:
    """The same in one cell of a spreadsheet."""
    return "; ".join(" ".join(part for part in (one.formula, f"= {one.comes}" if one.comes else "",
                     f"({one.note})" if one.note else "") if part) for one in steps(line, currency))  # fmt: skip


def _earned(trace: dict[str, Any], currency: str) -> Iterator[Step]:
    if Decimal(trace["share"]) != 100 or trace["amount"] != trace["base"]:
        share = show_number(Decimal(trace["share"]).normalize())
        formula = f"{_money(trace['amount'], currency)} × {share}%"
        yield Step(formula, _money(trace["base"], currency), _("part in the deal"))
    for one in trace["pieces"]:
        factor = Decimal(one["factor"])
        formula = f"{_money(one['base'], currency)} × {show_number(Decimal(one['rate']))}%"
        if factor != 1:
            formula += f" × {show_number(factor)}"
        yield Step(formula, _money(one["amount"], currency), _note(trace, one, currency, factor))


def _note(trace: dict[str, Any], piece: dict[str, str], currency: str, factor: Decimal) -> str:
    if trace["category"]:
        said = _("rate of the category")
    elif trace["whole"]:
        said = _("everything at the tier of %(total)s") % {"total": _money(trace["total"], currency)}
    elif Decimal(piece["start"]):
        said = _("tier from %(start)s") % {"start": _money(piece["start"], currency)}
    else:
        said = _("lowest tier")
    if factor != 1 and trace["quota"]:
        words = {"note": said, "quota": _money(trace["quota"], currency)}
        return _("%(note)s, beyond the quota of %(quota)s") % words
    return said


def _capped(trace: dict[str, Any], currency: str) -> Iterator[Step]:
    cap, total = Decimal(trace["cap"]), Decimal(trace["sum"])
    formula = f"{show_money(cap, currency)} − {show_money(total, currency)}"
    yield Step(formula, show_money(cap - total, currency), _("most a month, less what was earned"))


def _advance(line: Line, currency: str) -> Step:
    trace, amount = line.trace, show_money(line.amount, currency)
    if line.amount > 0:
        formula = f"{_money(trace['draw'], currency)} − {_money(trace['earned'], currency)}"
        return Step(formula, amount, _("advance up to the draw of a month"))
    words = {"balance": _money(trace["balance"], currency), "draw": _money(trace["draw"], currency)}
    note = _("taken back of %(balance)s advanced; the draw of %(draw)s stays") % words
    return Step(f"{_money(trace['draw'], currency)} − {_money(trace['earned'], currency)}", amount, note)


def _money(text: str, currency: str) -> str:
    return show_money(Decimal(text), currency)


def _day(text: str) -> str:
    return show_date(date.fromisoformat(text))


def _title(line: Line) -> str:
    titles = {Kind.CAP: _("Cap of the month"), Kind.DRAW: _("Advance"), Kind.CARRIED: _("Carried over")}
    return titles.get(Kind(line.kind)) or (_("Cap of the month") if line.key == "cap" else _("A deal"))


def _terms(version: PlanVersion | None) -> str:
    if version is None:
        return ""
    words = {"plan": version.plan.name, "number": version.number, "day": show_date(version.since)}
    return _("%(plan)s, version %(number)s from %(day)s") % words


def _deals(lines: Iterable[Line], user: User) -> dict[UUID, str]:
    if not user.may("opportunity.view"):
        return {}
    seen = Opportunity.objects.visible_to(user).filter(pk__in={one.deal for one in lines if one.deal})
    return {pk: registry.address("opportunity", pk) for pk in seen.values_list("pk", flat=True)}
