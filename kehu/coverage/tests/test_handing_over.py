from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kehu.coverage.actions import carrying_out, letters, preparing, watching
from kehu.coverage.models import Handover, HandoverItem, HandoverPromise
from kehu.coverage.queries import handovers as queries
from kehu.customers.models import AccountTeamMember, Customer
from kehu.foundation.access.models import User
from kehu.foundation.approvals.actions import requests as approvals
from kehu.foundation.changes.actions import undoing
from kehu.foundation.company.models import Mail
from kehu.foundation.notices.models import Notice
from kehu.interactions.actions import interactions, tasks
from kehu.interactions.models import Interaction, Task, Visit
from kehu.sales.actions import leads, opportunities
from kehu.sales.models import Holding, Opportunity
from tests.world import World, person


@pytest.fixture
def held(world: World) -> dict[str, Any]:
    """Alice holds Acme with a sale, a task, a planned visit, a lead and a promise; what is closed stays hers."""
    alice, acme = world.alice, world.acme
    soon = timezone.now() + timedelta(days=2)
    sale = opportunities.create(name="Fibre", customer=acme, amount=Decimal(1200), by=alice)
    won = opportunities.create(name="Copper", customer=acme, amount=Decimal(10), by=alice)
    opportunities.close(opportunity=won, outcome="won", by=alice)
    interactions.log(customer=acme, kind="call", body="我答应下周三之前给他报价。", by=alice)
    return {
        "sale": sale, "won": won, "lead": leads.capture(name="Hint", by=alice),
        "task": Task.objects.create(title="Call", customer=acme, assignee=alice, created_by=alice),
        "done": tasks.complete(
            task=Task.objects.create(title="Old", customer=acme, assignee=alice, created_by=alice), by=alice
        ),
        "visit": Visit.objects.create(
            customer=acme, visitor=alice, purpose="x", planned_start=soon, planned_end=soon + timedelta(hours=1)
        ),
    }  # fmt: skip


def prepared(world: World, **more: Any) -> Handover:
    return preparing.begin(leaver=world.alice, candidates=[world.bob], reason="leaves", by=world.maria, **more)


def carried_out(handover: Handover, by: User) -> Handover:
    Handover.objects.filter(pk=handover.pk).update(state="running")
    return carrying_out.carry_out(handover_id=handover.pk, by=by)


def owners(held: dict[str, Any]) -> dict[str, str]:
    fields = {"task": "assignee", "done": "assignee", "visit": "visitor"}
    for row in held.values():
        row.refresh_from_db()
    return {key: getattr(row, fields.get(key, "owner")).name for key, row in held.items()}


def test_preparing_lists_what_is_alive_and_moves_nothing(world: World, held: dict[str, Any]) -> None:
    handover = prepared(world)
    listed = set(HandoverItem.objects.filter(handover=handover).values_list("record_id", flat=True))
    assert {held[key].pk for key in ("sale", "lead", "task", "visit")} | {world.acme.pk} <= listed
    assert not {held["won"].pk, held["done"].pk} & listed
    assert set(owners(held).values()) == {"Alice"}
    assert {one.successor for one in HandoverItem.objects.filter(handover=handover)} == {world.bob}


def test_handing_over_moves_everything_alive_and_nothing_else(world: World, held: dict[str, Any]) -> None:
    handover = carried_out(prepared(world), world.ada)
    assert owners(held) == {
        "sale": "Bob", "lead": "Bob", "task": "Bob", "visit": "Bob", "won": "Alice", "done": "Alice",
    }  # fmt: skip
    assert not Customer.objects.filter(owner=world.alice, deleted_at=None).exists()
    assert handover.state == "done"
    assert Notice.objects.filter(user=world.bob, key=f"handover-{handover.pk}").count() == 1


def test_a_promise_becomes_a_task_of_the_successor_unless_it_is_left_out(world: World, held: dict[str, Any]) -> None:
    handover = prepared(world)
    promise = HandoverPromise.objects.get(handover=handover)
    assert promise.sentence == "我答应下周三之前给他报价。"
    carried_out(handover, world.ada)
    promise.refresh_from_db()
    assert Task.objects.get(pk=promise.task_id).assignee == world.bob


def test_a_promise_that_is_left_out_becomes_no_task(world: World, held: dict[str, Any]) -> None:
    handover = prepared(world)
    preparing.keep_promise(promise=HandoverPromise.objects.get(handover=handover), kept_up=False, by=world.maria)
    before = Task.objects.count()
    carried_out(handover, world.ada)
    assert Task.objects.count() == before


def test_handing_over_twice_is_handing_over_once(world: World, held: dict[str, Any]) -> None:
    handover = carried_out(prepared(world), world.ada)
    tasks, notices = Task.objects.count(), Notice.objects.count()
    again = carrying_out.carry_out(handover_id=handover.pk, by=world.ada)
    assert (again.change_set, Task.objects.count(), Notice.objects.count()) == (handover.change_set, tasks, notices)


def test_what_fails_halfway_leaves_everything_as_it_was_and_can_be_done_again(
    world: World, held: dict[str, Any], monkeypatch: Any
) -> None:
    handover = prepared(world)
    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "_tell_successors", lambda _handover: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carried_out(handover, world.ada)
    assert set(owners(held).values()) == {"Alice"}
    assert not HandoverItem.objects.filter(handover=handover, moved=True).exists()
    carried_out(handover, world.ada)
    assert owners(held)["sale"] == "Bob"


