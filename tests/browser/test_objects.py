"""Kinds of record that an administrator makes in the browser, and pages that are arranged there."""

import re

import pytest
from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.custom_objects import loading
from kehu.foundation.custom_objects.models import CustomRecord, ObjectDefinition
from kehu.foundation.custom_objects.tests.properties import KEY, add_field, make_property, make_record
from kehu.foundation.record_pages.models import Layout
from kehu.foundation.search.index import reindex
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World


@pytest.fixture
def people(transactional_db: None, world: World) -> World:
    reindex("customer", [world.acme.pk])
    return world


@pytest.fixture
def properties(people: World) -> World:
    make_property(people.ada)
    add_field(people.ada, "tenant", "reference", {"en": "Tenant", "zh-hans": "租户"}, reference="customer")
    return people


def test_an_administrator_makes_a_kind_adds_a_record_from_a_customer_and_finds_it_by_pinyin(
    page_of: PageOf, people: World
) -> None:
    page = page_of(people.ada)
    page.goto("/settings/objects/")
    check_accessibility(page)
    page.get_by_role("button", name="New kind of record").first.click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Name of one, in English").fill("Property")
    dialog.get_by_label("Name of several, in English").fill("Properties")
    dialog.get_by_label("Name in Chinese").fill("房产")
    dialog.get_by_label("Key").fill("property")
    dialog.get_by_label("Icon").select_option("home")
    check_accessibility(page, within="#dialog")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_text("now add its fields").wait_for()

    page.locator("#kinds").get_by_role("button", name="New field").click()
    dialog.get_by_label("Name in English").fill("Tenant")
    dialog.get_by_label("Key").fill("tenant")
    dialog.get_by_label("Kind", exact=True).select_option("reference")
    dialog.get_by_label("Refers to").select_option("customer")
    dialog.get_by_role("button", name="Save").click()
    page.locator("#kinds").get_by_text("custom.tenant").wait_for()
    keep(page, "objects-settings")

    page.goto(f"/customers/{people.acme.pk}/")
    page.get_by_role("button", name="New: Property").click()
    dialog.get_by_label("Name", exact=True).fill("锦绣花园5号")
    assert dialog.get_by_label("Tenant").input_value() == "Acme Telecom"
    dialog.get_by_role("button", name="Create").click()
    page.get_by_role("link", name="锦绣花园5号").wait_for()
    record = CustomRecord.objects.get()
    assert record.custom["tenant"] == str(people.acme.pk)
    keep(page, "objects-customer")

    page.keyboard.press("Control+k")
    page.keyboard.type("jxhy")
    page.locator("#palette-found").get_by_text("锦绣花园5号").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"^[^?]*/objects/property/{record.pk}/$"))
    page.get_by_role("link", name="Open: Acme Telecom").wait_for()
    page.wait_for_load_state("networkidle")
    check_accessibility(page)
    keep(page, "objects-record")


def test_a_record_is_edited_in_place_and_written_on(page_of: PageOf, properties: World) -> None:
    record = make_record(User.objects.get(pk=properties.ada.pk), custom={"area": 88})
    page = page_of(properties.ada)
    page.goto(f"/objects/property/{record.pk}/")

    page.get_by_role("button", name="Edit: Area").click()
    page.locator('[data-edit*="custom.area"] input[name="value"]').fill("90")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Edit: Area").get_by_text("90").wait_for()
    page.get_by_label("Note", exact=True).fill("The roof leaks.")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("The roof leaks.").wait_for()
    page.get_by_role("tab", name="History").click()
    page.get_by_text("Property changed").first.wait_for()

    assert CustomRecord.objects.get().custom["area"] == 90


