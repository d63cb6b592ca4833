"""Rules in order say who gets a lead, and why; nobody's turn is given twice; what is not touched in time is told."""

import threading
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from kehu.customers.models import Customer, Pool
from kehu.foundation.changes.actions import undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.company import hours
from kehu.foundation.company.models import CalendarDay
from kehu.foundation.notices.models import Notice
from kehu.sales.actions import assignment, leads
from kehu.sales.models import Assignment, AssignmentRule, Lead, Seller
from kehu.sales.queries import assignment as queries
from tests.world import World, build_world

SHANGHAI = ZoneInfo("Asia/Shanghai")


def rule(world: World, **given: Any) -> AssignmentRule:
    return AssignmentRule.objects.create(**{"name": "Team", "way": "turns", "team": world.team, **given})


def came(world: World, **given: Any) -> Lead:
    return leads.capture(by=world.ada, owner=None, **{"name": "Li", **given})


def test_a_team_takes_turns_and_each_lead_says_why(world: World) -> None:
    rule(world)

    owners = [came(world).owner for _lead in range(4)]

    assert owners == [world.alice, world.bob, world.alice, world.bob]
    reasons = queries.said(Assignment.objects.order_by("at").first().reasons)  # type: ignore[union-attr]
    assert reasons == ["“Team” speaks of every lead.", "It was the turn of Alice."]


def test_rules_are_asked_in_order_and_the_last_one_catches_the_rest(world: World) -> None:
    pool = Pool.objects.create(name="Rest", holds="lead")
    rule(world, name="Fair", way="person", person=world.maria, team=None, conditions="source=fair", position=1)
    rule(world, name="Rest", way="pool", pool=pool, team=None, position=2)

    assert came(world, source="fair").owner == world.maria
    assert (came(world).owner, came(world).pool) == (None, pool)


def test_who_is_full_away_unskilled_or_of_another_city_is_passed_over(world: World) -> None:
    rule(world, skill="fibre", by_region=True, most_open=1)
    Seller.objects.create(user=world.alice, skills=["Fibre"], regions=["洛阳"])
    Seller.objects.create(user=world.bob, skills=["fibre"], regions=["洛阳"], away_until=timezone.localdate())

    assert came(world, city="洛阳市").owner == world.alice
    left = came(world, city="洛阳市")
    assert left.owner is None
    said = queries.said(queries.try_out(left, queries.rules()).reasons)
    assert "Alice has 1 open leads, as many as allowed." in said and any("Bob is away" in one for one in said)


def test_the_owner_of_a_known_customer_gets_his_lead(world: World) -> None:
    from kehu.customers.derived import refresh

    refresh([world.acme.pk])
    rule(world, name="Known", way="known", team=None)

    assert came(world, name="Chen", company="Acme Telecom").owner == world.alice


def test_nothing_is_given_outside_working_hours(world: World) -> None:
    rule(world, in_hours=True)
    lead = leads.capture(by=world.ada, name="Li")
    Lead.objects.filter(pk=lead.pk).update(owner=None)
    sunday, monday = datetime(2026, 11, 22, 11, tzinfo=SHANGHAI), datetime(2026, 11, 23, 11, tzinfo=SHANGHAI)

    assert not assignment.give_out(leads=[lead.pk], by=world.ada, at=sunday)
    assert assignment.give_out(leads=[lead.pk], by=world.ada, at=monday)


@pytest.mark.parametrize(
    ("start", "passed", "end"),
    [
        ("2026-11-20 17:00", 2, "2026-11-23 10:00"),  # Friday 17 to 18 is one hour, Monday 9 to 10 the other
        ("2026-11-21 12:00", 1, "2026-11-23 10:00"),
        ("2026-11-23 07:00", 9, "2026-11-23 18:00"),
        ("2026-11-24 17:30", 1, "2026-11-26 09:30"),  # the 25th is a holiday
    ],
)
def test_working_hours_pass_only_while_the_company_works(db: None, start: str, passed: int, end: str) -> None:
    CalendarDay.objects.create(day="2026-11-25", name="Holiday", is_working=False)

    found = hours.after_hours(datetime.fromisoformat(start).replace(tzinfo=SHANGHAI), passed)

    assert found == datetime.fromisoformat(end).replace(tzinfo=SHANGHAI)


def test_what_is_not_touched_in_time_is_told_to_the_owner_and_then_to_the_manager(world: World) -> None:
    rule(world, answer_within=1, escalates_to=world.maria)
    lead = came(world)
    given = lead.assignments.get()
    late = given.due_at + timedelta(minutes=1)

    assert assignment.watch(at=given.due_at - timedelta(minutes=1)) == (0, 0)
    assert assignment.watch(at=late) == (1, 0)
    assert assignment.watch(at=hours.after_hours(given.due_at, 1) + timedelta(minutes=1)) == (0, 1)
    assert Notice.objects.filter(user=world.maria, kind="reminder").count() == 1

    other = came(world)
    leads.touch(lead=other, kind="call", body="spoke", by=world.bob)
    assert assignment.watch(at=late + timedelta(days=30))[0] == 0


