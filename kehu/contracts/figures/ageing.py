"""How late money is: days past the due day, the bucket of its age, the dunning level that follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Bucket:
    """Overdue for `first` to `last` days, both counted; `last` None has no end."""

    key: str
    label: Any
    first: int
    last: int | None

    def days(self, today: date) -> tuple[date | None, date]:
        """The earliest (None: any) and the latest due day that belong here."""
        earliest = None if self.last is None else today - timedelta(days=self.last)
        return earliest, today - timedelta(days=self.first)


BUCKETS = (
    Bucket("30", _("up to 30 days"), 1, 30),
    Bucket("60", _("31–60 days"), 31, 60),
    Bucket("90", _("61–90 days"), 61, 90),
    Bucket("more", _("more than 90 days"), 91, None),
)
# (level, from how many days overdue on it is reached), until the company says otherwise.
LEVELS = ((1, 1), (2, 15), (3, 30), (4, 60))


def days_overdue(due_on: date | None, today: date) -> int:
    """0 on the due day itself, before it, and without one."""
    return max(0, (today - due_on).days) if due_on else 0


def bucket_of(days: int) -> Bucket | None:
    """None for what is not overdue."""
    return next((one for one in BUCKETS if days >= one.first and (one.last is None or days <= one.last)), None)


def level_of(days: int, levels: Iterable[tuple[int, int]] = LEVELS) -> int:
    """The dunning level of so many days; 0 for what has reached none."""
    return max((level for level, since in levels if days >= since), default=0)
