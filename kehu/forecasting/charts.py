"""The charts of sales: what the queries found, as marks that open their records."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kehu.forecasting import periods
from kehu.forecasting.figures import Figures
from kehu.forecasting.periods import MONTH, Period
from kehu.forecasting.queries import board, links
from kehu.forecasting.queries.accuracy import WEEKS, Month
from kehu.forecasting.queries.forecast import Forecast
from kehu.forecasting.queries.people import Circle
from kehu.forecasting.queries.products import Share
from kehu.foundation.company.models import Company
from kehu.foundation.ui.charts import Chart, Mark, Series, Step
from kehu.foundation.ui.formats import show_money, show_percent
from kehu.sales.models import Category, Pipeline, Stage


def currency() -> str:
    return Company.objects.current().currency


def deals(count: int) -> str:
    return ngettext("%(num)s opportunity", "%(num)s opportunities", count) % {"num": count}


def by_month(forecast: Forecast, people: Collection[UUID], chosen: Collection[UUID] | None) -> Chart:
    """Won, what is open by category, and the quota, month by month. `chosen` are the people for links, None: all."""
    months = forecast.period.months
    found = {month: forecast.figures(people, [month]) for month in months}
    quota = [Mark(forecast.quota(people, [month])) for month in months]
    series = [
        Series(pgettext("opportunities", "Won"), [_won(found[month], month, chosen) for month in months], tone="good"),
        *(
            Series(label, [_open(found[month], month, category, chosen) for month in months], tone=tone)
            for category, label, tone in (
                (Category.COMMIT, _("Commit"), "ramp4"),
                (Category.BEST_CASE, _("Best case"), "ramp2"),
                (Category.PIPELINE, pgettext("forecast", "Pipeline"), "ramp1"),
            )
        ),
    ]
    if any(mark.value for mark in quota):
        series.append(Series(_("Quota"), quota, tone="3", line=True))
    names = [periods.month_label(month) for month in months]
    return Chart(_("Forecast against quota"), names, series, currency=currency())


def _won(found: Figures, month: date, chosen: Collection[UUID] | None) -> Mark:
    href = links.opportunities(links.credited_to(chosen), links.closed_in(Period(MONTH, month), "won"))
    return Mark(found.won, href, deals(found.won_count))


def _open(found: Figures, month: date, category: str, chosen: Collection[UUID] | None) -> Mark:
    parts = links.credited_to(chosen), links.expected_in(Period(MONTH, month), category)
    return Mark(getattr(found, category), links.opportunities(*parts))


def age_label(place: int) -> str:
    since, until = board.AGES[place]
    if until is None:
        return _("over %(days)s days") % {"days": since}
    if not since:
        return _("under %(days)s days") % {"days": until}
    return _("%(from)s to %(to)s days") % {"from": since, "to": until}


def by_stage(
    found: dict[tuple[UUID, int], board.Heap], stages: list[Stage], circle: Circle, pipeline: Pipeline
) -> Chart:
    """What is open in each stage, by how long it has been there."""
    steps = [one for one in stages if one.outcome == Stage.Outcome.OPEN]
    base = [*links.whose(circle), *links.state("open"), ("pipeline", str(pipeline.pk))]

    def mark(stage: Stage, place: int) -> Mark:
        heap = found.get((stage.pk, place), board.Heap())
        since, until = board.AGES[place]
        days = [("stage_since.not_since", str(since))] if since else []
        days += [("stage_since.last", str(until))] if until else []
        return Mark(heap.amount, links.opportunities(base, [("stage", str(stage.pk))], days), deals(heap.count))

    series = [
        Series(age_label(place), [mark(stage, place) for stage in steps], tone=f"ramp{place + 1}")
        for place in range(len(board.AGES))
    ]
    hrefs = [links.opportunities(base, [("stage", str(stage.pk))]) for stage in steps]
    return Chart(_("Pipeline by stage and age"), [one.label for one in steps], series, currency=currency(), links=hrefs)


def funnel(
    heaps: list[board.Heap], stages: list[Stage], circle: Circle, pipeline: Pipeline, period: Period
) -> list[Step]:
    """How much came how far; each step opens what came there."""
    steps = [one for one in stages if one.outcome == Stage.Outcome.OPEN]
    won = [one for one in stages if one.outcome == Stage.Outcome.WON]
    base = [*links.whose(circle), ("pipeline", str(pipeline.pk)), *links.opened_in(period)]
    made: list[Step] = []
    for place, (stage, heap) in enumerate(zip([*steps, *won], heaps, strict=False)):
        beyond = [("stages_reached", str(one.pk)) for one in [*steps[place:], *won]]
        state = links.state("won") if stage in won else []
        before = heaps[place - 1].count if place else 0
        rate = heap.count / before if before else None
        href = links.opportunities(base, state or beyond)
        made.append(Step(stage.label, heap.count, href, show_money(heap.amount, currency(), digits=0), rate))
    return made


def closings(found: list[board.Ended], by: str, circle: Circle, period: Period) -> Chart:
    """Won and lost by reason, competitor, source or owner."""
    field = {"reason": "close_reason", "competitor": "competitor", "source": "source", "owner": "owner"}[by]

    def mark(one: board.Ended, heap: board.Heap, state: str) -> Mark:
        which = [(field, str(one.value))] if one.value not in (None, "") else [(f"{field}.empty", "1")]
        href = links.opportunities(links.whose(circle), links.closed_in(period, state), which)
        return Mark(heap.count, href, show_money(heap.amount, currency(), digits=0))

    series = [
        Series(pgettext("opportunities", "Won"), [mark(one, one.won, "won") for one in found], tone="good"),
        Series(pgettext("opportunities", "Lost"), [mark(one, one.lost, "lost") for one in found], tone="bad"),
    ]
    # Reasons that came with the program speak the reader's language; other names have no translation.
    labels = [(_(one.name) if by == "reason" else one.name) if one.name else _("not said") for one in found]
    ends = [] if by == "reason" else [_rate(one) for one in found]
    return Chart(_("Won and lost"), labels, series, ends=ends)


def _rate(one: board.Ended) -> str:
    words = {"share": show_percent(one.won.count / one.count), "count": one.count}
    return _("%(share)s of %(count)s won") % words


def by_product(shares: list[Share]) -> Chart:
    """Won and open by category of product; each mark opens the opportunities it comes from."""
    buckets = (
        ("won", pgettext("opportunities", "Won"), "good"), (Category.COMMIT, _("Commit"), "ramp4"),
        (Category.BEST_CASE, _("Best case"), "ramp2"), (Category.PIPELINE, pgettext("forecast", "Pipeline"), "ramp1"),
    )  # fmt: skip

    def mark(one: Share, bucket: str) -> Mark:
        ids = one.opportunities.get(bucket, set())
        chosen = links.only(ids)
        return Mark(one.amounts.get(bucket), links.opportunities(chosen) if chosen else "", deals(len(ids)))

    series = [Series(label, [mark(one, bucket) for one in shares], tone=tone) for bucket, label, tone in buckets]
    names = [
        one.category.label if one.category else _("other things") if one.is_quoted else _("without a quote")
        for one in shares
    ]
    return Chart(_("By category of product"), names, series, currency=currency())


def weeks_before(weeks: int) -> str:
    if not weeks:
        return _("at the end")
    return ngettext("%(num)s week before", "%(num)s weeks before", weeks) % {"num": weeks}


def accuracy(months: list[Month], chosen: Collection[UUID] | None) -> Chart:
    """What came in each month, and what had been said some weeks before its end. `chosen` as in `by_month`."""
    said = [
        Series(
            weeks_before(weeks),
            [Mark(one.said.get(weeks)) for one in months],
            tone=f"ramp{place + 1}",
        )
        for place, weeks in enumerate(WEEKS)
    ]
    who = links.credited_to(chosen)
    marks = [
        Mark(one.came, links.opportunities(who, links.closed_in(Period(MONTH, one.month), "won"))) for one in months
    ]
    came = Series(_("What came"), marks, tone="good", line=True)
    names = [periods.month_label(one.month) for one in months]
    return Chart(_("Said and come"), names, [*said, came], currency=currency(), stacked=False)
