"""Working on quotas: a draft, its cells, and putting it in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.forecasting import events, periods
from kehu.forecasting.models import Quota, QuotaPlan
from kehu.forecasting.permissions import ForecastVerb
from kehu.forecasting.queries import dimensions
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish as tell
from kehu.foundation.refusals import Outdated, Refusal

LARGEST = Decimal(10) ** 15
MOST_CELLS = 20_000
YEARS = range(2000, 2100)


class QuotaRefused(Refusal):
    """The quota cannot be like this."""


@dataclass(frozen=True)
class Cell:
    """What is to stand there: an amount, or None for nothing. `was` is what the user saw, where that is to be checked
    against what stands there now.
    """

    dimension: str
    key: str
    month: date
    amount: Decimal | None
    was: Decimal | str | None = "unchecked"


def begin(*, fiscal_year: int, by: User, note: str = "") -> QuotaPlan:
    """The draft of a fiscal year: the one there is, or a new version that begins with what is in force."""
    by.require(ForecastVerb.PLAN)
    if fiscal_year not in YEARS:
        raise QuotaRefused(_("There is no such fiscal year."), field="fiscal_year")
    with writing(by=by):
        draft = _locked(fiscal_year, QuotaPlan.State.DRAFT)
        if draft:
            return draft
        last = QuotaPlan.objects.filter(fiscal_year=fiscal_year).aggregate(last=Max("number"))["last"] or 0
        made = QuotaPlan.objects.create(fiscal_year=fiscal_year, number=last + 1, note=note.strip(), created_by=by)
        if former := _locked(fiscal_year, QuotaPlan.State.PUBLISHED):
            columns = ("dimension", "key", "user_id", "month", "amount")
            rows = former.quotas.values_list(*columns)
            copies = (Quota(plan=made, **dict(zip(columns, row, strict=True))) for row in rows)
            Quota.objects.bulk_create(copies, batch_size=1000)
    return made


def enter(*, plan: QuotaPlan, cells: Iterable[Cell], by: User) -> int:
    """Write cells of a draft, all of them or none; returns how many changed. Raises a Refusal for a plan in force or an
    amount that cannot be, Outdated where somebody else was faster, and OutOfReach's kin for quotas of others.
    """
    by.require(ForecastVerb.PLAN)
    wanted = list(cells)
    if len(wanted) > MOST_CELLS:
        raise QuotaRefused(_("These are too many at once."), field="cells")
    months = set(periods.year(plan.fiscal_year).months)
    mine = dimensions.within_reach(by)
    for one in wanted:
        _check(one, months, mine)
    with writing(by=by):
        draft = _draft(plan)
        rows = draft.quotas.filter(key__in={one.key for one in wanted})
        there = {(row.dimension, row.key, row.month): row for row in rows}
        _compare(wanted, there)
        return _write(draft, wanted, there)


def publish(*, plan: QuotaPlan, by: User, at: datetime | None = None) -> QuotaPlan:
    """Put a draft in force; the version before it is set aside."""
    by.require(ForecastVerb.PUBLISH)
    with writing(by=by):
        draft = _draft(plan)
        if not draft.quotas.exists():
            raise QuotaRefused(_("There is nothing in this version yet."))
        QuotaPlan.objects.filter(fiscal_year=draft.fiscal_year, state=QuotaPlan.State.PUBLISHED).update(
            state=QuotaPlan.State.REPLACED
        )
        draft.state, draft.published_at, draft.published_by = QuotaPlan.State.PUBLISHED, at or timezone.now(), by
        draft.save()
        tell(events.QuotasPublished(draft.pk, draft.fiscal_year), by=by.pk)
    return draft


def discard(*, plan: QuotaPlan, by: User) -> None:
    """Throw a draft away."""
    by.require(ForecastVerb.PUBLISH)
    with writing(by=by):
        _draft(plan).delete()


def _check(one: Cell, months: set[date], mine: "dimensions.Within") -> None:
    if one.month not in months:
        raise QuotaRefused(_("This month is not in the fiscal year."), field="month")
    if one.amount is not None and not 0 <= one.amount < LARGEST:
        raise QuotaRefused(_("A quota is an amount that is not negative."), field="amount")
    if not mine.holds(one.dimension, one.key):
        raise QuotaRefused(_("These quotas are not yours to enter."), field="key")


def _compare(wanted: list[Cell], there: dict[tuple[str, str, date], Quota]) -> None:
    changed = [
        one
        for one in wanted
        if one.was != "unchecked"
        and (found.amount if (found := there.get((one.dimension, one.key, one.month))) else None) != one.was
    ]
    if changed:
        raise Outdated(
            ngettext(
                "Somebody else changed %(num)s of these cells in the meantime. Load the page again to see it.",
                "Somebody else changed %(num)s of these cells in the meantime. Load the page again to see them.",
                len(changed),
            )
            % {"num": len(changed)}
        )


def _write(draft: QuotaPlan, wanted: list[Cell], there: dict[tuple[str, str, date], Quota]) -> int:
    fresh, changed, gone = [], [], []
    for one in {(cell.dimension, cell.key, cell.month): cell for cell in wanted}.values():
        row = there.get((one.dimension, one.key, one.month))
        if row is None and one.amount is not None:
            user = UUID(one.key) if one.dimension == Quota.PERSON else None
            fresh.append(
                Quota(
                    plan=draft, dimension=one.dimension, key=one.key, user_id=user, month=one.month, amount=one.amount
                )
            )
        elif row and one.amount is None:
            gone.append(row.pk)
        elif row and one.amount is not None and row.amount != one.amount:
            row.amount = one.amount
            changed.append(row)
    Quota.objects.bulk_create(fresh, batch_size=1000)
    Quota.objects.bulk_update(changed, ["amount"], batch_size=1000)
    Quota.objects.filter(pk__in=gone).delete()
    return len(fresh) + len(changed) + len(gone)


def _draft(plan: QuotaPlan) -> QuotaPlan:
    found = QuotaPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if found.state != QuotaPlan.State.DRAFT:
        raise QuotaRefused(_("This version is in force or replaced; begin a new one to change it."))
    return found


def _locked(fiscal_year: int, state: str) -> QuotaPlan | None:
    rows = QuotaPlan.objects.select_for_update(no_key=True).filter(fiscal_year=fiscal_year, state=state)
    return rows.first()
