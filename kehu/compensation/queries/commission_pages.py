"""What the pages of commissions show besides the statements themselves: charts, waterfall, terms in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kehu.compensation.arithmetic.months import following, last_day
from kehu.compensation.models import CommissionLine, PlanMember, PlanVersion
from kehu.compensation.queries.statements import Shown, of_person
from kehu.foundation.access.models import User
from kehu.foundation.ui.charts import Chart, Mark, Series
from kehu.foundation.ui.formats import show_date, show_money, show_number

Kind = CommissionLine.Kind
ORDER = (Kind.CARRIED, Kind.EARNING, Kind.ADJUSTMENT, Kind.CLAWBACK, Kind.CAP, Kind.DRAW)
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Fall:
    """A bar of the waterfall: where it begins and how wide it is, in percent."""

    label: str
    amount: Decimal
    start: float
    width: float
    is_sum: bool = False


def waterfall(shown: Shown) -> list[Fall]:
    """From what was carried over to the payout, each kind a bar that hangs where the one before it ended."""
    steps = [(str(kind.label), shown.sum_of(kind.value)) for kind in ORDER]
    steps = [(label, amount) for label, amount in steps if amount]
    edges = [Decimal(0)]
    for _label, amount in steps:
        edges.append(edges[-1] + amount)
    low, high = min(edges), max(edges)
    span = (high - low) or Decimal(1)

    def bar(label: str, begin: Decimal, end: Decimal, *, is_sum: bool = False) -> Fall:
        left, right = min(begin, end), max(begin, end)
        return Fall(
            label, end - begin, float((left - low) / span * 100), float((right - left) / span * 100), is_sum
        )  # fmt: skip

    bars = [bar(label, edges[place], edges[place + 1]) for place, (label, _amount) in enumerate(steps)]
    return [*bars, bar(_("Payout") if shown.total >= 0 else _("Carried over"), Decimal(0), shown.total, is_sum=True)]


def month_name(month: date) -> str:
    return f"{month:%Y-%m}"


def address(user: UUID, month: date) -> str:
    return reverse("compensation:statement", args=[user, month_name(month)])


def year_of(user: UUID, month: date) -> list[Shown]:
    """The statements of the twelve months that end with the month."""
    return of_person(user, following(month, 1 - MONTHS_SHOWN), month)


def by_month(user: UUID, found: Sequence[Shown], currency: str) -> Chart:
    """What was paid out from month to month."""
    names = [month_name(one.statement.month) for one in found]
    marks = [Mark(one.payout, address(user, one.statement.month)) for one in found]
    return Chart(_("Payout by month"), names, [Series(_("Payout"), marks)], currency=currency)


def by_person(people: Sequence[User], found: dict[UUID, Shown], currency: str) -> Chart:
    """The people of a month, who gets most first."""
    rows = sorted((one for one in people if one.pk in found), key=lambda one: (-found[one.pk].total, one.name))
    earned = [
        Mark(max(Decimal(0), found[one.pk].total), address(one.pk, found[one.pk].statement.month)) for one in rows
    ]
    return Chart(_("Payout by person"), [one.name for one in rows], [Series(_("Payout"), earned)], currency=currency)


def plans_of(user: UUID, month: date) -> list[PlanVersion]:
    """The terms by which somebody is paid in a month."""
    members = PlanMember.objects.filter(user=user, since__lte=last_day(month)).filter(
        Q(until=None) | Q(until__gte=month)
    )
    found = {}
    rows = PlanVersion.objects.filter(plan__in=members.values("plan"), since__lte=last_day(month))
    for one in rows.select_related("plan").order_by("since", "number"):
        found[one.plan_id] = one
    return sorted(found.values(), key=lambda one: one.plan.name)


def in_words(version: PlanVersion, currency: str) -> list[tuple[str, str]]:
    """Terms as (what, how) for people."""
    money = version.measure == PlanVersion.Measure.AMOUNT
    rows = [
        (_("Earned"), str(version.get_basis_display())),
        (_("Counted anew"), str(version.get_window_display())),
        (_("Rates"), str(version.get_mode_display())),
    ]
    for one in version.tiers:
        start = _from(Decimal(one["from"]), money, currency)
        rows.append((start, f"{show_number(Decimal(one['rate']))}%"))
    rows += [
        (_("Beyond %(percent)s%% of the quota") % {"percent": one["from"]}, f"× {one['factor']}")
        for one in version.accelerators
    ]
    rows += [(_("Category %(name)s") % {"name": key}, f"{rate}%") for key, rate in version.category_rates.items()]
    if version.cap is not None:
        rows.append((_("At most a month"), show_money(version.cap, currency)))
    if version.draw is not None:
        later = _("taken back later") if version.draw_recovers else _("not taken back")
        rows.append((_("Advance a month"), f"{show_money(version.draw, currency)}, {later}"))
    days = version.clawback_days
    clawed = _("whenever a deal falls") if days is None else _("within %(days)s days") % {"days": days}
    rows.append((_("Clawed back"), clawed))
    rows.append((_("In force from"), show_date(version.since)))
    return rows


def _from(start: Decimal, money: bool, currency: str) -> str:
    if not start:
        return _("From the first cent")
    if money:
        return _("From %(amount)s") % {"amount": show_money(start, currency)}
    return _("From %(percent)s%% of the quota") % {"percent": show_number(start)}


def rows_for_excel(people: Iterable[User], found: dict[UUID, Shown], formula: Any) -> list[list[Any]]:
    """A line of the statements each, with its formula in a cell."""
    return [
        [
            person.name, person.email, month_name(one.origin), str(Kind(one.kind).label), one.title, one.base,
            one.amount, formula(one),
        ]
        for person in people
        if person.pk in found
        for one in found[person.pk].lines
    ]  # fmt: skip


def file_name(what: str, month: date) -> str:
    """For a Content-Disposition header."""
    return f"attachment; filename*=UTF-8''{quote(f'{what} {month_name(month)}.xlsx')}"
