"""Pages of cadences: editor, preview, results, panel, bulk dialog, and who has how much without a next step."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from kehu.cadences.actions import enrolling, escalating, settling
from kehu.cadences.models import Cadence, CadenceStep, Enrolment, StepTaken
from kehu.cadences.queries import attention, results
from kehu.foundation.access.models import User
from kehu.foundation.notices.models import Notice
from kehu.interactions.actions import tasks
from kehu.sales.actions import leads, opportunities
from kehu.sales.models import Lead, Opportunity
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def row(world: World, cadence: Cadence, lead: Lead) -> Enrolment:
    return enrolling.enrol(cadence=cadence, record=lead, by=world.alice)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/theme/")
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address, headers=HTMX)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_a_cadence_is_written_and_its_steps_are_ordered(world: World) -> None:
    client = client_of(world.maria)
    form = {"name": "Fair", "subject": "lead", "new_owner": "go_on", "is_active": "on", "stops_on_meeting": "on"}
    assert client.get("/cadences/new/", headers=HTMX).status_code == 200
    assert client.post("/cadences/new/", {**form, "name": ""}, headers=HTMX).status_code == 422
    assert client.post("/cadences/new/", form, headers=HTMX).status_code == 204
    own = f"/cadences/{Cadence.objects.get().pk}/"
    assert "No steps yet" in text(client, own)
    for title in ("First", "Second"):
        step = {"kind": "call", "title": title, "days": "1", "at": "09:30", "f-joined": "all", "do": "save"}
        assert client.get(f"{own}steps/", headers=HTMX).status_code == 200
        assert client.post(f"{own}steps/", step, headers=HTMX).status_code == 204
    first, second = CadenceStep.objects.order_by("position")
    assert client.post(f"{own}steps/order/", {"order": f"{second.pk},{first.pk}"}, headers=HTMX).status_code == 204
    page = text(client, own)
    assert page.index("Second") < page.index("First") and "09:30" in page
    assert client.get(f"{own}steps/{first.pk}/removal/", headers=HTMX).status_code == 200
    assert client.post(f"{own}steps/{first.pk}/removal/", headers=HTMX).status_code == 204
    edited = {**form, "name": "Fairs", "version": ""}
    assert client.post(f"{own}edit/", edited, headers=HTMX).status_code == 204
    assert client.get(f"{own}new-leads/", headers=HTMX).status_code == 200
    assert client.post(f"{own}trash/", headers=HTMX).status_code in (204, 302)
    assert client.get(own).status_code == 404


def test_a_seller_reads_and_does_not_write(world: World, cadence: Cadence) -> None:
    client, own = client_of(world.alice), f"/cadences/{cadence.pk}/"
    assert "data-stage" not in text(client, own).replace("data-stages", "")
    for address in ("/cadences/new/", f"{own}edit/", f"{own}steps/", f"{own}new-leads/"):
        assert client.get(address, headers=HTMX).status_code == 403
    assert client.post(f"{own}trash/", headers=HTMX).status_code == 403
    assert client_of(world.eve).get(own).status_code == 403


def test_the_preview_shows_the_days_in_the_calendar(world: World, cadence: Cadence) -> None:
    page = text(client_of(world.maria), f"/cadences/{cadence.pk}/preview/?person={world.alice.pk}&start=2199-02-01")
    assert page.count("cd-chip") == 3 and "Alice" in page


def test_pages_are_quick(world: World, row: Enrolment, django_assert_max_num_queries: Any) -> None:
    client, cadence = client_of(world.alice), row.cadence_id
    for address in (
        f"/cadences/{cadence}/", f"/cadences/{cadence}/preview/", f"/cadences/{cadence}/results/", "/cadences/",
        "/cadences/enrolments/", f"/cadences/enrolments/{row.pk}/", f"/cadences/of/lead/{row.lead_id}/",
        f"/cadences/enrol/lead/{row.lead_id}/", "/next-steps/", "/next-steps/at-home/",
    ):  # fmt: skip
        with django_assert_max_num_queries(18):
            text(client, address)


def test_the_panel_has_the_text_ready_and_the_way_to_reach_them(world: World, row: Enrolment) -> None:
    client, panel = client_of(world.alice), f"/cadences/of/lead/{row.lead_id}/"
    page = text(client, panel)
    assert "Ask Li &amp; Co about a line." in page and 'href="tel:+8613912345678"' in page
    tasks.complete(task=StepTaken.objects.get().task, by=world.alice)
    settling.settle(Q())
    Lead.objects.update(email="li@example.com")
    assert "mailto:li@example.com?subject=Write%20to%20Li%20Na&amp;body=Dear%20Li%20Na" in text(client, panel)
    assert "li@example.com" not in text(client_of(world.mark), panel)  # masked for marketers


def test_one_is_put_in_paused_put_off_skipped_and_stopped_on_the_pages(
    world: World, cadence: Cadence, lead: Lead
) -> None:
    client, begin = client_of(world.alice), f"/cadences/enrol/lead/{lead.pk}/"
    assert "Call {name}" in text(client, begin)
    assert "Write to {name}" in text(client, f"{begin}?dates=1&cadence={cadence.pk}&start=2199-02-01")
    assert client.post(begin, {"cadence": "x"}, headers=HTMX).status_code == 422
    assert client.post(begin, {"cadence": cadence.pk, "start": "2001-01-01"}, headers=HTMX).status_code == 422
    assert client.post(begin, {"cadence": cadence.pk}, headers=HTMX).status_code == 204
    assert client.post(begin, {"cadence": cadence.pk}, headers=HTMX).status_code == 422
    own = f"/cadences/enrolments/{Enrolment.objects.get().pk}/"
    assert client.get(f"{own}pause/", headers=HTMX).status_code == 200
    assert client.post(f"{own}pause/", {"until": "2199-02-01"}, headers=HTMX).status_code == 204
    assert "paused" in text(client, own)
    assert client.post(f"{own}skip/", headers=HTMX).status_code == 422
    assert client.post(f"{own}resume/", headers=HTMX).status_code == 204
    assert client.post(f"{own}postponement/", {"day": "2199-02-01"}, headers=HTMX).status_code == 204
    assert client.post(f"{own}skip/", headers=HTMX).status_code == 204
    assert client.post(f"{own}dance/", headers=HTMX).status_code == 404
    assert client.post(f"{own}stop/", headers=HTMX).status_code == 204
    assert "stopped by hand" in text(client, own)
    assert client_of(world.bob).get(own).status_code == 404
    assert client_of(world.sam).post(f"{own}stop/", headers=HTMX).status_code == 403


def test_the_numbers_of_a_cadence_are_those_of_the_lists_they_open(
    world: World, row: Enrolment, cadence: Cadence
) -> None:
    for number in range(3):
        one = leads.capture(name=f"Lead {number}", by=world.alice)
        enrolling.enrol(cadence=cadence, record=one, by=world.alice)
    tasks.complete(task=StepTaken.objects.get(enrolment=row).task, by=world.alice)
    leads.touch(lead=Lead.objects.get(name="Lead 0"), kind="email", body="Yes", direction="in", by=world.alice)
    settling.settle(Q())
    found = results.results(cadence, world.alice)
    assert (found.enrolled, found.active, found.replied, found.rate(found.replied)) == (4, 3, 1, 0.25)
    steps = results.by_step(cadence, world.alice)
    first = steps[0]
    assert (first.reached, first.waiting, first.answered, first.went_on) == (4, 2, 1, 1)
    client = client_of(world.alice)
    for series in results.chart(cadence, steps).series:
        for mark in series.marks:
            assert counted(client, mark.href) == mark.value, (series.label, mark.href)


def test_who_has_how_much_is_what_the_lists_say(world: World, lead: Lead, sale: Opportunity) -> None:
    past = timezone.localdate().replace(year=2001)
    late = opportunities.create(name="Late", customer=world.acme, next_step="Call", next_step_on=past, by=world.alice)
    leads.capture(name="Bob's", by=world.bob)
    rows = attention.by_person(world.maria, None)
    alice = next(row for row in rows if row.person == world.alice)
    assert alice.counts[("opportunity", "without")] == 1 and alice.counts[("opportunity", "overdue")] == 1
    client = client_of(world.maria)
    for one in rows:
        for kind, what in attention.COLUMNS:
            if one.count(kind, what):
                assert counted(client, one.link(kind, what)) == one.count(kind, what), (kind, what)
    page = text(client, "/next-steps/")
    assert "North" in page and "Head office" in page and "Bob" in page
    assert "Bob" not in text(client, f"/next-steps/?department={world.south.pk}").split("</nav>")[-1]
    assert "Bob" not in text(client_of(world.alice), "/next-steps/").split("</nav>")[-1]
    home = text(client, "/next-steps/at-home/")
    assert "Next steps below me" in home and "My next steps" not in home
    assert "My next steps" in text(client_of(world.alice), "/next-steps/at-home/")
    assert late.next_step == "Call"


def test_who_leads_others_is_told_once_a_week(world: World, sale: Opportunity) -> None:
    world.head_office.head = world.maria
    world.head_office.save()
    for _again in range(2):
        escalating.tell_managers()
    told = Notice.objects.get(user=world.maria)
    assert told.params["number"] == 1 and not Notice.objects.filter(user=world.alice).exists()
    assert "Alice" in text(client_of(world.maria), told.url)


def counted(client: Client, address: str) -> int:
    """How many records the list has that a number opens."""
    page = text(client, address)
    found = page.count("data-row=") or page.count('name="ids"')
    assert urlsplit(address).path in page
    return found


def test_pages_speak_chinese(world: World, row: Enrolment) -> None:
    User.objects.filter(pk=world.alice.pk).update(language="zh-hans")
    client = client_of(world.alice)
    assert "跟进计划" in text(client, f"/cadences/of/lead/{row.lead_id}/")
    assert "下一步" in text(client, "/next-steps/")
