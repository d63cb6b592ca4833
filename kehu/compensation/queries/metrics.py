"""Measures of people's work that appraisals count: each with its unit, its meaning, and the records behind its number.

Any package may bring further ones:

    metrics.register(Metric("satisfaction", _("Satisfaction"), "percent", read=…, about=_("…")))

`read(people, start, end)` gives a `Reading` by person, of the days from `start` to `end`, in a few statements however
many people there are; who has nothing to measure (a rate of nothing) is left out. A measure without `read` is entered
by hand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Reading:
    """`value` in the metric's unit. `href` opens the records behind it, `parts` are the numbers it was made from."""

    value: Decimal
    href: str = ""
    parts: tuple[tuple[str, str], ...] = ()


Read = Callable[[Iterable[UUID], date, date], dict[UUID, Reading]]


@dataclass(frozen=True)
class Metric:
    """`unit` is percent, money, count or points. `about` says in a sentence what is counted."""

    key: str
    label: Any
    unit: str
    about: Any
    read: Read | None = None
    less_is_better: bool = False

    @property
    def by_hand(self) -> bool:
        return self.read is None


_metrics: dict[str, Metric] = {}


def register(metric: Metric) -> None:
    """Let a measure be known; one that is known already by this key is replaced."""
    _metrics[metric.key] = metric


def find(key: str) -> Metric | None:
    return _metrics.get(key)


def known() -> list[Metric]:
    """In the order in which they were registered."""
    return list(_metrics.values())
