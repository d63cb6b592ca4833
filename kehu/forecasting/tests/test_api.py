"""Quotas, forecast, snapshots and charts as other programs get them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kehu.forecasting import periods
from kehu.forecasting.actions import snapshots
from kehu.forecasting.models import Snapshot, SnapshotLine
from kehu.forecasting.tests.deals import deal
from kehu.foundation.access.models import User
from tests.api.client import BASE, token_for
from tests.world import World

NOV = date(2026, 11, 1)


def call(user: User, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token_for(user)}"}
    given = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(Client(), method)(BASE + path, headers=headers, **given)


def test_quotas_are_planned_published_and_read(world: World) -> None:
    plan = call(world.ada, "post", "/quota-plans", {"fiscal_year": 2026}).json()
    cell = {"dimension": "person", "key": str(world.alice.pk), "month": "2026-11-01", "amount": "400.00"}
    written = call(world.ada, "put", f"/quota-plans/{plan['id']}/cells", {"cells": [cell]})
    assert written.json() == {"changed": 1}
    assert call(world.ada, "post", f"/quota-plans/{plan['id']}/publication").json()["state"] == "published"
    seen = call(world.alice, "get", "/quotas?state=published").json()["items"]
    assert [(one["user"], one["month"], one["amount"]) for one in seen] == [
        (str(world.alice.pk), "2026-11-01", "400.00")
    ]
    assert call(world.bob, "get", "/quotas").json()["items"] == []


def test_the_forecast_of_a_month_with_a_judgement(world: World) -> None:
    deal(world.alice, "300", customer=world.acme, won=date(2026, 11, 2))
    deal(world.alice, "200", customer=world.acme, expected=date(2026, 11, 9), category="commit", probability=75)
    said = {"user": str(world.alice.pk), "month": "2026-11-01", "amount": "450"}
    assert call(world.alice, "post", "/judgements", said).status_code == 201
    (line,) = call(world.alice, "get", "/forecasts/2026-11").json()["lines"]
    assert (line["own"]["won"], line["own"]["commit"], line["own"]["weighted"]) == ("300.00", "200.00", "150.00")
    assert (line["computed"], line["forecast"]) == ("500.00", "450.00")
    assert call(world.alice, "get", "/forecasts/2026-13").status_code == 404
    other = call(world.bob, "post", "/judgements", said)
    assert other.status_code == 422


def test_charts_are_figures_with_their_lists(world: World) -> None:
    deal(world.alice, "300", customer=world.acme, won=date(2026, 11, 2))
    chart = call(world.alice, "get", "/sales-charts/months?period=2026-Q4").json()
    won = chart["series"][0]
    assert (chart["currency"], len(chart["categories"]), won["values"][10]) == ("CNY", 12, 300.0)
    assert won["links"][10].startswith("/opportunities/?")
    for name in ("stages", "funnel", "closings", "products", "accuracy"):
        assert call(world.alice, "get", f"/sales-charts/{name}?period=2026").status_code == 200, name
    assert call(world.alice, "get", "/sales-charts/nothing").status_code == 422


def test_a_week_has_one_snapshot_and_nobody_changes_it(world: World) -> None:
    deal(world.alice, "300", customer=world.acme, won=date(2026, 11, 2))
    deal(world.alice, "200", customer=world.acme, expected=date(2026, 12, 9), category="commit")
    made = snapshots.take(by=User.objects.system(), on=date(2026, 11, 17))
    again = snapshots.take(by=User.objects.system(), on=date(2026, 11, 18))
    assert made == again
    next_week = snapshots.take(by=User.objects.system(), on=date(2026, 11, 23))
    assert Snapshot.objects.count() == 2
    lines = {one.month: one for one in made.lines.all()}
    assert (lines[NOV].won, lines[NOV].forecast) == (Decimal(300), Decimal(300))
    assert lines[periods.plus(NOV, 1)].commit == Decimal(200)

    deal(world.alice, "900", customer=world.acme, won=date(2026, 11, 20))
    assert SnapshotLine.objects.get(snapshot=made, month=NOV).won == Decimal(300)
    for change in ({"won": 1}, {"month": date(2027, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SnapshotLine.objects.filter(snapshot=next_week).update(**change)
    shown = call(world.alice, "get", "/forecast-snapshot-lines?taken_on.to=2026-11-17").json()["items"]
    assert {one["month"] for one in shown} == {"2026-11-01", "2026-12-01"}


def test_the_job_takes_it_and_takes_it_once(world: World) -> None:
    from kehu.forecasting.jobs import take_snapshot

    take_snapshot(timestamp=0)
    take_snapshot(timestamp=3600)
    assert Snapshot.objects.count() == 1