def test_it_can_be_taken_back_as_a_whole(world: World, held: dict[str, Any]) -> None:
    handover = carried_out(prepared(world), world.ada)
    assert handover.change_set is not None
    undoing.undo(change_set=handover.change_set, by=world.ada)
    assert set(owners(held).values()) == {"Alice"}
    world.acme.refresh_from_db()
    assert world.acme.owner == world.alice


def test_what_the_actor_may_not_edit_stays_and_is_told(world: World, held: dict[str, Any]) -> None:
    handover = prepared(world)
    carried_out(handover, person("Mo", "manager", world.charlie.department))
    stays = HandoverItem.objects.filter(handover=handover, moved=False)
    assert held["sale"].pk in set(stays.values_list("record_id", flat=True))
    assert all(stays.filter(object_key="opportunity").values_list("refused", flat=True))


def test_the_history_of_who_held_a_lead_goes_on(world: World, held: dict[str, Any]) -> None:
    lead = held["lead"]
    Holding.objects.create(object_key="lead", record_id=lead.pk, owner=world.alice, how="held", since=lead.created_at)
    carried_out(prepared(world), world.ada)
    assert Holding.objects.get(record_id=lead.pk, until=None).owner == world.bob


def test_what_came_meanwhile_goes_along(world: World, held: dict[str, Any]) -> None:
    handover = prepared(world)
    late = Task.objects.create(title="Late", customer=world.acme, assignee=world.alice, created_by=world.alice)
    carried_out(handover, world.ada)
    late.refresh_from_db()
    assert late.assignee == world.bob


def test_a_choice_by_hand_takes_along_what_hangs_on_the_customer_and_outlives_a_new_proposal(
    world: World, held: dict[str, Any]
) -> None:
    handover = prepared(world)
    item = HandoverItem.objects.get(handover=handover, record_id=world.acme.pk)
    preparing.give(items=[item], successor=world.charlie, by=world.maria)
    preparing.set_candidates(handover=handover, candidates=[world.bob, world.charlie], by=world.maria)
    of_acme = HandoverItem.objects.filter(handover=handover, customer=world.acme)
    assert {one.successor for one in of_acme} == {world.charlie}
    assert of_acme.filter(object_key="opportunity").exists()


def test_nobody_takes_over_from_himself(world: World, held: dict[str, Any]) -> None:
    item = HandoverItem.objects.filter(handover=prepared(world))[0]
    with pytest.raises(preparing.HandoverRefused):
        preparing.give(items=[item], successor=world.alice, by=world.maria)
    with pytest.raises(preparing.HandoverRefused, match="prepared already"):
        prepared(world)


def test_a_rule_of_approval_holds_it_up_until_it_is_allowed(
    world: World, held: dict[str, Any], monkeypatch: Any
) -> None:
    handover = prepared(world)
    monkeypatch.setattr(approvals, "ask", lambda **_given: object())
    carrying_out.submit(handover=handover, by=world.maria)
    handover.refresh_from_db()
    assert handover.state == "asked"
    carrying_out.decided(handover.pk, "rejected", world.ada)
    handover.refresh_from_db()
    assert handover.state == "prepared"


def test_account_team_seats_go_to_the_successor_once(world: World, held: dict[str, Any]) -> None:
    beta = Customer.objects.create(kind="organisation", name="Beta", owner=world.charlie)
    for customer in (world.acme, beta):
        AccountTeamMember.objects.create(customer=customer, user=world.alice)
    carried_out(prepared(world), world.ada)
    seats = AccountTeamMember.objects.filter(customer__in=[world.acme, beta]).values_list("customer", "user")
    assert list(seats) == [(world.acme.pk, world.bob.pk)]


def test_customers_are_told_by_mail_once_and_it_stands_in_their_history(world: World, held: dict[str, Any]) -> None:
    Customer.objects.filter(pk=world.acme.pk).update(email="acme@example.com")
    from kehu.customers.models import ContactPoint

    ContactPoint.objects.create(
        customer=world.acme, kind="email", value="acme@example.com", normalised="acme@example.com"
    )
    handover = prepared(world)
    preparing.write_letter(handover=handover, subject="Hello {customer}", body="{former} → {successor}", by=world.maria)
    carried_out(handover, world.ada)
    for _again in range(2):
        letters.tell_customers(handover_id=handover.pk, by=world.ada)
    mail = Mail.objects.get(to=["acme@example.com"])
    assert (mail.subject, mail.body.splitlines()[0]) == (f"Hello {world.acme.name}", "Alice → Bob")
    assert Interaction.objects.filter(customer=world.acme, source="handover").count() == 1


def test_the_watch_tells_who_was_not_spoken_to_and_reminds_once(world: World, held: dict[str, Any]) -> None:
    handover = carried_out(prepared(world), world.ada)
    long_ago = timezone.now() - timedelta(days=8)
    Handover.objects.filter(pk=handover.pk).update(done_at=long_ago)
    handover.refresh_from_db()
    seen = queries.watch(handover)
    assert seen is not None
    customers = seen.customers
    # Acme's call of today came after the hand-over, which was eight days ago.
    assert (seen.contacted, seen.silent, seen.unmoved) == (1, customers - 1, 0 if seen.moved else 1)
    assert watching.remind() == (1 if customers > 1 else 0)
    assert watching.remind() == 0


def test_who_left_and_still_holds_something_is_named(world: World, held: dict[str, Any]) -> None:
    assert queries.orphaned(world.ada) == []
    User.objects.filter(pk=world.alice.pk).update(is_active=False)
    (one,) = queries.orphaned(world.ada)
    assert one.user == world.alice
    assert one.count >= 5
    assert Opportunity.objects.filter(owner=world.alice, state="open").exists()
    assert watching.tell_of_orphans() >= 1
    assert watching.tell_of_orphans() == 0
