"""The forecast of a period: everybody's sums, rolled up the tree of superiors, with what was judged on the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from kehu.forecasting import periods
from kehu.forecasting.figures import NOTHING, Attainment, Figures, total
from kehu.forecasting.models import Judgement
from kehu.forecasting.periods import Period
from kehu.forecasting.queries import credited, judgements, quotas
from kehu.forecasting.queries.people import People, Person

COMMIT, BEST_CASE = Judgement.Figure.COMMIT, Judgement.Figure.BEST_CASE


@dataclass(frozen=True)
class Line:
    """A person with everybody below him. `own` are his own sums, `figures` all of theirs; `forecast` and `at_best` are
    what is expected, judgements counted; `computed` is the forecast without any.
    """

    person: Person
    own: Figures
    figures: Figures
    own_quota: Decimal
    quota: Decimal
    forecast: Decimal
    at_best: Decimal
    computed: Decimal
    has_below: bool
    words: list[Judgement]
    attainment: Attainment

    @property
    def is_judged(self) -> bool:
        return self.forecast != self.computed

    @property
    def is_nothing(self) -> bool:
        return self.figures.is_nothing and not self.quota and not self.words


class Forecast:
    """Of a period, for a reader's people. Three statements, made when something is asked first."""

    def __init__(self, people: People, period: Period, today: date | None = None):
        self.people, self.period, self.today = people, period, today or periods.today()

    @cached_property
    def sums(self) -> credited.Sums:
        return credited.by_person_and_month(self.period.first, self.period.after, self.people.ids)

    @cached_property
    def quotas(self) -> dict[tuple[UUID, date], Decimal]:
        return quotas.of_people(self.period.first, self.period.after, self.people.ids)

    @cached_property
    def words(self) -> judgements.Words:
        return judgements.latest(self.period.first, self.period.after, self.people.ids)

    def figures(self, people: Iterable[UUID], months: Iterable[date] | None = None) -> Figures:
        wanted = list(months or self.period.months)
        return total(self.sums.get((one, month), Figures()) for one in people for month in wanted)

    def quota(self, people: Iterable[UUID], months: Iterable[date] | None = None) -> Decimal:
        wanted = list(months or self.period.months)
        return sum((self.quotas.get((one, month), NOTHING) for one in people for month in wanted), NOTHING)

    def expected(self, one: UUID, month: date, figure: str = COMMIT, *, judged: bool = True) -> Decimal:
        """What is expected of a person with everybody below him in a month: what counts as said of him, else his own
        sum and what is expected of each below.
        """
        if judged and (word := judgements.counting(self.words.get((one, month, figure), []), one)):
            return word.amount or NOTHING
        return self.below(one, month, figure, judged=judged)

    def below(self, one: UUID, month: date, figure: str = COMMIT, *, judged: bool = True) -> Decimal:
        """The same without what was said of himself: what his judgement stands over."""
        own = self.sums.get((one, month), Figures())
        mine = own.committed if figure == COMMIT else own.at_best
        inner = (self._kept_expected(child, month, figure, judged) for child in self.people.below.get(one, []))
        return mine + sum(inner, NOTHING)

    def _kept_expected(self, one: UUID, month: date, figure: str, judged: bool) -> Decimal:
        key = (one, month, figure, judged)
        if key not in self._expected:
            self._expected[key] = self.expected(one, month, figure, judged=judged)
        return self._expected[key]

    @cached_property
    def _expected(self) -> dict[tuple[UUID, date, str, bool], Decimal]:
        return {}

    def line(self, one: UUID) -> Line:
        everyone, months = list(self.people.under(one)), self.period.months
        figures, quota = self.figures(everyone), self.quota(everyone)
        return Line(
            self.people.known[one],
            self.figures([one]),
            figures,
            self.quota([one]),
            quota,
            sum((self.expected(one, month) for month in months), NOTHING),
            sum((self.expected(one, month, BEST_CASE) for month in months), NOTHING),
            figures.committed,
            len(everyone) > 1,
            [word for month in months for word in self.words.get((one, month, COMMIT), [])],
            self.attainment(quota, figures.won),
        )

    def lines(self, ones: Iterable[UUID]) -> list[Line]:
        """Those who have anything to do with the period, or people below who have."""
        return [line for line in map(self.line, ones) if not line.is_nothing]

    def attainment(self, quota: Decimal, won: Decimal) -> Attainment:
        return Attainment(quota, won, self.period.first, self.period.after, self.today)
