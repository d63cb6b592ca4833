"""A price book under the hands: typed into, pasted from a spreadsheet, refused; the page of a product."""

from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from kehu.catalog.actions import news, prices, products, variants
from kehu.catalog.models import PriceBook, Product
from tests.browser.checks import check_accessibility, keep
from tests.browser.conftest import PageOf
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def book(world: World) -> PriceBook:
    for number in range(4):
        products.create(name=f"Line {number}", sku=f"L-{number}", state="active", cost=Decimal(40), by=world.maria)
    phone = products.create(name="Phone", sku="PH", state="active", by=world.maria)
    variants.set_options(product=phone, options={"Colour": ["black", "white"]}, by=world.maria)
    variants.make_all(product=phone, by=world.maria)
    news.write(title="A better camera", body="Twice the light.", product=phone, is_important=True, by=world.ada)
    standard = prices.standard_book()
    cells = [prices.Cell(one.pk, Decimal(100 + place)) for place, one in enumerate(Product.objects.order_by("sku"))]
    prices.enter(book=standard, cells=cells, by=world.maria)
    Client().get("/health/live")  # the first request of a process loads every page's code; no browser waits for that
    return standard


def cell(page: Page, name: str, place: int = 0) -> Locator:
    return page.locator(f'#price-grid tr[data-row]:has-text("{name}") .c-cell input').nth(place)


def test_prices_are_typed_pasted_and_refused(page_of: PageOf, world: World, book: PriceBook) -> None:
    page = page_of(world.maria)
    page.goto(f"/price-books/{book.pk}/?steps=10")
    expect(cell(page, "Line 0")).to_have_value("100.00")
    check_accessibility(page, within="#price-grid")
    cell(page, "Line 0").fill("1,250.5")
    cell(page, "Line 0").press("Enter")
    expect(cell(page, "Line 1")).to_be_focused()
    expect(cell(page, "Line 0")).to_have_value("1250.50")

    paste(page, cell(page, "Line 1"), "80\t75\n90\t85\n")
    expect(page.locator("#toasts")).to_contain_text("4 prices changed.")
    expect(cell(page, "Line 2", 1)).to_have_value("85.00")
    keep(page, "price-book")

    cell(page, "Line 3").fill("cheap")
    cell(page, "Line 3").press("Tab")
    expect(page.locator("#toasts")).to_contain_text("“cheap” is not a price.")
    expect(cell(page, "Line 3")).to_have_attribute("data-state", "bad")
    found = dict(book.entries.filter(from_quantity=10).values_list("product__sku", "amount"))
    assert found == {"L-1": Decimal(75), "L-2": Decimal(85)}
    assert book.entries.get(product__sku="L-0").amount == Decimal("1250.5")


def test_the_page_of_a_product_says_which_price_holds(page_of: PageOf, world: World, book: PriceBook) -> None:
    phone = Product.objects.get(sku="PH")
    page = page_of(world.alice)
    page.goto(f"/products/{phone.pk}/")
    expect(page.locator(".c-answer")).to_contain_text("From the standard price book")
    expect(page.locator(".c-mark")).to_have_text("unread")
    check_accessibility(page)
    page.get_by_role("tab", name="Variants").click()
    expect(page.locator("#product-variants")).to_contain_text("PH-BLACK")
    keep(page, "product")


def paste(page: Page, target: Locator, text: str) -> None:
    target.evaluate(
        """(input, text) => {
            input.focus();
            const data = new DataTransfer();
            data.setData("text/plain", text);
            input.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )
