"""Charts, drawn by the server as HTML and SVG: what a chart says, and where its marks stand.

Not on a canvas, because a mark here is a link to the records behind it: keyboard, screen readers, print and PDF read it
as any other, it takes its colours from the theme, and the page brings no script. Drawn by `ui/macros/charts.html`.

    Chart(
        _("Won and quota"), [_("Jan"), _("Feb")], currency="CNY",
        series=[
            Series(_("Won"), [Mark(1200, "/opportunities/?…", _("3 opportunities")), Mark(800)], tone="good"),
            Series(_("Quota"), [Mark(1000), Mark(1000)], line=True),
        ],
    )
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from kehu.foundation.ui import formats

Number = Decimal | int | float
STEPS = 4  # lines of the grid above the lowest
_NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_NAMES, MOST_NAMES_ON_A_PHONE = 13, 6


@dataclass(frozen=True)
class Mark:
    """One value, None where there is none. `href` opens the records behind it; `note` says how many, or what else."""

    value: Number | None
    href: str = ""
    note: Any = ""


@dataclass(frozen=True)
class Series:
    """One mark per category. `tone`: "1" to "8" for kinds, "ramp1" to "ramp4" for steps from little to much, or good,
    warn, bad, info, neutral; by its place unless said. `line`: a line over columns, a stroke across a bar.
    """

    label: Any
    marks: Sequence[Mark]
    tone: str = ""
    line: bool = False


@dataclass(frozen=True)
class Drawn:
    """A mark where it stands: `size` and `at` in percent of the scale, `said` is the whole sentence about it."""

    mark: Mark
    tone: str
    size: float
    said: str
    shown: str


@dataclass(frozen=True)
class Chart:
    """`currency` makes the values money, `percent` shares (0.5 is 50%). `stacked` puts series that are no lines upon
    each other, else they stand side by side. What is below zero is drawn as nothing and said in the table.
    """

    label: Any
    categories: Sequence[Any]
    series: Sequence[Series]
    currency: str = ""
    percent: bool = False
    stacked: bool = True
    links: Sequence[str] = field(default=())  # one per category: opens all of it
    ends: Sequence[str] = field(default=())  # one per category: stands at the end of a lying bar in place of the sum

    @cached_property
    def is_empty(self) -> bool:
        return not any(mark.value for one in self.series for mark in one.marks)

    @cached_property
    def top(self) -> Decimal:
        """The end of the scale: a round number not below any mark."""
        return scale(self._highest)[-1]

    @cached_property
    def ticks(self) -> list[tuple[str, float]]:
        """What the lines of the grid say, and where they stand in percent."""
        return [(self.short(value), self.share(value)) for value in scale(self._highest)]

    def share(self, value: Number | None) -> float:
        return round(float(max(Decimal(0), Decimal(str(value or 0))) / self.top) * 100, 2)

    def shown(self, value: Number | None) -> str:
        if value is None:
            return "—"
        if self.percent:
            return formats.show_percent(value)
        return formats.show_money(value, self.currency, digits=0) if self.currency else formats.show_number(value)

    def short(self, value: Number) -> str:
        return formats.show_percent(value) if self.percent else formats.show_short_number(value)

    @cached_property
    def bars(self) -> list[tuple[Series, str]]:
        """The series that are no lines, each with its tone."""
        return [(one, tone) for one, tone in self.toned if not one.line]

    @cached_property
    def lines(self) -> list[tuple[Series, str]]:
        return [(one, tone) for one, tone in self.toned if one.line]

    @cached_property
    def toned(self) -> list[tuple[Series, str]]:
        return [(one, one.tone or str(place % 8 + 1)) for place, one in enumerate(self.series)]

    def column(self, place: int) -> list[Drawn]:
        """The marks of one category that are drawn as bars, the lowest first. Side by side each keeps its place, though
        there be nothing in it.
        """
        found = ((one, tone, one.marks[place]) for one, tone in self.bars)
        return [self._drawn(one, tone, mark, place) for one, tone, mark in found if mark.value or not self.stacked]

    def strokes(self, place: int) -> list[Drawn]:
        """The marks of one category that belong to lines."""
        found = ((one, tone, one.marks[place]) for one, tone in self.lines)
        return [self._drawn(one, tone, mark, place) for one, tone, mark in found if mark.value is not None]

    def paths(self) -> list[tuple[str, list[str]]]:
        """The lines as (tone, points of polylines) in a field as many units wide as there are categories and 100 high;
        a value that is missing breaks the line.
        """
        made = []
        for one, tone in self.lines:
            pieces: list[list[str]] = [[]]
            for place, mark in enumerate(one.marks):
                if mark.value is None:
                    pieces.append([])
                else:
                    pieces[-1].append(f"{place + 0.5},{round(100 - self.share(mark.value), 2)}")
            made.append((tone, [" ".join(piece) for piece in pieces if len(piece) > 1]))
        return made

    def total(self, place: int) -> Decimal:
        """Of the bars of one category."""
        return sum((Decimal(str(one.marks[place].value or 0)) for one, _tone in self.bars), Decimal(0))

    def named(self, place: int) -> str:
        """How much of a category's name there is room for: "", "wide" (not on phones) or "never"."""
        if place % -(-len(self.categories) // MOST_NAMES):
            return "never"
        return "wide" if place % -(-len(self.categories) // MOST_NAMES_ON_A_PHONE) else ""

    def _drawn(self, one: Series, tone: str, mark: Mark, place: int) -> Drawn:
        words = {"category": self.categories[place], "series": one.label, "value": self.shown(mark.value)}
        said = _("%(category)s, %(series)s: %(value)s") if len(self.series) > 1 else _("%(category)s: %(value)s")
        sentence = said % words
        if mark.note:
            sentence = _("%(sentence)s (%(note)s)") % {"sentence": sentence, "note": mark.note}
        return Drawn(mark, tone, self.share(mark.value), sentence, self.shown(mark.value))

    @cached_property
    def _highest(self) -> Decimal:
        places = range(len(self.categories))
        single = [Decimal(str(mark.value)) for one in self.series for mark in one.marks if mark.value is not None]
        sums = [self.total(place) for place in places] if self.stacked else []
        return max([*single, *sums, Decimal(0)])


@dataclass(frozen=True)
class Step:
    """A step of a funnel. `rate` is the share that came here from the step before, None for the first."""

    label: Any
    value: Number
    href: str = ""
    note: Any = ""
    rate: Number | None = None


def scale(highest: Decimal) -> list[Decimal]:
    """Round numbers at even distances from 0 to one that is not below `highest`."""
    if highest <= 0:
        return [Decimal(0), Decimal(1)]
    rough = highest / STEPS
    power = Decimal(10) ** rough.adjusted()
    step = next(nice * power for nice in _NICE if nice * power >= rough)
    count = int((highest / step).to_integral_value(ROUND_CEILING))
    return [step * place for place in range(count + 1)]
