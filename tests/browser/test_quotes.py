"""The grid of a quote under the hands, and the page where a customer signs."""

from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from kehu.catalog.defaults import ensure_defaults as ensure_catalog
from kehu.catalog.models import PriceBook, PriceEntry, Product, TaxClass, Unit
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.quotes.actions import grid, quotes, sending
from kehu.quotes.actions.grid import Cell, Edits
from kehu.quotes.defaults import ensure_defaults
from kehu.quotes.models import Answer, Line, Quote
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quote(world: World) -> Quote:
    ensure_catalog()
    ensure_defaults()
    book = PriceBook.objects.get(is_standard=True)
    tax = TaxClass.objects.get(key="services")
    for sku, name, price in (
        ("FIB-100", "光纤专线 100M", "1200"),
        ("RTR-1", "企业路由器", "300"),
        ("SRV-1", "安装服务", "450"),
    ):
        one = Product.objects.create(
            sku=sku, name=name, sort_name=sort_key(name), unit=Unit.objects.get(key="piece"), tax_class=tax,
            state="active", cost=Decimal(price) / 2,
        )  # fmt: skip
        PriceEntry.objects.create(book=book, product=one, amount=Decimal(price))
        PriceEntry.objects.create(book=book, product=one, amount=Decimal(price) * 9 / 10, from_quantity=10)
        reindex("product", [one.pk])
    Client().get("/health/live")  # the first request of a process loads every page's code; no browser waits for that
    return quotes.create(title="Lines for the plant", customer=world.acme, by=world.alice, language="en")


def cell(page: Page, row: int, field: str) -> Locator:
    return page.locator(f'.q-row >> nth={row} >> [data-field="{field}"]')


def saved(page: Page) -> None:
    expect(page.locator("#quote-status")).to_have_text("Saved", timeout=10_000)


