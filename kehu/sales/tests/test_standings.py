from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions.record_changes import change_each
from kehu.foundation.changes.actions.undoing import undo
from kehu.foundation.changes.bulk import Edit
from kehu.sales.actions import opportunities as actions
from kehu.sales.models import CloseReason, Opportunity, Pipeline, Stage, Standing
from kehu.sales.queries import standings
from kehu.sales.queries.standings import FLOWS, Scope
from tests.world import World

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=20)


def stage(key: str) -> Stage:
    return Stage.objects.get(key=key, pipeline__key="sales")


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def opened(world: World, name: str, amount: int, days: float = 30) -> Opportunity:
    return actions.create(
        name=name, customer=world.acme, amount=Decimal(amount), expected_close=SOON, at=ago(days), by=world.alice
    )


def add_up(sums: Any) -> Decimal:
    return sums["start"].amount + sum(sign * sums[kind].amount for kind, sign in FLOWS.items())


def test_every_number_of_what_moved_adds_up(world: World) -> None:
    lost_for = CloseReason.objects.filter(outcome="lost").first()
    grows, shrinks = opened(world, "Grows", 100), opened(world, "Shrinks", 500)
    won, lost, thrown = opened(world, "Won", 1000), opened(world, "Lost", 70), opened(world, "Thrown away", 9)
    moves = opened(world, "Moves", 40)
    before = actions.close(opportunity=opened(world, "Back", 300), outcome="won", at=ago(20), by=world.alice)

    actions.update(opportunity=grows, changes={"amount": Decimal(160)}, by=world.alice)
    actions.update(opportunity=shrinks, changes={"amount": Decimal(450)}, by=world.alice)
    actions.update(opportunity=won, changes={"amount": Decimal(1100)}, by=world.alice)
    actions.close(opportunity=won, outcome="won", by=world.alice)
    actions.close(opportunity=lost, outcome="lost", reason=lost_for, by=world.alice)
    actions.advance(opportunity=moves, stage=stage("qualified"), by=world.alice)
    actions.update(opportunity=moves, changes={"expected_close": SOON + timedelta(days=9)}, by=world.alice)
    actions.reopen(opportunity=before, by=world.alice)
    with writing(by=world.alice):
        Opportunity.objects.filter(pk=thrown.pk).update(deleted_at=timezone.now(), deleted_by=world.alice)
    fresh = actions.create(name="New", customer=world.acme, amount=Decimal(25), by=world.alice)
    actions.create(name="Quick", customer=world.acme, amount=Decimal(5), by=world.alice)
    actions.close(opportunity=Opportunity.objects.get(name="Quick"), outcome="won", by=world.alice)

    sums = standings.changes(Scope(world.alice), ago(7), timezone.now())
    told = {kind: (one.count, one.amount) for kind, one in sums.items() if one.count}
    assert told == {
        # 100 + 500 + 1000 + 70 + 9 + 40
        "start": (6, Decimal(1719)),
        "new": (2, Decimal(30)),  # 25 + 5
        "reopened": (1, Decimal(300)),
        "grown": (2, Decimal(160)),  # 60 + 100
        "shrunk": (1, Decimal(50)),
        "won": (2, Decimal(1105)),  # 1100 + 5
        "lost": (1, Decimal(70)),
        "removed": (1, Decimal(9)),
        # 160 + 450 + 40 + 300 + 25
        "end": (5, Decimal(975)),
        "moved_on": (1, Decimal(40)),
        "slipped": (1, Decimal(40)),
    }
    assert add_up(sums) == sums["end"].amount
    rows = standings.moved(Scope(world.alice), ago(7), timezone.now(), "new")
    assert [one.name for one in rows] == ["New", "Quick"]
    assert rows[0].id == fresh.pk and rows[0].amount_before is None


def test_the_board_of_a_past_day_shows_what_stood_there_then(world: World) -> None:
    one = opened(world, "Fibre", 1000, days=60)
    actions.advance(opportunity=one, stage=stage("qualified"), at=ago(40), by=world.alice)
    actions.close(opportunity=one, outcome="won", at=ago(10), by=world.alice)
    pipeline = Pipeline.objects.get(key="sales")

    def stood(days: float) -> list[str]:
        lanes = standings.board(Scope(world.alice), ago(days), pipeline)
        return [lane.stage.key for lane in lanes if lane.count]

    assert (stood(50), stood(30), stood(5), stood(70)) == (["found"], ["qualified"], ["won"], [])
    (lane,) = [lane for lane in standings.board(Scope(world.alice), ago(30), pipeline) if lane.count]
    assert (lane.amount, lane.weighted, lane.cards[0].name) == (Decimal(1000), Decimal(250), "Fibre")


def test_the_journal_follows_bulk_changes_and_their_undoing(world: World) -> None:
    one = opened(world, "Fibre", 1000)
    changed = change_each(
        object_key="opportunity", by=world.alice, title="pasted", edits=[Edit(one.pk, {"amount": "50"})]
    )
    undo(change_set=changed, by=world.alice)
    amounts = [row.amount_home for row in Standing.objects.filter(opportunity=one).order_by("since", "id")]
    assert amounts == [Decimal(1000), Decimal(50), Decimal(1000)]
    sums = standings.changes(Scope(world.alice), ago(7), timezone.now())
    assert sums["grown"].count == sums["shrunk"].count == 0


def test_an_edit_of_something_else_is_no_change_of_standing(world: World) -> None:
    one = opened(world, "Fibre", 1000)
    actions.update(opportunity=one, changes={"description": "longer"}, by=world.alice)
    assert Standing.objects.filter(opportunity=one).count() == 1


def test_nobody_sees_what_moved_of_others(world: World) -> None:
    opened(world, "Secret", 1000)
    sums = standings.changes(Scope(world.charlie), ago(7), timezone.now())
    assert all(one.count == 0 for one in sums.values())


def test_the_page_opens_the_records_behind_a_number(world: World, django_assert_max_num_queries: Any) -> None:
    opened(world, "Fibre for the plant", 1000, days=2)
    client = Client()
    client.force_login(world.alice)
    client.get("/theme/")
    with django_assert_max_num_queries(15):
        page = client.get("/opportunities/changes/?kind=new").content.decode()
    assert "Fibre for the plant" in page
    assert "1,000" in page
    with django_assert_max_num_queries(15):
        board = client.get(f"/opportunities/as-of/?day={TODAY.isoformat()}").content.decode()
    assert "Fibre for the plant" in board
    assert client.get("/opportunities/changes/?since=nonsense&until=9999-99-99&owner=x").status_code == 200


@pytest.mark.parametrize("address", ["/opportunities/changes/", "/opportunities/as-of/"])
def test_it_speaks_chinese(world: World, address: str) -> None:
    type(world.alice).objects.filter(pk=world.alice.pk).update(language="zh-hans")
    client = Client()
    client.force_login(world.alice)
    page = client.get(address).content.decode()
    assert "商机" in page and "Owner" not in page


def test_the_course_of_one_tells_what_was_put_off(world: World) -> None:
    one = opened(world, "Fibre", 1000)
    actions.update(opportunity=one, changes={"expected_close": SOON + timedelta(days=14)}, by=world.alice)
    client = Client()
    client.force_login(world.alice)
    text = client.get(f"/opportunities/{one.pk}/parts/course/").content.decode()
    assert "put off by 14 days" in text
