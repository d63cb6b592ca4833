from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, connection, transaction
from django.http import Http404
from django.utils import timezone

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.models import Event
from kehu.foundation.files.models import Attachment
from kehu.foundation.notices.models import Notice
from kehu.interactions.actions import bulk, interactions
from kehu.interactions.models import CustomerActivity, Interaction, Task
from tests.world import World

NOW = timezone.now()


def test_a_logged_call_stands_in_the_table_the_summary_and_the_event_log(world: World) -> None:
    call = interactions.log(
        customer=world.acme, kind="call", by=world.alice, body="Wants a quote", duration_seconds=300, outcome="reached"
    )

    assert (call.channel, call.direction, call.employee) == ("phone", "out", world.alice)
    activity = CustomerActivity.objects.get(customer=world.acme)
    assert (activity.interactions, activity.counts) == (1, {"call": 1})
    world.acme.refresh_from_db()
    assert world.acme.last_contact_at == activity.last_contact_at == call.started_at
    assert world.acme.version == 1, "a call does not outdate an open form of the customer"
    assert Event.objects.get(name="InteractionLogged").payload["customer_id"] == str(world.acme.pk)
    assert not AuditEntry.objects.filter(record_id=call.pk).exists(), "the row is its own record"


def test_a_note_is_no_contact_with_the_customer(world: World) -> None:
    interactions.log(customer=world.acme, kind="note", by=world.alice, body="They moved house")

    world.acme.refresh_from_db()
    assert world.acme.last_contact_at is None


def test_an_older_touch_does_not_move_the_last_contact_back(world: World) -> None:
    new = interactions.log(customer=world.acme, kind="call", by=world.alice, started_at=NOW)
    interactions.log(customer=world.acme, kind="call", by=world.alice, started_at=NOW - timedelta(days=3))

    world.acme.refresh_from_db()
    assert world.acme.last_contact_at == new.started_at


def test_the_next_step_becomes_a_task_of_whoever_logs(world: World) -> None:
    due = NOW + timedelta(days=1)
    call = interactions.log(
        customer=world.acme, kind="call", by=world.alice, follow_up=interactions.FollowUp("Send the quote", due)
    )

    task = Task.objects.get(origin=call)
    assert (task.title, task.assignee, task.due_at, task.customer) == ("Send the quote", world.alice, due, world.acme)
    assert call.next_step == "Send the quote"
    assert CustomerActivity.objects.get(customer=world.acme).next_due_at == due


@pytest.mark.parametrize("who", ["ann", "otto"])
def test_readers_cannot_log(world: World, who: str) -> None:
    with pytest.raises(PermissionMissing):
        interactions.log(customer=world.acme, kind="call", by=getattr(world, who))


@pytest.mark.parametrize("who", ["charlie", "eve"])
def test_whoever_does_not_see_the_customer_cannot_log(world: World, who: str) -> None:
    with pytest.raises(Http404):
        interactions.log(customer=world.acme, kind="call", by=getattr(world, who))


def test_an_empty_note_and_a_touch_in_the_future_are_refused(world: World) -> None:
    with pytest.raises(interactions.NothingSaid):
        interactions.log(customer=world.acme, kind="note", by=world.alice, body="  ")
    with pytest.raises(interactions.NotYet):
        interactions.log(customer=world.acme, kind="call", by=world.alice, started_at=NOW + timedelta(days=1))


def test_a_contact_of_somebody_else_is_refused(world: World) -> None:
    other = Customer.objects.create(kind="organisation", name="Other", owner=world.alice)
    contact = Contact.objects.create(customer=other, name="Li Lei")
    with pytest.raises(interactions.Refusal):
        interactions.log(customer=world.acme, kind="call", by=world.alice, contact=contact)
    assert not Interaction.objects.exists()


def test_files_hang_on_the_interaction(world: World) -> None:
    letter = interactions.log(
        customer=world.acme, kind="letter", by=world.alice, subject="Contract",
        uploads=[SimpleUploadedFile("contract.txt", b"signed")],
    )  # fmt: skip
    assert Attachment.objects.get().record_id == letter.pk


def test_a_mention_tells_only_those_who_see_the_customer(world: World) -> None:
    interactions.log(
        customer=world.acme, kind="note", by=world.alice, body="@Maria @Charlie look",
        mentions=[world.maria, world.charlie, world.alice],
    )  # fmt: skip
    assert [notice.user for notice in Notice.objects.all()] == [world.maria]


