"""How strict the company is with its own sales."""

from django.db import models

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class RulesQuerySet(VisibleQuerySet):
    def current(self) -> "SellingRules":
        """The rules that hold, be it that nobody has changed any."""
        found: SellingRules | None = self.first()
        return found or SellingRules()


class SellingRules(Record):
    """One row, or none while nobody has changed anything. With `next_step_required` an open opportunity that is edited
    or moved has to say what is done next and when.
    """

    next_step_required = models.BooleanField(default=False)

    objects = RulesQuerySet.as_manager()
    ownership = Open("opportunity")