def test_a_page_is_arranged_by_keyboard_and_put_back(page_of: PageOf, people: World) -> None:
    page = page_of(people.alice)
    page.goto(f"/customers/{people.acme.pk}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("edit layout")
    page.locator("#palette-places").get_by_text("Edit layout").click()
    page.wait_for_url("**/layouts/customer/**")
    check_accessibility(page)

    page.locator('[data-key="consents"]').focus()
    for _step in range(3):
        page.keyboard.press("Shift+ArrowRight")
    keep(page, "layout")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(rf"^[^?]*/customers/{people.acme.pk}/$"))
    assert page.locator("#part-consents").count() == 0
    assert Layout.objects.get().arrangement["hidden"] == ["consents"]

    page.goto(f"/layouts/customer/?back=/customers/{people.acme.pk}/")
    page.get_by_role("button", name="Back to default").click()
    page.wait_for_url(re.compile(rf"^[^?]*/customers/{people.acme.pk}/$"))
    page.locator("#part-consents").wait_for()
    page.wait_for_load_state("networkidle")


def test_a_page_is_arranged_by_drag_for_a_role(page_of: PageOf, properties: World) -> None:
    record = make_record(User.objects.get(pk=properties.ada.pk))
    page = page_of(properties.ada)
    page.goto(f"/layouts/{KEY}/?for=sales&back=/objects/property/{record.pk}/")

    page.locator('[data-key="files"]').drag_to(page.locator('[data-place="right"]'))
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(rf"^[^?]*/objects/property/{record.pk}/$"))
    assert page.get_by_role("tab", name="Files").count() == 1  # she is no seller

    seller = page_of(properties.alice)
    seller.goto(f"/objects/property/{record.pk}/")
    seller.get_by_role("tab", name="Notes").wait_for()
    assert seller.get_by_role("tab", name="Files").count() == 0
    for one in (page, seller):
        one.wait_for_load_state("networkidle")


def test_pages_are_chinese_and_fit_a_phone(page_of: PageOf, properties: World) -> None:
    record = make_record(User.objects.get(pk=properties.ada.pk), title="锦绣花园5号")
    page = page_of(properties.ada, language="zh-hans", dark=True, phone=True)
    for address, word in (
        (f"/objects/property/{record.pk}/", "基本信息"), ("/objects/property/", "房产"),
        ("/settings/objects/", "新建记录类型"), (f"/layouts/{KEY}/", "编辑布局"),
    ):  # fmt: skip
        page.goto(address)
        page.locator("main").get_by_text(word).first.wait_for()
        page.wait_for_load_state("networkidle")
        check_no_sideways_scroll(page)
        check_accessibility(page)


def test_a_kind_made_in_another_process_is_there(page_of: PageOf, properties: World) -> None:
    ObjectDefinition.objects.get()
    loading.forget()

    page = page_of(properties.ada)
    page.goto("/objects/property/")
    page.get_by_role("heading", name="Properties").first.wait_for()


def test_cards_of_a_kind_are_moved_and_a_record_is_made_inside_a_form(page_of: PageOf, properties: World) -> None:
    record = make_record(
        User.objects.get(pk=properties.ada.pk), custom={"use": "flat", "sold": str(timezone.localdate())}
    )
    page = page_of(properties.ada)
    page.goto("/objects/property/?layout=board")
    card = page.locator(f'[data-card="{record.pk}"]')
    card.wait_for()
    check_accessibility(page)
    card.focus()
    with page.expect_response("**/board/move/"):
        page.keyboard.press("Shift+ArrowRight")
    page.locator(f'[data-lane="shop"] [data-card="{record.pk}"]').wait_for()
    assert CustomRecord.objects.get().custom["use"] == "shop"
    keep(page, "objects-board")

    page.goto("/objects/property/?layout=calendar&group=custom.sold")
    page.get_by_role("link", name="Sold on").wait_for()
    page.locator("#list-calendar").get_by_text("Garden Court 5").wait_for()
    page.wait_for_load_state("networkidle")
    keep(page, "objects-calendar")

    page.goto("/objects/property/")
    page.get_by_role("button", name="New: Property").first.click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Name", exact=True).fill("Court 7")
    dialog.get_by_label("Tenant").press_sequentially("Brand New")
    dialog.get_by_text("Create the organisation “Brand New”").click()
    page.get_by_text("“Brand New” is there.").wait_for()
    assert dialog.get_by_label("Tenant").input_value() == "Brand New"
    dialog.get_by_role("button", name="Create").click()
    page.wait_for_url(re.compile(r"^[^?]*/objects/property/[0-9a-f-]{36}/$"))
    page.get_by_role("link", name="Open: Brand New").wait_for()
