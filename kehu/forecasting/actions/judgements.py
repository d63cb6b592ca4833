"""Saying what will come, and taking it back."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from kehu.forecasting import events, periods
from kehu.forecasting.models import Judgement
from kehu.forecasting.permissions import ForecastVerb
from kehu.forecasting.queries.forecast import Forecast
from kehu.forecasting.queries.people import seen_by
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal

LARGEST = Decimal(10) ** 15


class JudgementRefused(Refusal):
    """This cannot be said."""


def say(
    *, user: User, month: date, amount: Decimal | None, by: User, figure: str = Judgement.Figure.COMMIT, note: str = ""
) -> Judgement:
    """Say what a person with everybody below him will bring in a month, over what the opportunities come to; None takes
    back what one said before. To judge others than oneself they must be in one's reach, and a reason is asked.
    Raises PermissionMissing or a Refusal naming its field.
    """
    by.require(ForecastVerb.JUDGE)
    people = seen_by(by, "edit")
    if user.pk not in people.known:
        raise JudgementRefused(_("This person's forecast is not yours to judge."), field="user")
    if figure not in Judgement.Figure.values:
        raise JudgementRefused(_("There is no such figure."), field="figure")
    if month.day != 1:
        raise JudgementRefused(_("A month is named by its first day."), field="month")
    if amount is not None and not 0 <= amount < LARGEST:
        raise JudgementRefused(_("An amount is not negative."), field="amount")
    if amount is not None and user.pk != by.pk and not note.strip():
        raise JudgementRefused(_("Say why you see it differently."), field="note")
    forecast = Forecast(people, periods.Period(periods.MONTH, month))
    computed = forecast.below(user.pk, month, figure)
    with writing(by=by):
        made = Judgement.objects.create(
            user=user, author=by, month=month, figure=figure, amount=amount, computed=computed, note=note.strip()
        )
        publish(events.ForecastJudged(user.pk, month.isoformat()), by=by.pk)
    return made
