import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from kehu.customers.models import Customer, KeyDate
from kehu.foundation.lists import rows
from kehu.foundation.notices.models import Notice
from kehu.interactions.actions import feeds, interactions, reminders, tasks, visits
from kehu.interactions.lists import MY_TASKS, TASKS
from kehu.interactions.models import Interaction, Task, Visit, repeating
from kehu.interactions.queries import agenda
from kehu.interactions.queries.calendar import key_days, whole_days
from tests.world import World

NOW = timezone.now().replace(microsecond=0)
HTMX = {"HTTP_HX_REQUEST": "true"}
PAGES = ["/", "/tasks/?view=all", *[f"/tasks/?{query}" for _name, query in TASKS.views], "/visits/", "/interactions/",
         "/interactions/?group=kind", "/calendar/", "/log/", "/tasks/new/"]  # fmt: skip


@pytest.fixture
def busy(world: World) -> World:
    for n in range(3):
        tasks.create(title=f"Task {n}", due_at=NOW + timedelta(days=n - 1), customer=world.acme, by=world.alice)
    tasks.create(title="Bob is late", due_at=NOW - timedelta(days=4), by=world.bob)
    visits.plan(customer=world.acme, purpose="Review", planned_start=NOW + timedelta(hours=1), by=world.alice)
    visits.plan(customer=world.acme, purpose="Old visit", planned_start=NOW - timedelta(days=2), by=world.alice)
    return world


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(busy: World, signed_in, path: str, language: str) -> None:
    busy.alice.language = language
    busy.alice.save()
    assert signed_in(busy.alice).get(path).status_code == 200


@pytest.mark.parametrize(
    "role", ["administrator", "manager", "sales", "service", "marketer", "analyst", "auditor", "partner"]
)
def test_every_role_has_a_home_page(busy: World, signed_in, role: str) -> None:
    assert signed_in(busy.users[role]).get("/").status_code == 200


def test_home_shows_today_however_much_is_overdue(busy: World, signed_in) -> None:
    for number in range(agenda.MOST_OVERDUE + 5):
        tasks.create(title=f"Late {number}", due_at=NOW - timedelta(days=9), by=busy.alice)
    tasks.create(title="Of today", due_at=NOW, all_day=True, by=busy.alice)

    with timezone.override(repeating.zone_of(busy.alice)):  # as during a request of hers
        day = agenda.day(user=busy.alice)

    assert agenda.MOST_OVERDUE <= len(day.overdue) <= agenda.MOST_OVERDUE + 1  # and what is late since this morning
    assert day.has_more_overdue
    assert "Of today" in [one.title for one in day.today if isinstance(one, Task)]
    assert f"{len(day.overdue)}+" in signed_in(busy.alice).get("/").content.decode()


def test_home_shows_my_day_and_a_manager_what_runs_late_in_his_department(busy: World, signed_in) -> None:
    mine = signed_in(busy.alice).get("/").content.decode()
    assert "Task 0" in mine
    assert "Review" in mine
    assert "Old visit" in mine, "a planned visit stays until somebody says what became of it"
    assert "Bob is late" not in mine
    assert "Bob is late" in signed_in(busy.maria).get("/").content.decode()


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/", 15), ("/tasks/?view=all", 12), ("/visits/", 12), ("/interactions/", 12), ("/calendar/", 8)],
)
def test_pages_stay_within_their_statements(
    busy: World, signed_in, django_assert_max_num_queries, path: str, limit: int
) -> None:
    for user in (busy.alice, busy.maria):
        client = signed_in(user)
        client.get("/log/")  # the first request of a session is noted in the list of sessions
        with django_assert_max_num_queries(limit):
            assert client.get(path).status_code == 200


def test_calendar_entries_take_at_most_eight_statements_beside_the_session(
    busy: World, signed_in, django_assert_max_num_queries
) -> None:
    client = signed_in(busy.alice)
    week = f"?start={quote((NOW - timedelta(days=3)).isoformat())}&end={quote((NOW + timedelta(days=4)).isoformat())}"
    client.get("/log/")
    with django_assert_max_num_queries(8 + 3):
        found = json.loads(client.get(f"/calendar/entries/{week}").content)
    assert {one["title"] for one in found} >= {"Acme Telecom · Review", "Acme Telecom · Task 0"}