def test_a_quote_is_typed_with_the_keyboard_alone(page_of: PageOf, world: World, quote: Quote) -> None:
    page = page_of(world.ada)
    page.goto(f"/quotes/{quote.pk}/")
    page.get_by_role("button", name="Line", exact=True).click()
    page.keyboard.type("gxzx")
    expect(page.locator(".q-product")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(cell(page, 0, "quantity")).to_be_focused()
    page.keyboard.type("12")
    # Volume step of ten: 12 × 1080 = 12,960 net, 6 % tax 777.60.
    expect(page.locator(".q-total-total dd")).to_have_text("CNY 13,737.60")
    page.keyboard.press("Enter")
    expect(cell(page, 1, "name")).to_be_focused()
    page.keyboard.type("Training")
    for _cell in ("quantity", "unit", "price"):
        page.keyboard.press("Tab")
    expect(cell(page, 1, "price")).to_be_focused()
    page.keyboard.type("1000")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("9折")
    # 900 more at 6 %: 954.
    expect(page.locator(".q-total-total dd")).to_have_text("CNY 14,691.60")
    page.keyboard.press("ArrowUp")
    expect(cell(page, 0, "discount")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowUp")
    expect(cell(page, 0, "name")).to_have_value("Training")
    saved(page)
    first, second = Line.objects.filter(quote=quote)
    assert (first.name, first.price, first.discount_percent) == ("Training", 1000, 10)
    assert (second.quantity, second.price) == (12, 1080)
    quote.refresh_from_db()
    assert quote.total == Decimal("14691.60")
    check_accessibility(page)
    keep(page, "quote-grid")


def test_a_block_from_a_spreadsheet_is_pasted_and_filled_down(page_of: PageOf, world: World, quote: Quote) -> None:
    page = page_of(world.ada)
    page.goto(f"/quotes/{quote.pk}/")
    page.get_by_role("button", name="Line", exact=True).click()
    page.evaluate(
        """text => {
          const data = new DataTransfer(); data.setData("text/plain", text);
          const how = {clipboardData: data, bubbles: true, cancelable: true};
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        "RTR-1\t2\nSRV-1\t3\nTraining\tmany\t\t500",
    )
    expect(page.locator(".q-row")).to_have_count(3)
    expect(cell(page, 0, "price")).to_have_value("300", timeout=10_000)
    expect(cell(page, 2, "quantity")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#quote-status")).to_contain_text("is not a number")
    cell(page, 2, "quantity").fill("4")
    cell(page, 0, "discount").focus()
    page.keyboard.type("5%")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    saved(page)
    assert [one.discount_percent for one in Line.objects.filter(quote=quote)] == [5, 5, 5]
    assert [one.quantity for one in Line.objects.filter(quote=quote)] == [2, 3, 4]


def test_what_somebody_else_changed_is_asked_about(page_of: PageOf, world: World, quote: Quote) -> None:
    from kehu.foundation.database.records import new_id

    line = new_id()
    grid.apply(
        quote=quote, by=world.alice,
        edits=Edits(
            added=[grid.NewLine(line)],
            cells=[Cell(line, "name", None, "Advice"), Cell(line, "price", None, "10")],
        ),
    )  # fmt: skip
    page = page_of(world.ada)
    page.goto(f"/quotes/{quote.pk}/")
    expect(cell(page, 0, "name")).to_have_value("Advice")
    grid.apply(quote=quote, by=world.alice, edits=Edits(cells=[Cell(line, "price", "10", "20")]))
    cell(page, 0, "price").fill("15")
    sheet = page.locator("#quote-conflicts")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("Theirs: 20")
    keep(page, "quote-conflict")
    sheet.get_by_role("button", name="Go on with these").click()
    saved(page)
    assert Line.objects.get(pk=line).price == 15


def test_a_customer_ticks_an_option_signs_and_gets_his_certificate(page_of: PageOf, world: World, quote: Quote) -> None:
    from kehu.foundation.database.records import new_id

    one, two = new_id(), new_id()
    cells = [
        Cell(one, "name", None, "RTR-1"), Cell(two, "name", None, "SRV-1"), Cell(two, "optional", None, "1"),
    ]  # fmt: skip
    grid.apply(quote=quote, by=world.alice, edits=Edits(added=[grid.NewLine(one), grid.NewLine(two)], cells=cells))
    version = sending.send(quote=quote, by=world.alice, base_url="http://x")
    page = page_of(None, phone=True)
    page.goto(f"/offers/{version.token}/")
    expect(page.locator("[data-total-plain]")).to_have_text("318.00")
    check_accessibility(page)
    check_no_sideways_scroll(page)
    page.locator('input[name="chosen"]').check()
    expect(page.locator("[data-total-plain]")).to_have_text("795.00")
    page.get_by_label("Your name").first.fill("Wang Wei")
    pad = page.locator(".o-pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 80, steps=8)
    page.mouse.up()
    page.locator('input[name="agreed"]').check()
    keep(page, "offer-phone")
    page.get_by_role("button", name="Accept the quote").click()
    expect(page.get_by_text("Accepted. Thank you!")).to_be_visible()
    page.get_by_role("link", name="Signature certificate").click()
    expect(page.get_by_text(version.sha256)).to_be_visible()
    keep(page, "offer-certificate")
    answer = Answer.objects.get()
    assert (answer.total, answer.name, bool(answer.strokes)) == (795, "Wang Wei", True)
    assert version.openings.count() == 1


def test_on_a_phone_the_lines_are_cards(page_of: PageOf, world: World, quote: Quote) -> None:
    from kehu.foundation.database.records import new_id

    one = new_id()
    grid.apply(
        quote=quote, by=world.alice, edits=Edits(added=[grid.NewLine(one)], cells=[Cell(one, "name", None, "FIB-100")])
    )
    page = page_of(world.ada, language="zh-hans", dark=True, phone=True)
    page.goto(f"/quotes/{quote.pk}/")
    expect(cell(page, 0, "price")).to_have_value("1200")
    check_no_sideways_scroll(page)
    keep(page, "quote-phone")
