"""The sales board: where we stand, how it came, and who did what."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kehu.forecasting import charts, periods
from kehu.forecasting.queries import board as queries
from kehu.forecasting.queries import links
from kehu.forecasting.queries.forecast import Forecast
from kehu.forecasting.views import tiles
from kehu.forecasting.views.choices import Choice
from kehu.foundation.ui.formats import show_number
from kehu.foundation.ui.responses import fragment, page
from kehu.sales.models import Stage

MOST = 200


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """`?period=`, `?people=`, `?pipeline=` and `?by=` narrow it; nothing of it is kept."""
    choice = Choice.of(request)
    choice.user.require("opportunity.view")
    year = Forecast(choice.people, periods.year(choice.period.fiscal_year))
    pipelines = queries.pipelines()
    asked = (one for one in pipelines if str(one.pk) == request.GET.get("pipeline"))
    context: dict[str, Any] = {
        "choice": choice, "tiles": tiles.of_board(choice, year), "pipelines": list(pipelines),
        "months": charts.by_month(year, choice.chosen, choice.circle.people), "by": _by(choice),
        **_closings(choice),
    }  # fmt: skip
    if pipeline := next(asked, None) or next(iter(pipelines), None):
        stages = pipelines[pipeline]
        steps = [one for one in stages if one.outcome == Stage.Outcome.OPEN]
        aged = queries.by_stage_and_age(choice.user, choice.circle, pipeline)
        heaps = queries.funnel(choice.user, choice.circle, pipeline, choice.period, steps)
        context |= {
            "pipeline": pipeline, "stages": charts.by_stage(aged, stages, choice.circle, pipeline),
            "funnel": charts.funnel(heaps, stages, choice.circle, pipeline, choice.period),
        }  # fmt: skip
    return page(request, "forecasting/board.html", context)


@require_GET
def scoreboard(request: HttpRequest) -> HttpResponse:
    """What each seller did in the period; the board asks for it once it stands."""
    choice = Choice.of(request)
    choice.user.require("opportunity.view")
    forecast = Forecast(choice.people, choice.period)
    scores = queries.scores(choice.user, choice.circle, choice.period)
    rows: list[dict[str, Any]] = []
    for one in choice.people.known.values():
        figures, quota = forecast.figures([one.id]), forecast.quota([one.id])
        score = scores.get(one.id, queries.Score())
        if one.id in choice.chosen and not (figures.is_nothing and not quota and score == queries.Score()):
            rows.append({"person": one, "figures": figures, "score": score, "links": _behind(one.id, choice),
                         "attainment": forecast.attainment(quota, figures.won)})  # fmt: skip
    rows.sort(key=lambda row: -row["figures"].won)
    return fragment(
        request, "forecasting/scoreboard.html", {"rows": rows[:MOST], "money": tiles.plain, "show_count": show_number}
    )


def _behind(person: Any, choice: Choice) -> dict[str, str]:
    """The lists behind the numbers of a row."""
    period, owner = choice.period, links.of(person)
    return {
        "said": links.interactions([("employee", str(person))], links.said_in(period)),
        "opened": links.opportunities(owner, links.opened_in(period)),
        "won": links.opportunities(owner, links.closed_in(period, "won")),
        "ended": links.opportunities(owner, links.closed_in(period, "won", "lost")),
        "credited": links.opportunities(links.credited_to([person]), links.closed_in(period, "won")),
        "open": links.opportunities(links.credited_to([person]), links.expected_in(period)),
    }


def _by(choice: Choice) -> list[dict[str, Any]]:
    names = {"reason": _("Reason"), "competitor": _("Competitor"), "source": _("Source"), "owner": _("Owner")}
    now = _asked(choice)
    return [
        {"label": label, "href": choice.address(by=key) + "#closings", "current": key == now}
        for key, label in names.items()
    ]


def _asked(choice: Choice) -> str:
    by = choice.request.GET.get("by", "")
    return by if by in queries.BY else "reason"


def _closings(choice: Choice) -> dict[str, Any]:
    by = _asked(choice)
    found = queries.closed_by(choice.user, choice.circle, choice.period, by)
    won, closed = sum(one.won.count for one in found), sum(one.count for one in found)
    chart = charts.closings(found[: queries.MOST], by, choice.circle, choice.period)
    return {"closings": chart, "win_rate": won / closed if closed else None}