@pytest.mark.parametrize(
    "query", ["", "?start=x&end=y", "?start=2026-01-01&end=2025-01-01", "?start=0001-01-01&end=9999-12-31"]
)
def test_a_calendar_range_that_is_none_is_400(world: World, signed_in, query: str) -> None:
    assert signed_in(world.alice).get(f"/calendar/entries/{query}").status_code == 400


def test_dragging_moves_what_one_may_move(busy: World, signed_in) -> None:
    visit = Visit.objects.get(purpose="Review")
    later = NOW + timedelta(days=3)
    body = {"id": f"visit:{visit.pk}", "start": later.isoformat()}
    assert signed_in(busy.alice).post("/calendar/move/", body).status_code == 204
    visit.refresh_from_db()
    assert (visit.planned_start, visit.planned_end - visit.planned_start) == (later, timedelta(hours=1))
    assert signed_in(busy.ann).post("/calendar/move/", body).status_code == 403
    assert signed_in(busy.charlie).post("/calendar/move/", body).status_code == 404
    visits.cancel(visit=visit, by=busy.alice)
    assert signed_in(busy.alice).post("/calendar/move/", body).status_code == 422
    assert (
        signed_in(busy.alice).post("/calendar/move/", {"id": "visit:x", "start": later.isoformat()}).status_code == 404
    )


def test_task_pages_complete_postpone_cancel_and_reopen(busy: World, signed_in) -> None:
    task = Task.objects.get(title="Task 2")
    client: Client = signed_in(busy.alice)
    address = reverse("interactions:task", args=[task.pk])
    assert client.get(address).status_code == client.get(address, **HTMX).status_code == 200
    assert client.post(reverse("interactions:postponement", args=[task.pk]) + "?days=7", **HTMX).status_code == 204
    task.refresh_from_db()
    assert timezone.localtime(task.due_at).date() == timezone.localdate() + timedelta(days=7)
    assert client.post(reverse("interactions:completion", args=[task.pk]), **HTMX).status_code == 204
    assert client.post(reverse("interactions:completion", args=[task.pk]) + "?undo=1", **HTMX).status_code == 204
    assert client.post(reverse("interactions:task_cancellation", args=[task.pk]), **HTMX).status_code == 204
    assert client.post(reverse("interactions:postponement", args=[task.pk]), **HTMX).status_code == 422
    assert client.get(address).status_code == 200
    for who in (busy.charlie, busy.eve):
        assert signed_in(who).get(address).status_code == 404


def test_a_form_makes_a_repeating_task_and_editing_keeps_its_rule(world: World, signed_in) -> None:
    client = signed_in(world.alice)
    values = {
        "title": "Report", "due_day": "2027-01-31", "due_clock": "09:00", "assignee": world.alice.pk, "priority": 2,
        "repeat": "monthly", "remind": "60",
    }  # fmt: skip
    assert client.post("/tasks/new/", values, **HTMX).status_code == 204
    task = Task.objects.get()
    assert task.repeat == "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
    assert task.due_at - task.remind_at == timedelta(hours=1)
    answer = client.post(
        reverse("interactions:task", args=[task.pk]), {**values, "title": "Report 2", "version": 1}, **HTMX
    )
    assert answer.status_code == 204
    task.refresh_from_db()
    assert (task.title, task.repeat[:12]) == ("Report 2", "FREQ=MONTHLY")
    stale = client.post(reverse("interactions:task", args=[task.pk]), {**values, "version": 1}, **HTMX)
    assert stale.status_code == 204
    assert Task.objects.get().title == "Report 2", "an older form that changes nothing takes nothing back"
    assert client.post("/tasks/new/", {**values, "title": ""}, **HTMX).status_code == 422


