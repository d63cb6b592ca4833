"""What goes to and fro between Kehu and a calendar, and who wins where both changed something."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kehu.calendar_sync.models import BusyTime, CalendarConnection, CalendarExchange, CalendarLink
from kehu.calendar_sync.tests.conftest import SOON, connected, task, visit
from kehu.calendar_sync.tests.fake_server import FakeServer, event
from kehu.customers.models import ContactPoint
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.audit.writing import writing
from kehu.interactions.actions import tasks, visits
from kehu.interactions.models import Task, Visit
from tests.world import World

Rounds = Callable[[], None]
DAY = timedelta(days=1)


def only(server: FakeServer) -> tuple[str, str]:
    ((href, (_etag, text)),) = server.entries.items()
    return href, text


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def acts() -> list[str]:
    return list(CalendarExchange.objects.order_by("created_at", "id").values_list("act", flat=True))


def test_a_visit_and_a_task_are_written_with_the_zone_of_their_owner(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    visit(world, place="北京")
    task(world, all_day=True)
    rounds()
    texts = sorted(text for _etag, text in server.entries.values())
    assert len(texts) == 2
    assert any("SUMMARY:Acme Telecom · Renewal" in one and "TZID:Asia/Shanghai" in one for one in texts)
    assert any("SUMMARY:Call" in one and "DTSTART;VALUE=DATE:" in one and "TRANSPARENT" in one for one in texts)
    before = dict(server.entries)
    rounds()
    assert server.entries == before


def test_a_change_here_reaches_the_calendar_and_leaves_alone_what_is_not_ours(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    one = visit(world)
    rounds()
    href, _text = only(server)
    server.edit(href, COLOR="red")
    rounds()
    visits.reschedule(visit=one, planned_start=SOON + DAY, by=world.alice)
    rounds()
    _href, text = only(server)
    assert f"{SOON + DAY:%Y%m%d}T" in text.partition("DTSTART")[2]
    assert "COLOR:red" in text
    assert "SEQUENCE:1" in text


def test_a_change_there_reaches_the_visit_and_keeps_its_customer(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    one = visit(world)
    rounds()
    server.edit(only(server)[0], SUMMARY="Acme Telecom · Signing", LOCATION="Hall 3", DTSTART=stamp(SOON + DAY),
                DTEND=stamp(SOON + DAY + timedelta(hours=2)))  # fmt: skip
    rounds()
    one.refresh_from_db()
    assert (one.purpose, one.place, one.planned_start) == ("Signing", "Hall 3", SOON + DAY)
    assert one.planned_end - one.planned_start == timedelta(hours=2)
    assert server.puts == 1


def test_a_task_is_moved_there_and_keeps_the_length_its_entry_has(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    one = task(world)
    rounds()
    href, _text = only(server)
    server.edit(href, DTSTART=stamp(SOON + DAY), DTEND=stamp(SOON + DAY + timedelta(hours=3)))
    rounds()
    one.refresh_from_db()
    assert one.due_at == SOON + DAY
    tasks.postpone(task=one, due_at=SOON + 2 * DAY, by=world.alice)
    rounds()
    entry = CalendarLink.objects.get()
    assert entry.etag == server.entries[href][0]
    assert f"DTEND:{stamp(SOON + 2 * DAY + timedelta(hours=3))}" in only(server)[1].replace(
        f";TZID=Asia/Shanghai:{SOON + 2 * DAY + timedelta(hours=11):%Y%m%dT%H%M%S}",
        f":{stamp(SOON + 2 * DAY + timedelta(hours=3))}",
    )


def test_different_fields_changed_on_both_sides_are_both_kept(world: World, server: FakeServer, rounds: Rounds) -> None:
    one = visit(world)
    rounds()
    server.edit(only(server)[0], LOCATION="Hall 3")
    visits.update(visit=one, changes={"purpose": "Signing"}, by=world.alice)
    rounds()
    one.refresh_from_db()
    assert (one.purpose, one.place) == ("Signing", "Hall 3")
    assert "SUMMARY:Acme Telecom · Signing" in only(server)[1]
    assert "LOCATION:Hall 3" in only(server)[1]
    assert "conflict_here" not in acts()


@pytest.mark.parametrize("later", ["here", "there"])
def test_where_both_changed_the_same_the_later_wins_and_the_other_stands_in_the_history(
    world: World, server: FakeServer, rounds: Rounds, later: str
) -> None:
    one = visit(world)
    rounds()
    offset = timedelta(hours=-1 if later == "here" else 1)
    server.edit(only(server)[0], LOCATION="There", **{"LAST-MODIFIED": stamp(datetime.now(UTC) + offset)})
    visits.update(visit=one, changes={"place": "Here"}, by=world.alice)
    rounds()
    one.refresh_from_db()
    assert one.place == later.capitalize()
    assert f"LOCATION:{one.place}" in only(server)[1]
    history = str(list(AuditEntry.objects.filter(record_id=one.pk).values_list("old", "new")))
    assert "Here" in history
    assert "There" in history
    assert f"conflict_{later}" in acts()


def test_an_entry_deleted_there_calls_an_unchanged_visit_off(world: World, server: FakeServer, rounds: Rounds) -> None:
    one = visit(world)
    rounds()
    server.drop(only(server)[0])
    rounds()
    one.refresh_from_db()
    assert one.state == Visit.State.CANCELLED
    assert server.entries == {}
    assert not CalendarLink.objects.exists()


def test_an_entry_deleted_there_comes_again_if_the_visit_was_changed_here(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    one = visit(world)
    rounds()
    server.drop(only(server)[0])
    visits.update(visit=one, changes={"place": "Here"}, by=world.alice)
    rounds()
    one.refresh_from_db()
    assert one.is_planned
    assert "LOCATION:Here" in only(server)[1]


def test_a_task_deleted_there_is_cancelled_and_a_finished_one_leaves_the_calendar(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    one, other = task(world), task(world, "Write")
    rounds()
    gone = CalendarLink.objects.get(record_id=one.pk).href
    server.drop(gone)
    tasks.complete(task=other, by=world.alice)
    rounds()
    assert Task.objects.get(pk=one.pk).state == Task.State.CANCELLED
    assert server.entries == {}


def test_a_visit_called_off_here_leaves_the_calendar_even_if_it_was_changed_there(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    one = visit(world)
    rounds()
    server.edit(only(server)[0], LOCATION="There")
    visits.cancel(visit=one, by=world.alice)
    rounds()
    assert server.entries == {}
    assert "removed_there" in acts()


def test_a_visit_that_was_held_stays_there_as_it_is(world: World, server: FakeServer, rounds: Rounds) -> None:
    one = visit(world)
    rounds()
    visits.hold(visit=one, by=world.alice)
    before = dict(server.entries)
    rounds()
    assert server.entries == before


def test_an_entry_with_a_customers_mail_becomes_a_planned_visit_once(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    with writing(by=world.alice):
        ContactPoint.objects.create(customer=world.acme, kind="email", value="z@acme.cn", normalised="z@acme.cn")
    server.place("/cal/x.ics", event("x", "Lunch", SOON, more="ATTENDEE;CN=Z:mailto:Z@acme.cn"))
    rounds()
    server.forget_tokens()
    rounds()
    made = Visit.objects.get()
    assert (made.customer_id, made.purpose, made.visitor_id) == (world.acme.pk, "Lunch", world.alice.pk)
    assert "SUMMARY:Lunch" in only(server)[1]
    assert acts() == ["planned"]


@pytest.mark.parametrize("title", ["Visit acme telecom in Pudong", "Call +86 139 1234 5678"])
def test_a_name_or_a_phone_number_says_who_is_meant(
    world: World, server: FakeServer, rounds: Rounds, title: str
) -> None:
    with writing(by=world.alice):
        ContactPoint.objects.create(customer=world.acme, kind="phone", value="13912345678", normalised="+8613912345678")
    server.place("/cal/x.ics", event("x", title, SOON))
    rounds()
    assert Visit.objects.get().customer_id == world.acme.pk


def test_a_customer_out_of_sight_is_not_recognised(world: World, server: FakeServer) -> None:
    from kehu.calendar_sync.actions.exchanging import exchange

    with writing(by=world.alice):
        ContactPoint.objects.create(customer=world.acme, kind="email", value="z@acme.cn", normalised="z@acme.cn")
    server.place("/cal/x.ics", event("x", "Acme Telecom", SOON, more="ATTENDEE:mailto:z@acme.cn"))
    exchange(connection=connected(world.charlie), server=server, now=datetime.now(UTC))
    assert not Visit.objects.exists()
    assert BusyTime.objects.get().title == ""


def test_what_is_private_free_past_or_repeats_never_becomes_a_visit(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    name = "Acme Telecom"
    server.place("/cal/a.ics", event("a", name, SOON, more="CLASS:PRIVATE"))
    server.place("/cal/b.ics", event("b", name, SOON, more="TRANSP:TRANSPARENT"))
    server.place("/cal/c.ics", event("c", name, SOON - 20 * DAY))
    server.place("/cal/d.ics", event("d", name, SOON, more="RRULE:FREQ=DAILY;COUNT=3"))
    server.place("/cal/e.ics", event("e", name, SOON, more="STATUS:CANCELLED"))
    server.place("/cal/f.ics", event("kehu-visit-0198a111-0000-7000-8000-000000000000-ffffffff", name, SOON))
    server.place("/cal/g.ics", "BEGIN:VCALENDAR\r\nnonsense")
    rounds()
    assert not Visit.objects.exists()
    assert BusyTime.objects.count() == 5  # the private one, the past one, and three of the one that repeats
    assert set(BusyTime.objects.values_list("title", flat=True)) == {""}


def test_titles_of_busy_times_are_kept_only_on_wish(world: World, server: FakeServer, connection: CalendarConnection,
                                                    rounds: Rounds) -> None:  # fmt: skip
    CalendarConnection.objects.filter(pk=connection.pk).update(foreign="titled")
    server.place("/cal/a.ics", event("a", "Dentist", SOON))
    server.place("/cal/b.ics", event("b", "Surprise", SOON, more="CLASS:PRIVATE"))
    rounds()
    assert sorted(BusyTime.objects.values_list("title", flat=True)) == ["", "Dentist"]


def test_anothers_invitation_is_read_and_never_written(world: World, server: FakeServer, rounds: Rounds) -> None:
    server.place("/cal/x.ics", event("x", "Acme Telecom", SOON, more="ORGANIZER:mailto:boss@acme.cn"))
    rounds()
    one = Visit.objects.get()
    visits.update(visit=one, changes={"place": "Here"}, by=world.alice)
    before = dict(server.entries)
    rounds()
    assert server.entries == before
    visits.cancel(visit=one, by=world.alice)
    rounds()
    server.edit("/cal/x.ics", LOCATION="There")
    rounds()
    assert set(server.entries) == set(before)
    assert Visit.objects.count() == 1


def test_a_meeting_in_two_colleagues_calendars_is_one_visit(world: World, server: FakeServer, rounds: Rounds) -> None:
    from kehu.calendar_sync.actions.exchanging import exchange

    text = event("shared", "Acme Telecom", SOON)
    server.place("/cal/x.ics", text)
    rounds()
    second = FakeServer()
    second.place("/cal/y.ics", text)
    exchange(connection=connected(world.maria), server=second, now=datetime.now(UTC))
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("direction", ["out", "in"])
def test_one_way_means_one_way(
    world: World, server: FakeServer, connection: CalendarConnection, rounds: Rounds, direction: str
) -> None:
    rounds()
    mine = visit(world)
    server.place("/cal/x.ics", event("x", "Acme Telecom", SOON))
    CalendarConnection.objects.filter(pk=connection.pk).update(direction=direction)
    rounds()
    assert len(server.entries) == (2 if direction == "out" else 1)
    assert Visit.objects.count() == (1 if direction == "out" else 2)
    if direction == "out":
        href = CalendarLink.objects.get(record_id=mine.pk).href
        server.edit(href, LOCATION="There")
        rounds()
        assert "There" not in server.entries[href][1]
        server.drop(href)
        rounds()
        assert href in server.entries
        mine.refresh_from_db()
        assert (mine.place, mine.is_planned) == ("", True)


def test_a_token_that_the_server_forgot_costs_a_full_listing_and_nothing_else(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    one, other = visit(world), visit(world, "Second")
    rounds()
    hrefs = {link.record_id: link.href for link in CalendarLink.objects.all()}
    server.edit(hrefs[one.pk], LOCATION="There")
    server.drop(hrefs[other.pk])
    server.forget_tokens()
    rounds()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.place, other.state) == ("There", Visit.State.CANCELLED)


def test_a_calendar_that_lost_most_entries_at_once_cancels_nothing(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    from kehu.calendar_sync.actions.exchanging import Emptied

    for number in range(22):
        visit(world, f"Visit {number}")
    rounds()
    server.entries.clear()
    server.forget_tokens()
    with pytest.raises(Emptied):
        rounds()
    assert Visit.objects.filter(state="planned").count() == 22


def test_what_the_server_refuses_is_said_once_and_tried_again_after_a_change(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    one = visit(world)
    server.refuses = True
    rounds()
    rounds()
    assert acts() == ["not_taken"]
    server.refuses = False
    rounds()
    assert server.entries == {}
    visits.update(visit=one, changes={"place": "Here"}, by=world.alice)
    rounds()
    assert "LOCATION:Here" in only(server)[1]


def test_copies_kept_at_a_disconnection_are_found_again_and_not_doubled(
    world: World, server: FakeServer, connection: CalendarConnection, rounds: Rounds
) -> None:
    from kehu.calendar_sync.actions.exchanging import exchange

    one, gone = visit(world), visit(world, "Second")
    rounds()
    CalendarConnection.objects.filter(pk=connection.pk).delete()
    visits.cancel(visit=gone, by=world.alice)
    fresh = connected(world.alice)
    exchange(connection=fresh, server=server, now=datetime.now(UTC))
    href, text = only(server)
    assert CalendarLink.objects.get().record_id == one.pk
    assert str(one.pk) in href
    assert "Renewal" in text


def test_no_word_of_a_customer_stands_in_the_tables_of_the_exchange(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    one = visit(world, "Secret plan", place="Secret place")
    rounds()
    server.edit(only(server)[0], LOCATION="Other secret")
    visits.update(visit=one, changes={"place": "Third secret"}, by=world.alice)
    rounds()
    stored = str([list(model.objects.values()) for model in (CalendarLink, CalendarExchange, BusyTime)])
    assert "ecret" not in stored
    assert "Acme" not in stored


def test_a_customer_renamed_is_renamed_in_the_calendar_and_the_purpose_stays(
    world: World, server: FakeServer, rounds: Rounds
) -> None:
    from kehu.customers.models import Customer

    one = visit(world)
    rounds()
    with writing(by=world.alice):
        Customer.objects.filter(pk=world.acme.pk).update(name="Apex")
    server.edit(only(server)[0], LOCATION="There")
    rounds()
    one.refresh_from_db()
    assert "SUMMARY:Apex · Renewal" in only(server)[1]
    assert (one.purpose, one.place) == ("Renewal", "There")
