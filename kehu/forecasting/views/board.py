"""The sales board: where we stand, how it came, and who did what."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kehu.forecasting.queries import board as queries
from kehu.forecasting.queries import links
from kehu.forecasting.queries.forecast import Forecast
from kehu.forecasting.views import tiles
from kehu.forecasting.views.choices import Choice
from kehu.foundation.ui.formats import show_number
from kehu.foundation.ui.responses import fragment, page

MOST = 200


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """`?period=`, `?people=`, `?pipeline=` and `?by=` narrow it; nothing of it is kept."""
    choice = Choice.of(request)
    choice.user.require("opportunity.view")
    here = choice.board
    closed = sum(one.count for one in here.ended)
    context = {
        "choice": choice, "tiles": tiles.of_board(here), "pipelines": list(here.pipelines), "pipeline": here.pipeline,
        "months": here.months(), "stages": here.stages(), "funnel": here.funnel(), "closings": here.closings(),
        "win_rate": sum(one.won.count for one in here.ended) / closed if closed else None, "by": _by(choice),
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
        if one.id in choice.board.chosen and not (figures.is_nothing and not quota and score == queries.Score()):
            rows.append({"person": one, "figures": figures, "score": score, "links": _behind(one.id, choice),
                         "attainment": forecast.attainment(quota, figures.won)})  # fmt: skip
    rows.sort(key=lambda row: -row["figures"].won)
    return fragment(
        request, "forecasting/scoreboard.html", {"rows": rows[:MOST], "money": tiles.plain, "show_count": show_number}
    )


@require_GET
def products(request: HttpRequest) -> HttpResponse:
    """What is sold by category of product; the board asks for it once it stands."""
    choice = Choice.of(request)
    choice.user.require("opportunity.view")
    shares = choice.board.shares
    chart = choice.board.products() if any(one.is_quoted for one in shares) else None
    return fragment(request, "forecasting/products.html", {"chart": chart})


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
        "attainment": f"{reverse('forecasting:attainment')}?{urlencode({'period': period.key, 'of': person})}",
    }


def _by(choice: Choice) -> list[dict[str, Any]]:
    names = {"reason": _("Reason"), "competitor": _("Competitor"), "source": _("Source"), "owner": _("Owner")}
    return [
        {"label": label, "href": choice.address(by=key) + "#closings", "current": key == choice.board.by}
        for key, label in names.items()
    ]
