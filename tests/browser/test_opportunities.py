"""The page of an opportunity and its board under the hands: the map of the buying committee, the sheet of a gate."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from kehu.customers.models import Contact
from kehu.sales.actions import committees, opportunities
from kehu.sales.models import CommitteeMember, Opportunity, Stage
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sale(world: World) -> Opportunity:
    Client().get("/health/live")
    return opportunities.create(name="Fibre for the plant", customer=world.acme, amount=Decimal(1200), by=world.alice)


def test_the_map_of_the_committee_is_walked_and_changed_by_keys(
    page_of: PageOf, world: World, sale: Opportunity
) -> None:
    head = committees.add(
        opportunity=sale, contact=Contact.objects.create(customer=world.acme, name="Wang Fang"), role="decides",
        influence=5, by=world.alice,
    )  # fmt: skip
    committees.add(
        opportunity=sale, contact=Contact.objects.create(customer=world.acme, name="Li Lei"), role="uses",
        stance="against", reports_to=head, by=world.alice,
    )  # fmt: skip
    page = page_of(world.alice)
    page.goto(f"/opportunities/{sale.pk}/")
    person = page.get_by_role("link", name="Wang Fang: decides, not known")
    expect(person).to_be_visible()
    check_accessibility(page)
    keep(page, "committee")
    person.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Li Lei: uses, against us")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("heading", name="Li Lei")).to_be_visible()
    dialog.get_by_label("Stance").select_option("supports")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Li Lei: uses, for us")).to_be_visible()
    assert CommitteeMember.objects.get(contact__name="Li Lei").stance == "supports"


def test_a_drop_asks_for_the_document_and_the_person_that_are_missing(
    page_of: PageOf, world: World, sale: Opportunity
) -> None:
    contact = Contact.objects.create(customer=world.acme, name="Wang Fang")
    stage = Stage.objects.get(key="qualified")
    Stage.objects.filter(pk=stage.pk).update(required_fields=["committee"], required_documents=["Survey report"])
    page = page_of(world.alice)
    page.goto("/opportunities/?layout=board")
    card = page.locator('[data-card]:has-text("Fibre for the plant")')
    target = page.locator(f'[data-lane="{stage.pk}"] .k-lane-cards')
    card.drag_to(target, target_position={"x": 90, "y": 40})
    dialog = page.locator("#dialog")
    dialog.get_by_label("Who is in the buying committee").select_option(str(contact.pk))
    paper = {"name": "survey.txt", "mimeType": "text/plain", "buffer": b"all is well"}
    dialog.get_by_label("Survey report").set_input_files(paper)
    keep(page, "gate")
    dialog.get_by_role("button", name="Move").click()
    expect(page.locator(f'[data-lane="{stage.pk}"] [data-card]:has-text("Fibre for the plant")')).to_be_visible()
    sale.refresh_from_db()
    assert sale.stage == stage
    assert sale.documents.get().attachment.name == "survey.txt"


def test_the_page_and_what_moved_fit_a_phone_in_chinese(page_of: PageOf, world: World, sale: Opportunity) -> None:
    page = page_of(world.alice, language="zh-hans", phone=True, dark=True)
    for address in (f"/opportunities/{sale.pk}/", "/opportunities/changes/?kind=new", "/opportunities/as-of/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        check_no_sideways_scroll(page)
    page.goto(f"/opportunities/as-of/?day={timezone.localdate().isoformat()}")
    expect(page.get_by_text("Fibre for the plant")).to_be_visible()