def test_the_task_list_pages_through_all_with_dateless_ones_last(world: World, signed_in) -> None:
    for n in range(60):
        due = NOW + timedelta(hours=n // 3) if n < 40 else None
        tasks.create(title=f"Task {n}", due_at=due, by=world.alice)
    query = TASKS.parse(QueryDict("assignee=me&state=open&columns=due_at"), world.alice)
    first = rows.page(query, world.alice)
    second = rows.page(replace(query, cursor=first.next), world.alice)
    both = [*first.rows, *second.rows]
    assert (len(first.rows), len({row.id for row in both}), second.next) == (50, 60, "")
    assert [row.cells[0].value is None for row in both] == [False] * 40 + [True] * 20
    found = rows.page(TASKS.parse(QueryDict("columns=title&search=task+59"), world.alice), world.alice)
    assert [row.cells[0].value for row in found.rows] == ["Task 59"]
    assert signed_in(world.alice).get("/tasks/").url == f"/tasks/?{MY_TASKS}"


def test_a_task_is_done_and_opened_again_from_its_row(busy: World, signed_in) -> None:
    client = signed_in(busy.alice)
    task = Task.objects.get(title="Task 1")
    for query, state in (("state=open", "done"), ("state=done", "open")):
        text = client.get(f"/tasks/?{query}&view=all").content.decode()
        address = re.search(rf'hx-post="(/tasks/{task.pk}/completion/[^"]*)"', text)
        assert address, query
        assert client.post(address.group(1), **HTMX).status_code == 204
        task.refresh_from_db()
        assert task.state == state


def test_a_task_names_its_customer_only_to_those_who_see_him(world: World, signed_in) -> None:
    task = tasks.create(title="Call them", due_at=NOW, customer=world.acme, assignee=world.charlie, by=world.maria)
    feeds.renew_key(by=world.charlie)
    client = signed_in(world.charlie)
    for path in ("/", "/tasks/?view=all", f"/tasks/{task.pk}/", f"/calendar/feed/{world.charlie.calendar_key}.ics"):
        text = client.get(path).content.decode()
        assert "Call them" in text, path
        assert "Acme" not in text, path


def test_holding_a_visit_from_its_page(busy: World, signed_in) -> None:
    visit = Visit.objects.get(purpose="Old visit")
    client = signed_in(busy.alice)
    text = client.get(reverse("interactions:visit", args=[visit.pk])).content.decode()
    assert f'<a href="{reverse("customers:customer", args=[busy.acme.pk])}">Acme Telecom</a>' in text
    address = reverse("interactions:holding", args=[visit.pk])
    assert client.get(address, **HTMX).status_code == 200
    answer = client.post(address, {"body": "Signed", "next_step": "Send copy", "minutes": "30"}, **HTMX)
    assert answer.status_code == 204
    assert Interaction.objects.get().duration_seconds == 1800
    assert client.get(reverse("interactions:visit", args=[visit.pk])).status_code == 200
    assert client.post(address, {"body": "again"}, **HTMX).status_code == 422
    assert signed_in(busy.charlie).get(address, **HTMX).status_code == 404


def test_quick_log_takes_three_requests(world: World, signed_in) -> None:
    client = signed_in(world.alice)
    assert "Acme Telecom" in client.get("/log/", **HTMX).content.decode()
    address = reverse("interactions:quick_log", args=[world.acme.pk])
    assert client.get(address, **HTMX).status_code == 200
    answer = client.post(address, {"kind": "call", "body": "ok", "title": "Send it", "when": "week"}, **HTMX)
    assert answer.status_code == 204
    assert Task.objects.get().origin == Interaction.objects.get()
    assert signed_in(world.charlie).get(address, **HTMX).status_code == 404
    assert signed_in(world.ann).get("/log/", **HTMX).status_code == 403


def test_the_feed_is_valid_and_holds_what_the_user_may_see(busy: World, client: Client) -> None:
    tasks.create(
        title="Weekly; report, with\nline",
        due_at=NOW + timedelta(days=1),
        repeat="FREQ=WEEKLY;UNTIL=20301231",
        by=busy.alice,
    )
    tasks.create(title="Day", due_at=NOW + timedelta(days=1), all_day=True, repeat="FREQ=DAILY;COUNT=3", by=busy.alice)
    key = feeds.renew_key(by=busy.alice)

    answer = client.get(f"/calendar/feed/{key}.ics")

    assert answer["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    summaries = {str(one["SUMMARY"]) for one in calendar.walk("VEVENT")}
    assert {"Acme Telecom · Review", "Acme Telecom · Task 1", "Weekly; report, with\nline", "Day"} <= summaries
    assert "Bob is late" not in " ".join(summaries)
    weekly = next(one for one in calendar.walk("VEVENT") if "Weekly" in one["SUMMARY"])
    assert weekly["RRULE"]["FREQ"] == ["WEEKLY"]
    assert weekly["RRULE"]["UNTIL"][0].tzinfo is not None
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert len({str(one["UID"]) for one in calendar.walk("VEVENT")}) == len(calendar.walk("VEVENT"))


def test_the_feed_is_gone_for_wrong_keys_revoked_keys_and_people_who_left(world: World, client: Client) -> None:
    old = feeds.renew_key(by=world.alice)
    key = feeds.renew_key(by=world.alice)
    assert client.get(f"/calendar/feed/{key}.ics").status_code == 200
    assert client.get(f"/calendar/feed/{old}.ics").status_code == 404
    assert client.get("/calendar/feed/x.ics").status_code == 404
    world.alice.is_active = False
    world.alice.save()
    assert client.get(f"/calendar/feed/{key}.ics").status_code == 404
    world.alice.is_active = True
    world.alice.save()
    feeds.revoke_key(by=world.alice)
    assert client.get(f"/calendar/feed/{key}.ics").status_code == 404


def test_the_feed_dialog_makes_and_revokes_the_address(world: World, signed_in) -> None:
    client = signed_in(world.alice)
    assert client.get("/calendar/subscription/", **HTMX).status_code == 200
    text = client.post("/calendar/subscription/", **HTMX).content.decode()
    world.alice.refresh_from_db()
    assert world.alice.calendar_key in text
    client.post("/calendar/subscription/", {"revoke": "1"}, **HTMX)
    world.alice.refresh_from_db()
    assert world.alice.calendar_key == ""


def test_key_dates_fall_on_their_days_lunar_ones_too(world: World) -> None:
    KeyDate.objects.create(customer=world.acme, kind="birthday", calendar="lunar", month=8, day=15, year=1966)
    KeyDate.objects.create(customer=world.acme, kind="founding", month=2, day=29)
    other = Customer.objects.create(kind="person", name="Not mine", owner=world.bob)
    KeyDate.objects.create(customer=other, kind="birthday", month=9, day=25)

    since, until = whole_days(date(2026, 9, 1), date(2026, 9, 30))
    assert [(one.day, one.wording) for one in key_days(user=world.alice, since=since, until=until)] == [
        (date(2026, 9, 25), "Birthday (60): Acme Telecom")
    ]
    since, until = whole_days(date(2027, 2, 1), date(2027, 3, 5))
    assert [one.day for one in key_days(user=world.alice, since=since, until=until)] == [date(2027, 2, 28)]


def test_reminders_are_given_once_and_do_not_outdate_the_task(world: World) -> None:
    task = tasks.create(title="Call", due_at=NOW, remind_at=NOW - timedelta(minutes=1), by=world.alice)
    tasks.create(title="Later", due_at=NOW, remind_at=NOW + timedelta(days=1), by=world.alice)

    assert reminders.remind_due() == 1
    assert reminders.remind_due() == 0
    assert Notice.objects.get().user == world.alice
    task.refresh_from_db()
    assert task.version == 1


def test_a_correction_through_the_dialog(world: World, signed_in) -> None:
    call = interactions.log(
        customer=world.acme, kind="call", by=world.alice, body="x", started_at=datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
    )
    address = reverse("interactions:correction", args=[call.pk])
    client = signed_in(world.alice)
    assert client.get(address, **HTMX).status_code == 200
    values = {
        "kind": "call",
        "body": "y",
        "started_at": timezone.localtime(call.started_at).strftime("%Y-%m-%dT%H:%M"),
        "direction": "out",
        "channel": "phone",
    }
    assert client.post(address, values, **HTMX).status_code == 204
    assert Interaction.objects.get(corrects=call).body == "y"
    assert client.post(address, {**values, "body": "z"}, **HTMX).status_code == 422
