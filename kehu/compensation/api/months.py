"""Months as the API names them: 2026-03."""

from datetime import date

from django.utils.translation import gettext as _

from kehu.compensation.queries.days import month_named
from kehu.foundation.refusals import Refusal


class NoSuchMonth(Refusal):
    """The text names no month that has begun."""


def first_of(text: str) -> date:
    """The first day of the month. Raises NoSuchMonth."""
    found = month_named(text)
    if found is None:
        raise NoSuchMonth(_("Give a month that has begun, such as 2026-03."), field="month")
    return found
