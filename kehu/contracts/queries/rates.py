"""The rate of a day, or a refusal that says whom to ask for it."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from kehu.contracts.figures.splits import rounded
from kehu.foundation.company.calendar import rate_on
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal


class NoRate(Refusal):
    """Nobody entered a rate for this currency and day."""


def rate_of(currency: str, day: date) -> Decimal:
    """What a unit of `currency` was worth on `day` in the company's currency. Raises NoRate."""
    rate = rate_on(currency, day)
    if rate is None:
        raise NoRate(
            _("There is no exchange rate for %(currency)s yet; an administrator can enter one in the settings.")
            % {"currency": currency},
            field="currency",
        )
    return rate


def home_currency() -> str:
    return Company.objects.current().currency


def at_home(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount in the company's currency, rounded to its smallest unit."""
    return rounded(amount * rate, home_currency())
