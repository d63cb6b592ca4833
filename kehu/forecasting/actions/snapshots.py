"""Keeping the forecast of everybody as it stands, once a week."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from kehu.forecasting import events, periods
from kehu.forecasting.figures import NOTHING, Figures
from kehu.forecasting.models import Snapshot, SnapshotLine
from kehu.forecasting.queries.forecast import Forecast
from kehu.forecasting.queries.people import People, Person, seen_by
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish

BATCH = 2000


def take(*, by: User, on: date | None = None) -> Snapshot:
    """Freeze this month and those that follow, of everybody; a week that has its snapshot keeps it."""
    day = on or periods.today()
    monday = day - timedelta(days=day.weekday())
    of_the_week = Snapshot.objects.filter(taken_on__gte=monday, taken_on__lte=day)
    if found := of_the_week.first():
        return found
    people = seen_by(by)
    try:
        with writing(by=by), transaction.atomic():
            made = Snapshot.objects.create(taken_on=day)
            SnapshotLine.objects.bulk_create(_lines(made, people), batch_size=BATCH)
            publish(events.SnapshotTaken(made.pk, day.isoformat()), by=by.pk)
    except IntegrityError:  # another process was faster
        return Snapshot.objects.get(taken_on=day)
    return made


def _lines(snapshot: Snapshot, people: People) -> list[SnapshotLine]:
    year = periods.Period(periods.YEAR, snapshot.taken_on.replace(day=1))
    forecast = Forecast(people, year, snapshot.taken_on)
    found = (_line(snapshot, forecast, one, month) for month in year.months for one in people.known.values())
    return [line for line in found if line]


def _line(snapshot: Snapshot, forecast: Forecast, person: Person, month: date) -> SnapshotLine | None:
    """None where there is nothing to keep."""
    own = forecast.sums.get((person.id, month), Figures())
    quota = forecast.quotas.get((person.id, month), NOTHING)
    expected = forecast.expected(person.id, month)
    if own.is_nothing and not quota and not expected:
        return None
    return SnapshotLine(
        snapshot=snapshot, user_id=person.id, month=month, won=own.won, commit=own.commit, best_case=own.best_case,
        pipeline=own.pipeline, weighted=own.weighted, quota=quota, forecast=expected,
    )  # fmt: skip
