"""The forecast and how far everybody is: rolled up the tree of superiors, one level at a time."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from kehu.forecasting import charts, periods
from kehu.forecasting.actions import judgements as actions
from kehu.forecasting.figures import NOTHING
from kehu.forecasting.forms import JudgementForm
from kehu.forecasting.models import Judgement
from kehu.forecasting.periods import MONTH
from kehu.forecasting.permissions import ForecastVerb
from kehu.forecasting.queries import dimensions, judgements, links, reached
from kehu.forecasting.queries.accuracy import WEEKS, Month
from kehu.forecasting.queries.forecast import Forecast, Line
from kehu.forecasting.queries.people import People, seen_by
from kehu.forecasting.views import tiles
from kehu.forecasting.views.choices import Choice
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page
from kehu.sales.models import Category

MOST = 200


@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """By category and as judged; `?of=` is the person whose level is shown."""
    return page(request, "forecasting/forecast.html", _level(request))


@require_GET
def attainment(request: HttpRequest) -> HttpResponse:
    """Quota, what is won, what is missing, and at which pace; `?by=` a dimension instead of people."""
    choice = Choice.of(request)
    dimension = dimensions.find(request.GET.get("by", ""))
    sheets = [
        {"label": pgettext("forecast", "People"), "href": choice.address(by="", of=""), "current": dimension is None}
    ]
    sheets += [
        {"label": one.label, "href": choice.address(by=one.key, of=""), "current": one is dimension}
        for one in dimensions.all_dimensions()
    ]
    if dimension is None:
        return page(request, "forecasting/attainment.html", {**_level(request), "sheets": sheets})
    found = reached.by_dimension(choice.user, dimension, choice.period, periods.today())
    context = {
        "choice": choice, "reached": found[:MOST], "sheets": sheets, "money": tiles.plain,
        "currency": charts.currency(), "label": dimension.label,
    }  # fmt: skip
    return page(request, "forecasting/attainment_of_groups.html", context)


@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, user_id: UUID, month: str) -> HttpResponse:
    """Say what a person will bring in a month; beneath stands what was said before."""
    user = reader(request)
    user.require(ForecastVerb.VIEW)
    period, people = periods.of_key(month), seen_by(user)
    if period is None or period.kind != MONTH or user_id not in people.known:
        raise Http404
    user.require(ForecastVerb.JUDGE)
    whom, seen = User.objects.get(pk=user_id), Forecast(people, period)
    words = judgements.history(user_id, period.first, period.after)
    mine = next((one for one in words if one.author_id == user.pk and one.figure == Judgement.Figure.COMMIT), None)
    form = JudgementForm(request.POST or None, initial={"amount": mine.amount if mine else None})
    return form_dialog(
        request,
        form=form,
        title=_("%(name)s: %(month)s") % {"name": whom.name, "month": period.label},
        text=_("The opportunities come to %(commit)s won and committed, %(best)s at best.")
        % {
            "commit": tiles.money(seen.below(user_id, period.first)),
            "best": tiles.money(seen.below(user_id, period.first, Judgement.Figure.BEST_CASE)),
        },
        save=lambda given: actions.say(user=whom, month=period.first, by=user, **given),
        message=_("Your judgement counts from now on."),
        changed=["forecast"],
        template="forecasting/judgement_dialog.html",
        further={"words": words, "money": tiles.money},
    )


@require_GET
def accuracy(request: HttpRequest) -> HttpResponse:
    """What was said some weeks before the end of each month, and what came; `?weeks=` orders the people."""
    choice = Choice.of(request)
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked in map(str, WEEKS) else 4
    board = choice.board
    records = [record for one in board.chosen if (record := board.kept.record(one, weeks))]
    records.sort(key=lambda one: (-one.came, choice.people.known[one.person].name))
    months = board.months_said()
    ways = [
        {"label": charts.weeks_before(one), "href": choice.address(weeks=str(one)), "current": one == weeks}
        for one in WEEKS
    ]
    context = {
        "choice": choice, "chart": board.accuracy(), "records": records[:MOST], "money": tiles.plain,
        "known": choice.people.known, "ways": ways, "came": lambda one: _came(choice, one.person, months),
        "known_at_all": any(said is not None for month in months for said in month.said.values()),
    }  # fmt: skip
    return page(request, "forecasting/accuracy.html", context)


def _came(choice: Choice, person: UUID, months: list[Month]) -> str:
    """What came in all these months of a person and those below him."""
    who = links.credited_to(list(choice.people.under(person)))
    after = periods.plus(months[-1].month, 1)
    return links.opportunities(who, links.closed_between(months[0].month, after, "won")) if who else ""


def _level(request: HttpRequest) -> dict[str, Any]:
    """One person with those right below, or all who have nobody above them."""
    choice = Choice.of(request)
    seen = Forecast(choice.people, choice.period)
    top = _asked(request, choice.people) or _only_one(seen)
    ones = choice.people.below.get(top, []) if top else choice.people.roots()
    shown = choice.period.months[0] if choice.period.kind == MONTH else _this_month(choice)
    whole = seen.line(top) if top else None
    rows = seen.lines(ones)
    everybody = () if top else choice.people.known
    return {
        "choice": choice, "rows": rows[:MOST], "top": whole, "own": seen.figures([top]) if top else None,
        "total": seen.figures(everybody) if everybody else None, "quota": seen.quota(everybody),
        "expected": sum((line.forecast for line in rows), NOTHING),
        "above": [choice.people.known[one] for one in reversed(choice.people.above(top))] if top else [],
        "month": periods.Period(MONTH, shown).key, "money": tiles.plain, "currency": charts.currency(),
        "behind": lambda line: _behind(choice, line),
        "may_judge": choice.user.may(ForecastVerb.JUDGE), "reach": seen_by(choice.user, "edit").known,
        "tiles": tiles.of_quota(whole.attainment) if whole and whole.quota else [],
    }  # fmt: skip


def _asked(request: HttpRequest, people: People) -> UUID | None:
    try:
        asked = UUID(request.GET.get("of", ""))
    except ValueError:
        return None
    return asked if asked in people.known else None


def _only_one(seen: Forecast) -> UUID | None:
    """The one root with people below where there is no other, as somebody who leads sees himself."""
    roots = seen.lines(seen.people.roots())
    return roots[0].person.id if len(roots) == 1 and roots[0].has_below else None


def _this_month(choice: Choice) -> date:
    """Of a quarter or year the month that runs, else its first."""
    now = periods.today().replace(day=1)
    return now if now in choice.period.months else choice.period.first


def _behind(choice: Choice, line: Line) -> dict[str, str]:
    """The lists behind the amounts of a line."""
    who = links.credited_to(list(choice.people.under(line.person.id)))
    if not who:
        return {}
    period = choice.period
    found = {one.value: links.opportunities(who, links.expected_in(period, one)) for one in Category}
    whole = links.opportunities(who, links.expected_in(period))
    return {**found, "open": whole, "won": links.opportunities(who, links.closed_in(period, "won"))}