def test_a_correction_is_a_new_version_and_the_old_one_stays(world: World) -> None:
    call = interactions.log(customer=world.acme, kind="call", by=world.alice, body="He said no")

    new = interactions.correct(interaction=call, changes={"kind": "meeting", "body": "He said yes"}, by=world.alice)

    call.refresh_from_db()
    assert (call.body, call.superseded_at is not None) == ("He said no", True)
    assert (new.corrects, new.body, new.started_at) == (call, "He said yes", call.started_at)
    assert CustomerActivity.objects.get().counts == {"meeting": 1}
    with pytest.raises(interactions.AlreadyCorrected):
        interactions.correct(interaction=call, changes={"body": "Perhaps"}, by=world.alice)
    with pytest.raises(interactions.NothingChanged):
        interactions.correct(interaction=new, changes={"body": "He said yes"}, by=world.alice)


def test_correcting_what_others_wrote_takes_another_right(world: World) -> None:
    call = interactions.log(customer=world.acme, kind="call", by=world.alice, body="He said no")
    with pytest.raises(PermissionMissing):
        interactions.correct(interaction=call, changes={"body": "x"}, by=world.sam)
    interactions.correct(interaction=call, changes={"body": "x"}, by=world.maria)


def test_a_private_note_is_seen_by_its_author_his_manager_and_the_auditor(world: World) -> None:
    world.alice.manager = world.bob
    world.alice.save()
    world.bob.account_teams.create(customer=world.acme)
    note = interactions.log(customer=world.acme, kind="note", by=world.alice, body="Difficult", private=True)

    seen = {
        key for key, user in world.users.items() if Interaction.objects.visible_to(user).filter(pk=note.pk).exists()
    }
    assert seen == {"administrator", "sales", "auditor"}
    assert Interaction.objects.visible_to(world.bob).filter(pk=note.pk).exists(), "the manager of the author"


@pytest.mark.parametrize("change", [{"body": "rewritten"}, {"started_at": NOW}, {"kind": "note"}])
def test_the_database_refuses_to_rewrite_an_interaction(world: World, change: dict) -> None:
    call = interactions.log(customer=world.acme, kind="call", by=world.alice, body="as it was")
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        Interaction.objects.filter(pk=call.pk).update(**change)


def test_only_undo_and_erasure_delete_an_interaction(world: World) -> None:
    call = interactions.log(customer=world.acme, kind="call", by=world.alice, body="as it was")
    with pytest.raises((IntegrityError, InternalError), match="undo and erasure"), transaction.atomic():
        Interaction.objects.filter(pk=call.pk).delete()
    undo = change_sets.begin(kind=ChangeSet.Kind.UNDO, title="Undo", object_key="interaction", by=world.ada)
    with writing(by=world.ada, change_set=undo.pk):
        Interaction.objects.filter(pk=call.pk).delete()
    assert not Interaction.objects.exists()


def test_past_touches_come_in_bulk_once_and_on_the_trail_of_their_change_set(world: World) -> None:
    rows = [
        bulk.Row(
            world.acme.pk, "call", NOW - timedelta(days=n), world.bob.pk, source="old", external_id=str(n % 3), body="x"
        )
        for n in range(4)
    ]
    change_set = change_sets.begin(kind=ChangeSet.Kind.IMPORT, title="Import", object_key="interaction", by=world.ada)

    first = bulk.log_many(rows=rows, by=world.ada, change_set=change_set.pk)
    again = bulk.log_many(rows=rows, by=world.ada, change_set=change_set.pk)

    assert (first.created, again.created, Interaction.objects.count()) == (3, 0, 3)
    assert first.ids[3] is None, "the fourth row repeats the number of the first"
    assert AuditEntry.objects.filter(change_set_id=change_set.pk, action="I").count() == 3
    activity = CustomerActivity.objects.get()
    assert (activity.counts, activity.last_contact_at) == ({"call": 3}, NOW)
    assert Event.objects.filter(name="InteractionsLogged").count() == 1


def test_bulk_logging_takes_the_right_to_import(world: World) -> None:
    with pytest.raises(PermissionMissing):
        bulk.log_many(rows=[], by=world.alice)


def test_the_summary_can_be_worked_out_again(world: World) -> None:
    interactions.log(customer=world.acme, kind="call", by=world.alice, follow_up=interactions.FollowUp("Send", NOW))
    interactions.log(customer=world.acme, kind="note", by=world.alice, body="n")
    before = CustomerActivity.objects.values().get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE interactions_customeractivity SET counts = '{}', open_tasks = 9, next_due_at = NULL")

    interactions.activity.rebuild(customer_ids=[world.acme.pk])

    assert CustomerActivity.objects.values().get() == before
