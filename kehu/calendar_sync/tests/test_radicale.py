"""The whole way against a real CalDAV server."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kehu.calendar_sync.actions import connecting, leaving, running
from kehu.calendar_sync.actions.connecting import NotConnected
from kehu.calendar_sync.dav.calendar import Calendar
from kehu.calendar_sync.dav.failures import CalendarGone, ChangedThere, WrongPassword
from kehu.calendar_sync.dav.session import Session
from kehu.calendar_sync.models import CalendarConnection, CalendarLink, CalendarRules
from kehu.calendar_sync.tests import radicale
from kehu.calendar_sync.tests.conftest import SOON, task, visit
from kehu.calendar_sync.tests.fake_server import event
from kehu.calendar_sync.tests.radicale import PASSWORD, USER, Radicale
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.audit.writing import writing
from kehu.foundation.notices.models import Notice
from kehu.interactions.actions import visits
from kehu.interactions.models import Visit
from tests.world import World

SINCE, UNTIL = SOON - timedelta(days=30), SOON + timedelta(days=300)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    folder: Path = tmp_path_factory.mktemp("radicale")
    with radicale.running(folder) as one:
        yield one


@pytest.fixture
def server(process: Radicale) -> Radicale:
    for name in process.names():
        process.delete(name)
    return process


@pytest.fixture
def calendar(server: Radicale) -> Calendar:
    return Calendar(Session(server.calendar, USER, PASSWORD, inner=True), server.calendar)


@pytest.fixture
def joined(world: World, server: Radicale) -> CalendarConnection:
    with writing(by=world.ada):
        CalendarRules.objects.create(inner=True)
    return connecting.connect(server=server.url, username=USER, password=PASSWORD, by=world.alice)


@pytest.fixture
def go(joined: CalendarConnection) -> Callable[[], CalendarConnection]:
    def run() -> CalendarConnection:
        running.attempt(connection_id=joined.pk)
        return CalendarConnection.objects.get(pk=joined.pk)

    return run


Go = Callable[[], CalendarConnection]


def test_the_calendars_of_events_are_found_from_the_bare_address(joined: CalendarConnection, server: Radicale) -> None:
    assert (joined.calendar_url, joined.calendar_name) == (server.calendar, "Work")
    assert joined.password != PASSWORD
    stored = AuditEntry.objects.filter(record_id=joined.pk).values_list("old", "new")
    assert PASSWORD not in str(list(stored))


def test_created_changed_and_deleted_here_is_so_there(world: World, server: Radicale, go: Go) -> None:
    one = visit(world, place="北京市朝阳区")
    task(world, all_day=True)
    assert go().problem == ""
    assert len(server.names()) == 2
    name = next(name for name in server.names() if str(one.pk) in name)
    assert "LOCATION:北京市朝阳区" in server.get(name)
    visits.update(visit=one, changes={"purpose": "Signing"}, by=world.alice)
    go()
    assert "SUMMARY:Acme Telecom · Signing" in server.get(name)
    visits.cancel(visit=one, by=world.alice)
    go()
    assert name not in server.names()


def test_created_changed_and_deleted_there_is_so_here(world: World, server: Radicale, go: Go) -> None:
    server.put("a.ics", event("a", "Lunch with Acme Telecom", SOON))
    go()
    one = Visit.objects.get()
    server.put("a.ics", event("a", "Lunch with Acme Telecom", SOON + timedelta(days=1), place="Hall 3"))
    go()
    one.refresh_from_db()
    assert (one.planned_start, one.place) == (SOON + timedelta(days=1), "Hall 3")
    server.delete("a.ics")
    go()
    one.refresh_from_db()
    assert one.state == Visit.State.CANCELLED


def test_nothing_is_written_again_when_nothing_changed(world: World, server: Radicale, go: Go) -> None:
    visit(world)
    go()
    (name,) = server.names()
    before = server.ask("GET", f"/{USER}/work/{name}")[1]["etag"]
    go()
    go()
    assert server.ask("GET", f"/{USER}/work/{name}")[1]["etag"] == before


def test_a_token_that_expired_costs_a_full_listing_and_loses_nothing(world: World, server: Radicale, go: Go) -> None:
    one = visit(world)
    go()
    (name,) = server.names()
    server.forget_tokens()
    server.put(name, server.get(name).replace("SUMMARY:Acme Telecom · Renewal", "SUMMARY:Acme Telecom · Signing"))
    server.put("b.ics", event("b", "Acme Telecom", SOON))
    go()
    one.refresh_from_db()
    assert one.purpose == "Signing"
    assert Visit.objects.count() == 2


def test_an_entry_is_never_written_over_a_newer_one(server: Radicale, calendar: Calendar) -> None:
    href = calendar.address("c")
    etag = calendar.put(href, event("c", "One", SOON), None)
    assert etag
    with pytest.raises(ChangedThere):
        calendar.put(href, event("c", "Two", SOON), None)
    server.put("c.ics", event("c", "Three", SOON))
    with pytest.raises(ChangedThere):
        calendar.put(href, event("c", "Four", SOON), etag)
    with pytest.raises(ChangedThere):
        calendar.delete(href, etag)
    assert "Three" in server.get("c.ics")


def test_changes_come_by_token_and_a_wrong_token_gives_everything(server: Radicale, calendar: Calendar) -> None:
    server.put("a.ics", event("a", "One", SOON))
    server.put("old.ics", event("old", "Old", SOON - timedelta(days=400)))
    first = calendar.changes("", SINCE, UNTIL)
    assert first.full
    assert {href.rpartition("/")[2] for href in first.items} == {"a.ics"}
    server.put("b.ics", event("b", "Two", SOON))
    server.delete("a.ics")
    second = calendar.changes(first.token, SINCE, UNTIL)
    assert {href.rpartition("/")[2]: bool(etag) for href, etag in second.items.items()} == {
        "a.ics": False,
        "b.ics": True,
    }
    assert not second.full
    assert calendar.changes("sync http://radicale.org/ns/sync/" + "0" * 64, SINCE, UNTIL).full
    assert not calendar.changes(second.token, SINCE, UNTIL).items


def test_a_wrong_password_is_said_clearly_and_pauses_after_three_times(
    world: World, server: Radicale, joined: CalendarConnection, go: Go
) -> None:
    with pytest.raises(NotConnected) as refused:
        connecting.connect(server=server.url, username=USER, password="wrong", by=world.alice)
    assert refused.value.field == "password"
    with pytest.raises(WrongPassword):
        Calendar(Session(server.calendar, USER, "wrong", inner=True), server.calendar).changes("", SINCE, UNTIL)
    (server.folder / "users").write_text(f"{USER}:changed\n")
    server.stop()
    server.start()
    try:
        states = [go() for _time in range(4)]
    finally:
        (server.folder / "users").write_text(f"{USER}:{PASSWORD}\n")
        server.stop()
        server.start()
    assert [(one.problem, one.paused, one.failures) for one in states] == [
        ("password", False, 1), ("password", False, 2), ("password", True, 3), ("password", True, 3),
    ]  # fmt: skip
    assert Notice.objects.filter(user=world.alice).count() == 1
    again = connecting.connect(server=server.url, username=USER, password=PASSWORD, by=world.alice)
    assert (again.pk, again.paused, go().problem) == (joined.pk, False, "")


def test_a_server_that_is_down_is_asked_less_and_less_often_and_never_given_up(
    world: World, server: Radicale, joined: CalendarConnection
) -> None:
    server.stop()
    now, waits = datetime.now(UTC), []
    try:
        for _time in range(11):
            running.attempt(connection_id=joined.pk, at=now)
            state = CalendarConnection.objects.get(pk=joined.pk)
            assert state.due_at is not None
            waits.append((state.due_at - now).total_seconds())
            now = state.due_at
    finally:
        server.start()
    assert (state.problem, state.paused) == ("unreachable", False)
    assert waits[:3] == [300, 600, 1200]
    assert max(waits) == 6 * 3600
    assert Notice.objects.filter(user=world.alice).count() == 1
    running.attempt(connection_id=joined.pk, at=now)
    assert CalendarConnection.objects.get(pk=joined.pk).problem == ""


def test_a_calendar_that_is_gone_is_told(joined: CalendarConnection, server: Radicale) -> None:
    with pytest.raises(CalendarGone):
        url = f"{server.url}{USER}/gone/"
        Calendar(Session(url, USER, PASSWORD, inner=True), url).changes("", SINCE, UNTIL)


def test_the_own_network_is_closed_unless_an_administrator_opens_it(world: World, server: Radicale) -> None:
    with pytest.raises(NotConnected) as refused:
        connecting.connect(server=server.url, username=USER, password=PASSWORD, by=world.alice)
    assert refused.value.field == "server"


def test_who_was_deactivated_or_paused_is_left_in_peace(
    world: World, server: Radicale, joined: CalendarConnection, go: Go
) -> None:
    visit(world)
    world.alice.is_active = False
    world.alice.save()
    go()
    assert server.names() == []


def test_leaving_removes_what_kehu_wrote_and_nothing_else(
    world: World, server: Radicale, joined: CalendarConnection, go: Go
) -> None:
    visit(world)
    server.put("a.ics", event("a", "Acme Telecom", SOON))
    go()
    assert len(server.names()) == 2
    assert connecting.disconnect(keep=False, by=world.alice)
    leaving.remove_copies(connection_id=joined.pk, last=False)
    assert server.names() == ["a.ics"]
    assert not CalendarConnection.objects.exists()
    assert not CalendarLink.objects.exists()
    assert Visit.objects.filter(state="planned").count() == 2
