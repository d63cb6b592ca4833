"""The numbers above the charts, as they are shown."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kehu.forecasting import charts, periods
from kehu.forecasting.boards import Board
from kehu.forecasting.figures import NOTHING, Attainment
from kehu.forecasting.queries import links
from kehu.foundation.ui.formats import show_money, show_number, show_percent
from kehu.sales.models import Category


@dataclass(frozen=True)
class Tile:
    label: str
    shown: str
    href: str = ""
    note: str = ""
    tone: str = "neutral"


def of_board(board: Board) -> list[Tile]:
    people, months, period, year = board.chosen, board.period.months, board.period, board.year
    figures, quota = year.figures(people, months), year.quota(people, months)
    who = links.credited_to(board.circle.people)
    won = links.opportunities(who, links.closed_in(period, "won"))
    expected = links.opportunities(who, links.expected_in(period))
    committed = links.opportunities(who, links.expected_in(period, Category.COMMIT))
    made = [
        Tile(pgettext("opportunities", "Won"), money(figures.won), won, charts.deals(figures.won_count), "good"),
        Tile(
            _("Open, expected in the period"), money(figures.open), expected, charts.deals(figures.open_count), "info"
        ),
        Tile(_("Of it committed"), money(figures.commit), committed, "", "info"),
        Tile(_("Weighted forecast"), money(figures.expected), expected, _("won, and open by probability")),
    ]
    seen = Attainment(quota, figures.won, period.first, period.after, periods.today())
    return made + (of_quota(seen) if quota else [])


def of_quota(seen: Attainment) -> list[Tile]:
    """Quota, attainment and what is still to come."""
    tone = {True: "good", False: "warn", None: "neutral"}[seen.on_pace]
    gone = _("%(share)s of the time is gone") % {"share": show_percent(seen.time_gone)}
    made = [
        Tile(_("Quota"), money(seen.quota)),
        Tile(_("Attainment"), show_percent(seen.rate), "", gone, tone),
        Tile(_("Gap"), money(max(seen.gap, NOTHING)), "", pgettext("quota", "reached") if seen.gap <= 0 else ""),
    ]
    if seen.needed_per_week is not None:
        made.append(Tile(_("Needed each week"), money(seen.needed_per_week), "", "", tone))
    if seen.projected is not None:
        made.append(Tile(_("At this pace"), money(seen.projected), "", _("by the end of the period"), tone))
    return made


def plain(amount: Any) -> str:
    """The same without the currency, for tables that name it once."""
    return show_number(amount, 0)


def money(amount: Any) -> str:
    """Whole units of the company's currency."""
    return show_money(amount, charts.currency(), digits=0)
