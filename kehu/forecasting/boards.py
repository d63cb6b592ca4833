"""The sales board of a reader: its choices, and each of its charts. Pages and the API draw the same."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from kehu.forecasting import charts, periods
from kehu.forecasting.periods import QUARTER, Period
from kehu.forecasting.queries import board as queries
from kehu.forecasting.queries import products
from kehu.forecasting.queries.accuracy import Accuracy, Month
from kehu.forecasting.queries.forecast import Forecast
from kehu.forecasting.queries.people import Circle, Circles, People, seen_by
from kehu.foundation.access.models import User
from kehu.foundation.ui.charts import Chart, Step
from kehu.sales.models import Pipeline, Stage

NAMES = ("months", "stages", "funnel", "closings", "products", "accuracy")


@dataclass
class Board:
    """`people_key`, `pipeline_key` and `by` as links say them; what they do not know stands for the usual."""

    user: User
    period: Period
    people_key: str = ""
    pipeline_key: str = ""
    by: str = "reason"

    @classmethod
    def of(cls, user: User, *, period: str = "", people: str = "", pipeline: str = "", by: str = "") -> "Board":
        shown = periods.of_key(period) or periods.holding(QUARTER, periods.today())
        return cls(user, shown, people, pipeline, by if by in queries.BY else "reason")

    @cached_property
    def people(self) -> People:
        return seen_by(self.user)

    @cached_property
    def circles(self) -> Circles:
        return Circles(self.user, self.people)

    @cached_property
    def circle(self) -> Circle:
        return self.circles.find(self.people_key)

    @property
    def chosen(self) -> frozenset[UUID]:
        """The people of the circle, by name."""
        return frozenset(self.people.known) if self.circle.people is None else self.circle.people

    @cached_property
    def pipelines(self) -> dict[Pipeline, list[Stage]]:
        return queries.pipelines()

    @cached_property
    def pipeline(self) -> Pipeline:
        """The one asked for, else the first; there always is one."""
        asked = (one for one in self.pipelines if str(one.pk) == self.pipeline_key)
        return next(asked, None) or next(iter(self.pipelines))

    @cached_property
    def year(self) -> Forecast:
        return Forecast(self.people, periods.year(self.period.fiscal_year))

    @cached_property
    def ended(self) -> list[queries.Ended]:
        return queries.closed_by(self.user, self.circle, self.period, self.by)

    @cached_property
    def shares(self) -> list[products.Share]:
        return products.by_category(self.user, self.circle, self.period)

    def months(self) -> Chart:
        return charts.by_month(self.year, self.chosen, self.circle.people)

    def stages(self) -> Chart:
        aged = queries.by_stage_and_age(self.user, self.circle, self.pipeline)
        return charts.by_stage(aged, self.pipelines[self.pipeline], self.circle, self.pipeline)

    def funnel(self) -> list[Step]:
        stages = self.pipelines[self.pipeline]
        steps = [one for one in stages if one.outcome == Stage.Outcome.OPEN]
        heaps = queries.funnel(self.user, self.circle, self.pipeline, self.period, steps)
        return charts.funnel(heaps, stages, self.circle, self.pipeline, self.period)

    def closings(self) -> Chart:
        return charts.closings(self.ended[: queries.MOST], self.by, self.circle, self.period)

    def products(self) -> Chart:
        return charts.by_product(self.shares)

    def accuracy(self) -> Chart:
        return charts.accuracy(self.months_said(), self.circle.people)

    @cached_property
    def kept(self) -> Accuracy:
        return Accuracy(self.people)

    def months_said(self) -> list[Month]:
        """What was said of those of the circle who stand above the others, each with all below him."""
        tops = [one for one in self.chosen if not self.chosen.intersection(self.people.above(one))]
        return self.kept.of(tops)
