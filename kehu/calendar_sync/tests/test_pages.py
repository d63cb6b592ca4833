"""The pages and the API of calendars elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kehu.calendar_sync import handlers, jobs
from kehu.calendar_sync.actions import connecting, leaving, running
from kehu.calendar_sync.models import BusyTime, CalendarConnection, CalendarExchange, CalendarLink, CalendarRules
from kehu.calendar_sync.tests.conftest import SOON, connected, visit
from kehu.calendar_sync.tests.fake_server import FakeServer, event
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.database.sealing import NotReadable, seal, unseal
from kehu.interactions import events
from tests.world import World

SignIn = Callable[[User], Client]
PAGE, ADMIN = "/calendar/connection/", "/settings/calendars/"


def queued(name: str) -> int:
    return int(ProcrastinateJob.objects.filter(task_name=name, status="todo").count())


def test_who_has_no_connection_is_invited_to_make_one(world: World, signed_in: SignIn) -> None:
    text = signed_in(world.alice).get(PAGE).content.decode()
    assert "Connect a calendar" in text
    assert signed_in(world.otto).get(PAGE).status_code == 403


def test_the_page_says_how_it_stands_in_sentences(
    world: World, connection: CalendarConnection, server: FakeServer, rounds: Callable[[], None], signed_in: SignIn
) -> None:
    visit(world)
    rounds()
    CalendarConnection.objects.filter(pk=connection.pk).update(problem="password", paused=True, failures=3)
    client = signed_in(world.alice)
    text = client.get(PAGE).content.decode()
    assert "does not take this user name and password" in text
    assert "Written to the calendar" in text
    assert "Renewal" in text
    assert client.post("/calendar/connection/exchange/").status_code == 302
    connection.refresh_from_db()
    assert (connection.paused, connection.problem) == (False, "")
    assert queued("calendar_sync.exchange") == 1


def test_the_page_is_chinese_for_a_chinese_reader(
    world: World, connection: CalendarConnection, signed_in: SignIn
) -> None:
    text = signed_in(world.alice).get(PAGE, headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "立即同步" in text


def test_the_number_of_statements_does_not_grow_with_what_was_exchanged(
    world: World, connection: CalendarConnection, server: FakeServer, rounds: Callable[[], None], signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    for number in range(12):
        visit(world, f"Visit {number}")
    rounds()
    client = signed_in(world.alice)
    client.get(PAGE)
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        client.get(PAGE)


def test_what_is_exchanged_can_be_chosen(world: World, connection: CalendarConnection, signed_in: SignIn) -> None:
    body = {"direction": "out", "tasks": "on", "foreign": "none"}
    assert signed_in(world.alice).post("/calendar/connection/options/", body).status_code == 302
    connection.refresh_from_db()
    assert (connection.direction, connection.visits, connection.tasks, connection.foreign) == (
        "out", False, True, "none",
    )  # fmt: skip
    assert signed_in(world.alice).post("/calendar/connection/options/", {"direction": "x"}).status_code == 422
    assert signed_in(world.bob).post("/calendar/connection/options/", body).status_code == 404


def test_a_server_in_the_own_network_is_refused_beside_its_field(world: World, signed_in: SignIn) -> None:
    body = {"server": "http://127.0.0.1:1/", "username": "a", "password": "secret-word"}
    answer = signed_in(world.alice).post("/calendar/connection/new/", body, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "does not go to this address" in answer.content.decode()
    assert "secret-word" not in answer.content.decode()
    assert not CalendarConnection.objects.exists()


@pytest.mark.parametrize("server", ["https://user:pass@example.com/", "https:///x", "https://"])
def test_an_address_without_a_server_or_with_a_password_is_refused(world: World, server: str) -> None:
    with pytest.raises(connecting.NotConnected):
        connecting.connect(server=server, username="a", password="b", by=world.alice)


def test_disconnecting_keeps_the_copies_or_has_them_removed(
    world: World, connection: CalendarConnection, signed_in: SignIn
) -> None:
    client = signed_in(world.alice)
    assert "is removed there" in client.get("/calendar/connection/removal/").content.decode()
    client.post("/calendar/connection/removal/", {"keep": "remove"})
    connection.refresh_from_db()
    assert connection.leaving
    assert queued("calendar_sync.leave") == 1
    assert "Connect a calendar" in client.get(PAGE).content.decode()
    CalendarConnection.objects.all().delete()
    connected(world.alice)
    client.post("/calendar/connection/removal/", {"keep": "keep"})
    assert not CalendarConnection.objects.exists()


def test_an_administrator_sees_who_is_connected_and_no_contents(
    world: World, connection: CalendarConnection, server: FakeServer, rounds: Callable[[], None], signed_in: SignIn
) -> None:
    server.place("/cal/a.ics", event("a", "Dentist", SOON))
    CalendarConnection.objects.filter(pk=connection.pk).update(foreign="titled", problem="gone")
    visit(world, "Secret plan")
    rounds()
    client = signed_in(world.ada)
    text = client.get(ADMIN).content.decode()
    assert "Alice" in text
    assert "calendar.example" in text
    assert "calendar not found" in text
    assert "Dentist" not in text
    assert "Secret plan" not in text
    assert "alice@example.com" not in text
    assert signed_in(world.maria).get(ADMIN).status_code == 403
    client.post(ADMIN, {"inner": "on"})
    rules = CalendarRules.objects.get()
    assert (rules.connecting, rules.inner) == (False, True)
    assert not running.may_run(connection)


def test_busy_times_show_their_titles_to_their_owner_alone(
    world: World, connection: CalendarConnection, server: FakeServer, rounds: Callable[[], None], signed_in: SignIn
) -> None:
    CalendarConnection.objects.filter(pk=connection.pk).update(foreign="titled")
    server.place("/cal/a.ics", event("a", "Dentist", SOON))
    rounds()
    span = f"?start={SOON - timedelta(days=1):%Y-%m-%d}&end={SOON + timedelta(days=2):%Y-%m-%d}"
    assert "Dentist" in signed_in(world.alice).get(f"/calendar/entries/{span}").content.decode()
    alone = signed_in(world.maria).get(f"/calendar/entries/{span}").content.decode()
    team = signed_in(world.maria).get(f"/calendar/entries/{span}&team=1").content.decode()
    assert '"Busy"' not in alone
    assert '"Busy"' in team
    assert "Dentist" not in team
    assert '"Busy"' not in signed_in(world.charlie).get(f"/calendar/entries/{span}&team=1").content.decode()


def test_the_api_says_how_it_stands(world: World, connection: CalendarConnection, signed_in: SignIn) -> None:
    client = signed_in(world.alice)
    found = client.get("/api/v1/calendar-connection").json()
    assert (found["state"], found["calendar"], found["direction"]) == ("waiting", "Work", "both")
    assert "password" not in found
    assert signed_in(world.bob).get("/api/v1/calendar-connection").json()["state"] == "none"
    changed = client.patch("/api/v1/calendar-connection", {"direction": "in"}, content_type="application/json")
    assert changed.json()["direction"] == "in"
    assert client.post("/api/v1/calendar-connection/exchanges").status_code == 202
    assert client.delete("/api/v1/calendar-connection").status_code == 204
    assert not CalendarConnection.objects.exists()


def test_those_whose_time_has_come_are_exchanged_once_and_the_others_wait(
    world: World, connection: CalendarConnection
) -> None:
    resting = connected(world.bob, due_at=datetime.now(UTC) + timedelta(minutes=3))
    connected(world.maria, paused=True)
    jobs.tend(0)
    jobs.tend(0)
    assert queued("calendar_sync.exchange") == 1
    one = visit(world, visitor=world.bob)
    handlers.mark_visit(events.VisitPlanned(one.pk, world.acme.pk))
    resting.refresh_from_db()
    assert resting.due_at
    assert resting.due_at <= datetime.now(UTC)


def test_nothing_goes_out_after_a_restore_before_it_is_released(world: World, connection: CalendarConnection) -> None:
    from kehu.foundation.company.models import Company

    assert running.may_run(connection)
    company = Company.objects.current()
    with writing(by=world.ada):
        company.outbound_fenced = True
        company.save()
    assert not running.may_run(connection)


def test_a_password_sealed_with_another_key_opens_nothing(
    world: World, connection: CalendarConnection, settings: object
) -> None:
    sealed = seal("app-password")
    assert "app-password" not in sealed
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "x" * 60  # type: ignore[attr-defined]
    assert unseal(sealed) == "app-password"
    settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
    with pytest.raises(NotReadable):
        unseal(sealed)
    CalendarConnection.objects.filter(pk=connection.pk).update(password=sealed)
    running.attempt(connection_id=connection.pk)
    connection.refresh_from_db()
    assert (connection.problem, connection.paused) == ("key", True)


def test_old_news_of_exchanges_is_forgotten(world: World, connection: CalendarConnection) -> None:
    for days in (1, 61):
        at = datetime.now(UTC) - timedelta(days=days)
        CalendarExchange.objects.create(connection=connection, act="written", at=at)
    leaving.forget_old()
    assert CalendarExchange.objects.count() == 1


def test_a_change_of_what_is_shown_reads_everything_anew(
    world: World, connection: CalendarConnection, server: FakeServer, rounds: Callable[[], None]
) -> None:
    server.place("/cal/a.ics", event("a", "Dentist", SOON))
    rounds()
    assert BusyTime.objects.get().title == ""
    connecting.change(changes={"foreign": "titled"}, by=world.alice)
    rounds()
    assert BusyTime.objects.get().title == "Dentist"
    connecting.change(changes={"direction": "out"}, by=world.alice)
    assert not CalendarLink.objects.exists()
