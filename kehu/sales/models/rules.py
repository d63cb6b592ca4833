"""How strict the company is with its own sales."""

import time
from typing import ClassVar

from django.db import models

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class RulesManager(models.Manager.from_queryset(VisibleQuerySet)):  # type: ignore[misc]
    """The one row is asked for on each change of an opportunity; each process keeps it for a few seconds."""

    SECONDS: ClassVar[float] = 5.0
    _kept: "tuple[float, SellingRules] | None" = None

    def current(self) -> "SellingRules":
        if self._kept and time.monotonic() - self._kept[0] < self.SECONDS:
            return self._kept[1]
        found: SellingRules = self.first() or SellingRules()
        self._kept = (time.monotonic(), found)
        return found

    def forget(self) -> None:
        """Read the row again at the next call."""
        self._kept = None


class SellingRules(Record):
    """One row, or none while nobody has changed anything. With `next_step_required` an open opportunity that is edited
    or moved has to say what is done next and when.
    """

    next_step_required = models.BooleanField(default=False)

    objects = RulesManager()
    ownership = Open("opportunity")
