"""What the pages of sales figures are narrowed to, as their links say: a period, a circle of people, a pipeline."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kehu.forecasting import periods
from kehu.forecasting.boards import Board
from kehu.forecasting.periods import MONTH, QUARTER, YEAR, Period
from kehu.forecasting.permissions import ForecastVerb
from kehu.forecasting.queries.people import Circle, People
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader


@dataclass
class Choice:
    request: HttpRequest
    user: User

    @classmethod
    def of(cls, request: HttpRequest) -> "Choice":
        """Raises PermissionMissing for whoever may not see the forecast."""
        user = reader(request)
        user.require(ForecastVerb.VIEW)
        return cls(request, user)

    @cached_property
    def board(self) -> Board:
        names = ("period", "people", "pipeline", "by")  # those that are no choice of the board mean the usual one
        return Board.of(self.user, **{name: self.request.GET.get(name, "") for name in names})

    @property
    def period(self) -> Period:
        return self.board.period

    @property
    def people(self) -> People:
        return self.board.people

    @property
    def circle(self) -> Circle:
        return self.board.circle

    def address(self, **changed: str) -> str:
        """This page with other choices; an empty one is left out."""
        given = {key: value for key, value in {**self.request.GET.dict(), **changed}.items() if value}
        return f"{self.request.path}?{urlencode(given)}" if given else self.request.path

    @property
    def asked(self) -> str:
        """The choices as a query."""
        return urlencode({key: value for key, value in self.request.GET.dict().items() if value})

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """Month, quarter and year around the day it is or the period that is shown: (label, address, current)."""
        names = ((MONTH, _("Month")), (QUARTER, _("Quarter")), (YEAR, _("Fiscal year")))
        now, shown = periods.today(), self.period
        day = now if shown.first <= now < shown.after else shown.first
        return [
            (label, self.address(period=periods.holding(kind, day).key), kind == shown.kind) for kind, label in names
        ]

    @property
    def circles(self) -> list[tuple[str, str]]:
        """(label, address)"""
        return [(label, self.address(people=key)) for key, label in self.board.circles.choices]

    @property
    def before(self) -> str:
        return self.address(period=self.period.before.key)

    @property
    def next(self) -> str:
        return self.address(period=self.period.next.key)

    def tabs(self) -> list[dict[str, Any]]:
        """The pages of sales figures, with the period and the people kept."""
        kept = {key: self.request.GET[key] for key in ("period", "people") if self.request.GET.get(key)}
        names = (
            ("board", _("Board")), ("forecast", _("Forecast")), ("attainment", _("Attainment")),
            ("accuracy", _("Accuracy")), ("quotas", _("Quotas")),
        )  # fmt: skip
        asked = f"?{urlencode(kept)}" if kept else ""
        return [
            {
                "label": label, "href": reverse(f"forecasting:{name}") + ("" if name == "quotas" else asked),
                "current": self.request.path == reverse(f"forecasting:{name}"),
            }
            for name, label in names
        ]  # fmt: skip
