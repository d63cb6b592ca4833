"""Whatever is done in which order, nobody gets more than he may, and nothing is ever with two people or with none."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kehu.customers.models import Customer, Pool, PoolMember
from kehu.foundation.access.models import User
from kehu.sales.actions import claiming, reclaiming
from kehu.sales.models import Holding, ReclaimRule
from kehu.sales.queries import reclaiming as queries
from kehu.sales.queries.pools import KINDS
from tests.world import World, build_world

DAILY, CAP, COOL = 2, 4, 3
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
STEPS = st.lists(
    st.tuples(st.sampled_from(["claim", "release", "reclaim", "wait"]), st.integers(0, 1), st.integers(0, 5)),
    max_size=30,
)


def prepared(number: int) -> tuple[World, Pool, list[Customer]]:
    world = build_world()
    Customer.objects.all().update(owner=None)
    pool = Pool.objects.create(name="P", holds="customer", claims_per_day=DAILY, most_held=CAP, cool_down_days=COOL)
    PoolMember.objects.create(pool=pool, team=world.team)
    ReclaimRule.objects.create(pool=pool, name="R", idle_days=5)
    rows = [
        Customer.objects.create(kind="person", name=f"C{place}", pool=pool, pooled_at=START) for place in range(number)
    ]
    Customer.objects.update(created_at=START - timedelta(days=400))
    return world, pool, rows


class Order(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS)
    def test_any_order_of_claims_releases_and_reclaims_keeps_the_limits(self, steps: Any) -> None:
        world, pool, rows = prepared(6)
        people, now = [world.alice, world.bob], START
        for what, who, which in steps:
            person, row = _fresh(people[who]), rows[which]
            now += timedelta(minutes=1)
            if what == "claim":
                claiming.claim(object_key="customer", ids=[row.pk], by=person, at=now)
            elif what == "release":
                claiming.release(object_key="customer", ids=[row.pk], by=person, at=now)
            elif what == "reclaim":
                reclaiming.run(at=now)
            else:
                now += timedelta(days=which)
            _holds_true(pool, people, now)


def _holds_true(pool: Pool, people: list[User], now: datetime) -> None:
    for person in people:
        assert Customer.objects.filter(owner=person).count() <= CAP
        claims = list(Holding.objects.filter(owner=person, how="claimed").values_list("since", flat=True))
        local = [one.astimezone().date() for one in claims]
        assert all(local.count(day) <= DAILY for day in local)
        for one in Holding.objects.filter(owner=person, how="claimed"):
            former = Holding.objects.filter(owner=person, record_id=one.record_id, until__lte=one.since)
            former = former.filter(since__lt=one.since)
            assert not any(one.since - before.until < timedelta(days=COOL) for before in former if before.until)
    for row in Customer.objects.all():
        stretches = list(Holding.objects.filter(record_id=row.pk).order_by("since", "pk"))
        assert sum(one.until is None for one in stretches) <= 1
        for before, after in pairwise(stretches):
            assert before.until == after.since
        if stretches:
            assert stretches[-1].owner_id == row.owner_id
        if row.owner is None and stretches:
            assert row.pool == pool


def _fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_has_it() -> None:
    world, _pool, rows = prepared(1)
    won: list[str] = []

    def claim(user: User) -> None:
        try:
            done = claiming.claim(object_key="customer", ids=[rows[0].pk], by=user)
            if done.changed:
                won.append(user.name)
        finally:
            connection.close()

    _at_once([lambda one=one: claim(one) for one in (world.alice, world.bob)])

    assert len(won) == 1
    assert Customer.objects.get(pk=rows[0].pk).owner.name == won[0]  # type: ignore[union-attr]
    assert Holding.objects.filter(record_id=rows[0].pk, until=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_windows_of_one_person_claim_no_more_than_he_may() -> None:
    world, _pool, rows = prepared(6)

    def claim(mine: list[Customer]) -> None:
        try:
            claiming.claim(object_key="customer", ids=[one.pk for one in mine], by=_fresh(world.alice))
        finally:
            connection.close()

    _at_once([lambda: claim(rows[:3]), lambda: claim(rows[3:])])

    assert Customer.objects.filter(owner=world.alice).count() == DAILY


def _at_once(deeds: list[Any]) -> None:
    threads = [threading.Thread(target=one) for one in deeds]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("touches", "protected", "lost"),
    [
        ([], [], 20),  # taken over ten days before the quarter, it is lost thirty days later
        ([20], [], 50),  # touched on day 20, 30 days later it is day 50
        ([20, 45, 70], [], None),  # never 30 days apart, and the last is less than 30 days ago
        ([20, 60], [], 50),
        ([20], [(0, 80)], 80),  # an open sale protects until it is closed
        ([20], [(0, None)], None),
    ],
)
def test_when_a_record_would_have_been_lost(touches: list[int], protected: Any, lost: int | None) -> None:
    since, until = START, START + 91 * DAY
    spans = [(since + a * DAY, None if b is None else since + b * DAY) for a, b in protected]

    found = queries.first_loss([since + one * DAY for one in touches], since - 10 * DAY, 30, since, until, spans)

    assert found == (None if lost is None else since + lost * DAY)


def test_a_changed_rule_is_tried_on_the_last_quarter(world: World, client: Any) -> None:
    pool = Pool.objects.create(name="P", holds="customer")
    Customer.objects.update(created_at=datetime.now(UTC) - timedelta(days=200))
    rule = ReclaimRule.objects.create(pool=pool, name="R", idle_days=300)
    changed = ReclaimRule(pool=pool, name="R", idle_days=30)

    found = queries.simulate(KINDS["customer"], [rule], [changed])
    assert (len(found.before), len(found.after), found.people()) == (0, 1, [(world.alice.pk, 0, 1)])

    client.force_login(world.ada)
    form = {"name": "R", "idle_days": "30", "is_active": "on", "f-joined": "all", "do": "try"}
    answer = client.post(f"/settings/pools/rules/{rule.pk}/", form, headers={"HX-Request": "true"}).content.decode()
    assert "1 record would have gone back" in answer and "Alice" in answer
    assert ReclaimRule.objects.get().idle_days == 300


def test_a_loss_of_the_past_counts_for_who_owned_the_record_then(world: World) -> None:
    """Two customers of 200 days: of one the trail knows that Alice had him until now, when he went to Bob; the other
    Charlie held until 40 days ago, since when he lies in a pool.
    """
    now = datetime.now(UTC)
    pool = Pool.objects.create(name="P", holds="customer")
    other = Customer.objects.create(kind="person", name="Zhao", pool=pool, pooled_at=now - 40 * DAY)
    Customer.objects.update(created_at=now - 200 * DAY)
    Customer.objects.filter(pk=world.acme.pk).update(owner=world.bob)
    held: dict[str, Any] = {"object_key": "customer", "record_id": other.pk, "pool": pool}
    Holding.objects.create(
        **held, owner=world.charlie, how="claimed", since=now - 150 * DAY, until=now - 40 * DAY
    )  # fmt: skip
    Holding.objects.create(**held, how="released", since=now - 40 * DAY)

    found = queries.simulate(KINDS["customer"], [], [ReclaimRule(pool=pool, name="R", idle_days=30)], now)

    assert found.people() == sorted([(world.alice.pk, 0, 1), (world.charlie.pk, 0, 1)])


def test_pages_of_pools_are_quick_and_speak_chinese(
    world: World, client: Any, django_assert_max_num_queries: Any
) -> None:
    pool = Pool.objects.create(name="P", holds="customer", claims_per_day=5)
    PoolMember.objects.create(pool=pool, team=world.team)
    ReclaimRule.objects.create(pool=pool, name="R", idle_days=1)
    row = Customer.objects.create(kind="person", name="Zhao", pool=pool, pooled_at=START)
    Customer.objects.filter(pk=world.acme.pk).update(created_at=START)
    client.force_login(world.alice)
    client.get("/pools/customers/")
    for address in ("/pools/customers/", f"/pools/customers/{row.pk}/", "/pools/leaving/", "/pools/leads/"):
        with django_assert_max_num_queries(15):
            answer = client.get(address)
        assert answer.status_code == 200, address
    assert "Acme" in client.get("/pools/leaving/").content.decode()
    User.objects.filter(pk=world.alice.pk).update(language="zh-hans")
    assert "公海客户" in client.get("/pools/customers/").content.decode()