def test_the_last_quarter_is_tried_before_a_rule_is_saved(world: World, client: Client) -> None:
    for _lead in range(4):
        leads.capture(name="Li", by=world.alice)
    changed = AssignmentRule(name="Team", way="turns", team=world.team)

    found = queries.simulate([changed])
    assert found.looked == 4
    assert {one[0].name: one[1:] for one in found.people if one[0]} == {"Alice": (4, 2), "Bob": (0, 2)}

    client.force_login(world.maria)
    assert client.get("/settings/assignment/").status_code == 200
    form = {"name": "T", "way": "turns", "team": str(world.team.pk), "is_active": "on", "f-joined": "all", "do": "try"}
    answer = client.post("/settings/assignment/new/", form, headers={"HX-Request": "true"}).content.decode()
    assert "4 leads came." in answer and not AssignmentRule.objects.exists()


def test_the_last_quarter_is_reckoned_with_the_owners_of_then(world: World) -> None:
    """Alice had the lead and Acme when it came; both are Charlie's by now."""
    lead = leads.capture(name="Li", company=world.acme.name, by=world.alice)
    Lead.objects.filter(pk=lead.pk).update(owner=world.charlie)
    Customer.objects.filter(pk=world.acme.pk).update(match_key=lead.company_key)
    Customer.objects.filter(pk=world.acme.pk).update(owner=world.charlie)

    found = queries.simulate([AssignmentRule(name="Known", way="known")])

    assert {one[0].name: one[1:] for one in found.people if one[0]} == {"Alice": (1, 1)}


@pytest.mark.django_db(transaction=True)
def test_two_who_give_at_once_never_give_the_same_turn_twice() -> None:
    world = build_world()
    rule(world)
    ids = [leads.capture(by=world.ada, name=f"Li {place}").pk for place in range(8)]
    Lead.objects.update(owner=None)

    def give(mine: list[Any]) -> None:
        try:
            for one in mine:
                assignment.give_out(leads=[one], by=world.ada)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(ids[start::2],)) for start in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    owners = list(Lead.objects.values_list("owner__name", flat=True))
    assert (owners.count("Alice"), owners.count("Bob")) == (4, 4)


def late_twice(given: Assignment) -> datetime:
    return hours.after_hours(given.due_at, 1) + timedelta(minutes=1)  # type: ignore[arg-type]


def test_what_nobody_touched_twice_goes_to_the_next_with_a_history_that_is_taken_back(world: World) -> None:
    type(world.alice).objects.filter(pk=world.alice.pk).update(manager=world.maria)
    rule(world, answer_within=1, when_late="next")
    lead = came(world)
    first = lead.assignments.get()
    assignment.watch(at=first.due_at + timedelta(minutes=1))

    assert assignment.watch(at=late_twice(first)) == (0, 1)
    lead.refresh_from_db()
    assert lead.owner == world.bob
    second = lead.assignments.exclude(pk=first.pk).get()
    assert queries.said(second.reasons)[0] == "Alice was not in touch in time."
    assert second.due_at is not None
    assert set(Notice.objects.filter(key__startswith="given-on-").values_list("user__name", flat=True)) == {
        world.alice.name, world.maria.name,
    }  # fmt: skip
    work = ChangeSet.objects.get(kind="automation", object_key="lead")

    # Nobody else is left in the team: the manager is told, and Bob keeps it.
    assignment.watch(at=second.due_at + timedelta(minutes=1))
    assert assignment.watch(at=late_twice(second)) == (0, 1)
    lead.refresh_from_db()
    assert lead.owner == world.bob
    assert ChangeSet.objects.filter(kind="automation", object_key="lead").count() == 1

    undoing.undo(change_set=work, by=world.ada)
    lead.refresh_from_db()
    assert lead.owner == world.alice


def test_what_nobody_touched_twice_goes_to_the_pool_its_rule_names(world: World) -> None:
    pool = Pool.objects.create(name="Late ones", holds="lead")
    rule(world, answer_within=1, when_late="pool", late_pool=pool)
    lead = came(world)
    first = lead.assignments.get()
    assignment.watch(at=first.due_at + timedelta(minutes=1))
    assert assignment.watch(at=late_twice(first)) == (0, 1)
    lead.refresh_from_db()
    assert (lead.owner, lead.pool) == (None, pool)
    assert assignment.watch(at=late_twice(first) + timedelta(days=9)) == (0, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"when_late": "pool", "answer_within": 1}, "late_pool"),
        ({"when_late": "next"}, "answer_within"),
        ({"when_late": "next", "answer_within": 1, "way": "person"}, "when_late"),
    ],
)
def test_a_rule_says_enough_for_what_is_late(world: World, values: dict[str, Any], field: str) -> None:
    given = {"name": "T", "way": "turns", "team": world.team, "person": world.alice, **values}
    with pytest.raises(assignment.AssignmentRefused) as refused:
        assignment.save_rule(rule=None, values=given, by=world.maria)
    assert refused.value.field == field
