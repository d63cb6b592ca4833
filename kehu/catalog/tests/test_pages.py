import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kehu.catalog.actions import bundles, news, prices, products, variants
from kehu.catalog.actions.prices import Cell
from kehu.catalog.models import NewsPost, PriceBook, PriceEntry, Product, TaxClass, Unit
from kehu.catalog.tests import making
from kehu.catalog.tests.making import standard
from kehu.foundation.access.models import User
from kehu.foundation.changes.actions import deletion
from tests.world import World

HTMX = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


@pytest.fixture
def maria(world: World) -> Client:
    return signed_in(world.maria)


@pytest.fixture
def alice(world: World) -> Client:
    return signed_in(world.alice)


@pytest.fixture
def phone(world: World) -> Product:
    made = products.create(name="Phone", sku="PH", state="active", cost=Decimal(1800), by=world.maria)
    variants.set_options(product=made, options={"Colour": ["black", "white"], "Memory": ["128", "256"]}, by=world.maria)
    variants.make_all(product=made, by=world.maria)
    cells = [Cell(made.pk, Decimal(2500)), Cell(made.pk, Decimal(2300), since=Decimal(10))]
    prices.enter(book=standard(), cells=cells, by=world.maria)
    return made


def test_the_list_shows_what_it_costs(alice: Client, phone: Product, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(15):
        page = alice.get("/products/").content.decode()
    assert "Phone" in page
    assert "2,500" in page


@pytest.mark.parametrize("layout", ["board", "cards"])
def test_it_is_laid_out_as_board_and_cards(alice: Client, phone: Product, layout: str) -> None:
    assert alice.get(f"/products/?layout={layout}").status_code == 200


def test_the_page_shows_prices_and_variants_and_is_quick(
    alice: Client, phone: Product, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        page = alice.get(f"/products/{phone.pk}/").content.decode()
    assert "2300" in page
    assert "Standard prices" in page
    assert "black, 128" in alice.get(f"/products/{phone.pk}/parts/variants/").content.decode()


def test_a_seller_sees_no_cost_and_a_manager_does(alice: Client, maria: Client, phone: Product) -> None:
    assert "1,800" in maria.get(f"/products/{phone.pk}/").content.decode()
    for path in (f"/products/{phone.pk}/", "/products/?columns=name,cost", f"/price-books/{standard().pk}/"):
        assert "1,800" not in alice.get(path).content.decode()
        assert "1800" not in alice.get(path).content.decode()


def test_it_speaks_chinese(world: World, alice: Client, phone: Product) -> None:
    User.objects.filter(pk=world.alice.pk).update(language="zh-hans")
    assert "规格" in alice.get(f"/products/{phone.pk}/").content.decode()
    assert "在售" in alice.get("/products/").content.decode()


def test_a_new_one_is_made_with_its_price(maria: Client) -> None:
    data = {"name": "Router", "kind": "goods", "state": "active", "price": "299.5",
            "unit": str(Unit.objects.get(key="piece").pk)}  # fmt: skip
    answer = maria.post("/products/new/", data, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    made = Product.objects.get()
    assert (made.sku, made.list_price, made.tax_class.key) == ("ROUTER", Decimal("299.5"), "goods")


def test_bad_input_stays_beside_its_field(maria: Client) -> None:
    assert maria.post("/products/new/", {"name": ""}, headers=HTMX).status_code == 422


def test_it_is_edited_put_off_sale_and_trashed(maria: Client, phone: Product) -> None:
    address = f"/products/{phone.pk}"
    data = {"name": "Phone 2", "sku": "PH", "kind": "goods", "state": "active", "unit": str(phone.unit_id),
            "version": phone.version, "name_zh-hans": "手机"}  # fmt: skip
    answer = maria.post(f"{address}/edit/", data, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    assert maria.post(f"{address}/states/retired/", headers=HTMX).status_code == 204
    phone.refresh_from_db()
    assert (phone.name, phone.names, phone.state) == ("Phone 2", {"zh-hans": "手机"}, "retired")
    assert maria.post(f"{address}/trash/", headers=HTMX).status_code in (200, 204)
    assert maria.get(f"{address}/").status_code == 404


def test_a_fact_is_changed_where_it_stands(maria: Client, phone: Product) -> None:
    address = f"/products/{phone.pk}/facts/sku/"
    assert 'name="sku"' in maria.get(address, headers=HTMX).content.decode()
    assert "PHX" in maria.post(address, {"sku": "PHX"}, headers=HTMX).content.decode()
    assert maria.post(address, {"sku": ""}, headers=HTMX).status_code == 422


def test_variants_are_made_of_options(maria: Client, phone: Product) -> None:
    answer = maria.post(
        f"/products/{phone.pk}/options/", {"options": "Colour: black, white, red\nMemory: 128, 256"}, headers=HTMX
    )
    assert answer.status_code == 204, answer.content.decode()
    assert phone.variants.count() == 6
    assert maria.post(f"/products/{phone.pk}/options/", {"options": "no colon"}, headers=HTMX).status_code == 422
    one = phone.variants.order_by("position")[0]
    data = {"sku": "PH-BLK", "cost": "1700", "is_active": "on"}
    assert maria.post(f"/products/{phone.pk}/variants/{one.pk}/", data, headers=HTMX).status_code == 204
    assert maria.post(f"/products/{phone.pk}/variants/{one.pk}/removal/", headers=HTMX).status_code == 204
    assert phone.variants.count() == 5


def test_a_bundle_is_put_together(world: World, maria: Client, phone: Product) -> None:
    bundle = products.create(name="Office", bundle="summed", by=world.maria)
    line = products.create(name="Line", by=world.maria)
    address = f"/products/{bundle.pk}/bundle"
    for one in (phone, line):
        data = {"product": str(one.pk), "quantity": "2", "is_optional": "on"}
        answer = maria.post(f"{address}/parts/new/", data, headers=HTMX)
        assert answer.status_code == 204, answer.content.decode()
    first, second = bundle.parts.all()
    assert maria.post(f"{address}/groups/new/", {"name": "Devices", "least": "1"}, headers=HTMX).status_code == 204
    rule = {"part": str(first.pk), "kind": "requires", "other": str(second.pk)}
    assert maria.post(f"{address}/rules/new/", rule, headers=HTMX).status_code == 204
    page = maria.get(f"/products/{bundle.pk}/").content.decode()
    assert "“Phone” needs “Line”." in page
    assert "Office" in maria.get(f"/products/{phone.pk}/").content.decode()  # part of
    assert maria.post(f"{address}/part/{first.pk}/removal/", headers=HTMX).status_code == 204
    assert (
        maria.post(f"{address}/parts/new/", {"product": str(bundle.pk), "quantity": "1"}, headers=HTMX).status_code
        == 422
    )


def test_the_price_that_holds_is_explained(alice: Client, world: World, phone: Product) -> None:
    address = f"/products/{phone.pk}/price/"
    assert 'name="quantity"' in alice.get(address, headers=HTMX).content.decode()
    data = {"customer": str(world.acme.pk), "quantity": "12", "currency": "CNY", "on": "2026-11-22"}
    found = alice.get(address, data, headers=HTMX).content.decode()
    assert "2300.00 CNY" in found
    assert "Volume step: from 10 on; the quantity is 12." in found


def test_news_are_new_until_they_were_seen(world: World, alice: Client, maria: Client, phone: Product) -> None:
    data = {"title": "A better camera", "published_on": "2026-01-02", "body": "<b>see</b>"}
    assert maria.post(f"/products/{phone.pk}/news/", data, headers=HTMX).status_code == 204
    assert "A better camera" in alice.get("/products/news/home/").content.decode()
    assert "/products/news/home/" in alice.get("/").content.decode()
    first = alice.get(f"/products/{phone.pk}/").content.decode()
    assert "A better camera" in first
    assert "c-mark" in first
    assert "<b>see</b>" not in first
    assert "c-mark" not in alice.get(f"/products/{phone.pk}/").content.decode()
    assert alice.get("/products/news/").status_code == 200
    assert alice.post(f"/products/{phone.pk}/news/", data, headers=HTMX).status_code == 403
    post = NewsPost.objects.get()
    assert "A better camera" not in alice.get("/products/news/home/").content.decode()
    assert maria.post(f"/products/news/{post.pk}/removal/", headers=HTMX).status_code == 204


def sent(client: Client, book: PriceBook, *cells: list[str]) -> Any:
    return client.post(f"/price-books/{book.pk}/prices/", {"cells": json.dumps(cells)})


def test_the_book_is_a_spreadsheet(maria: Client, phone: Product, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(15):
        page = maria.get(f"/price-books/{standard().pk}/?q=phone&steps=50").content.decode()
    assert 'data-step="50"' in page
    assert 'value="2300.00"' in page
    assert "black, 128" in page


def test_a_block_of_prices_is_pasted_and_taken_back(world: World, maria: Client, phone: Product) -> None:
    book = prices.create(name="Dealers", currency="CNY", by=world.maria)
    row, variant = f"{phone.pk}||", phone.variants.order_by("position")[0]
    answer = sent(
        maria, book, [row, "0", "¥2,100.00"], [row, "10", "1 999"], [f"{phone.pk}|{variant.pk}|", "0", "2200"]
    )
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["amounts"] == ["2100.00", "1999.00", "2200.00"]
    assert book.entries.count() == 3
    assert sent(maria, book, [row, "10", ""]).json()["amounts"] == [""]
    assert book.entries.count() == 2


def test_what_is_no_price_is_refused_with_its_place_and_nothing_is_written(maria: Client, phone: Product) -> None:
    before = PriceEntry.objects.count()
    answer = sent(maria, standard(), [f"{phone.pk}||", "99", "5"], [f"{phone.pk}||", "0", "cheap"])
    assert (answer.status_code, answer.json()["place"]) == (422, "1")
    assert sent(maria, standard(), ["x", "0", "5"]).status_code == 422
    assert PriceEntry.objects.count() == before


def test_a_seller_reads_the_book_and_writes_nothing(alice: Client, phone: Product) -> None:
    page = alice.get(f"/price-books/{standard().pk}/").content.decode()
    assert "2500" in page
    assert "<input inputmode" not in page
    assert sent(alice, standard(), [f"{phone.pk}||", "0", "1"]).status_code == 403
    assert alice.get("/price-books/new/").status_code == 403
    assert alice.get(f"/products/{phone.pk}/edit/").status_code == 403


def test_a_book_is_copied_with_lower_prices(world: World, maria: Client, phone: Product) -> None:
    data = {"name": "Dealers 2027", "currency": "CNY", "priority": "3", "copy_of": str(standard().pk),
            "percent": "-12.5", "tier": "a", "is_active": "on"}  # fmt: skip
    answer = maria.post("/price-books/new/", data, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    made = PriceBook.objects.get(name="Dealers 2027")
    # 2500 × 0.875 = 2187.50; 2300 × 0.875 = 2012.50
    assert sorted(made.entries.values_list("amount", flat=True)) == [Decimal("2012.5"), Decimal("2187.5")]
    assert maria.get(f"/price-books/{made.pk}/edit/", headers=HTMX).status_code == 200
    assert maria.post(f"/price-books/{made.pk}/trash/", headers=HTMX).status_code in (200, 204)


def test_who_sees_no_price_books_gets_403(world: World, phone: Product) -> None:
    sam = signed_in(world.sam)
    assert sam.get("/price-books/").status_code == 403
    assert sam.get(f"/price-books/{standard().pk}/").status_code == 403
    page = sam.get(f"/products/{phone.pk}/").content.decode()
    assert "Standard prices" not in page


def test_the_lists_of_books_and_prices_answer(maria: Client, phone: Product) -> None:
    assert "Standard prices" in maria.get("/price-books/").content.decode()
    assert "2,300" in maria.get("/price-books/prices/").content.decode()


def test_settings_are_the_administrators(world: World, maria: Client, phone: Product) -> None:
    assert maria.get("/settings/catalog/").status_code == 403
    ada = signed_in(world.ada)
    assert "Goods, general rate" in ada.get("/settings/catalog/").content.decode()
    assert ada.post("/settings/catalog/category/new/", {"name": "Network"}, headers=HTMX).status_code == 204
    unit = {"name": "pallet", "factor": "480", "base": str(phone.unit_id), "decimals": "0", "is_active": "on"}
    assert ada.post("/settings/catalog/unit/new/", unit, headers=HTMX).status_code == 204
    tax = TaxClass.objects.get(key="goods")
    data = {
        "name": "Goods, general rate",
        "percent": "12",
        "since": "2027-01-01",
        "is_active": "on",
        "is_default": "on",
    }
    assert ada.post(f"/settings/catalog/tax/{tax.pk}/", data, headers=HTMX).status_code == 204
    assert tax.rates.count() == 2
    assert ada.post("/settings/catalog/rounding/", {"tax_rounding": "line"}, headers=HTMX).status_code == 204
    assert ada.post(f"/settings/catalog/tax/{tax.pk}/removal/", headers=HTMX).status_code == 422
    assert ada.post(f"/settings/catalog/unit/{phone.unit_id}/removal/", headers=HTMX).status_code == 422


def test_news_of_a_category_stand_on_all_products_below_it(world: World, phone: Product) -> None:
    from kehu.catalog.queries.news import of_product, unread

    above = products.category_named("Devices / Phones", world.maria)
    products.update(product=phone, changes={"category": above}, by=world.maria)
    news.write(title="Campaign", category=above.parent, by=world.maria)
    phone.refresh_from_db()
    assert [one.post.title for one in of_product(phone, world.alice)] == ["Campaign"]
    assert [one.title for one in unread(world.alice)] == ["Campaign"]
    assert unread(world.maria) == []


def test_a_choice_among_parts_has_to_go_together(world: World, phone: Product) -> None:
    from kehu.catalog.queries import bundles as queries

    bundle = products.create(name="Office", bundle="summed", by=world.maria)
    line, extra = (products.create(name=name, by=world.maria) for name in ("Line", "Extra"))
    group = bundles.save_group(bundle=bundle, name="Devices", least=1, most=1, by=world.maria)
    fixed = bundles.save_part(bundle=bundle, product=line, by=world.maria)
    one = bundles.save_part(
        bundle=bundle, product=phone, is_optional=True, group=group, most=Decimal(3), by=world.maria
    )
    other = bundles.save_part(
        bundle=bundle, product=extra, is_optional=True, is_chosen=False, group=group, by=world.maria
    )
    bundles.save_rule(part=one, kind="excludes", other=other, by=world.maria)
    parts, rules = queries.parts_of(bundle), queries.rules_of(bundle)
    assert queries.problems(parts, rules, queries.first_choice(parts)) == []
    told = queries.problems(parts, rules, {one.pk: Decimal(4), other.pk: Decimal(1)})
    assert [problem.message for problem in told] == [
        "“Line” cannot be left out.",
        "Of “Phone” there are between 1 and 3 in the bundle.",
        "“Phone” and “Extra” do not go together.",
        "Choose at most 1 of “Devices”.",
    ]
    assert fixed.position < one.position


def test_it_is_found_by_name_in_any_language_pinyin_and_number(world: World) -> None:
    from kehu.foundation.search.query import search

    made = products.create(name="光纤宽带", sku="BB-1000", names={"en": "Home fibre"}, by=world.maria)
    for text in ("gxkd", "guangxian", "Home fibre", "BB-1000", "bb1000"):
        assert [hit.record_id for hit in search(world.alice, text, objects=["product"])] == [made.pk], text


def test_lists_speak_the_readers_language(world: World, alice: Client) -> None:
    products.create(name="光纤宽带", names={"en": "Home fibre"}, by=world.maria)
    assert "Home fibre" in alice.get("/products/").content.decode()
    User.objects.filter(pk=world.alice.pk).update(language="zh-hans")
    assert "光纤宽带" in alice.get("/products/").content.decode()


def test_the_cost_of_a_variant_stands_in_no_history_of_a_seller(
    maria: Client, alice: Client, world: World, phone: Product
) -> None:
    one = phone.variants.order_by("position")[0]
    variants.update(variant=one, changes={"cost": Decimal(1717)}, by=world.maria)
    history = reverse("audit:of_record", args=["product", phone.pk])
    assert "1717" in maria.get(history).content.decode().replace(",", "")
    assert "1717" not in alice.get(history).content.decode().replace(",", "")


def test_a_price_is_changed_in_the_list_of_all(maria: Client, alice: Client, phone: Product) -> None:
    one = PriceEntry.objects.get(from_quantity=0)
    address = f"/lists/price_entry/{one.pk}/cells/amount/"
    assert maria.get(address).status_code == 200
    assert maria.post(address, {"amount": "2444.5"}).status_code == 200
    assert Product.objects.get(pk=phone.pk).list_price == Decimal("2444.5")
    assert alice.post(address, {"amount": "1"}).status_code in (403, 422)


def test_documents_hang_on_news(world: World, phone: Product) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    mark, alice = signed_in(world.mark), signed_in(world.alice)
    post = news.write(title="Price list", product=phone, by=world.mark)
    files = reverse("files:upload", args=["product_news", post.pk])
    upload = SimpleUploadedFile("prices.txt", b"cheap", content_type="text/plain")
    assert mark.post(files, {"file": upload}, headers=HTMX).status_code == 204
    assert alice.post(files, {"file": upload}, headers=HTMX).status_code in (403, 404)
    assert reverse("files:of_record", args=["product_news", post.pk]) in alice.get("/products/news/").content.decode()
    shown = alice.get(reverse("files:of_record", args=["product_news", post.pk]), headers=HTMX)
    assert "prices.txt" in shown.content.decode()


def test_a_product_whose_number_was_given_away_stays_in_the_trash_and_says_why(world: World) -> None:
    old = making.product("CAB-1", name="Cable")
    products.trash(product=old, by=world.maria)
    new = making.product("CAB-1", name="Better cable")
    client = signed_in(world.maria)
    answer = client.post(reverse("changes:restore", args=["product"]), {"id": str(old.pk)})
    assert answer.status_code == 422
    assert "“Cable” cannot come back: “Better cable” has its SKU CAB-1 by now." in answer.content.decode()
    products.trash(product=new, by=world.maria)
    assert deletion.restore(object_key="product", ids=[old.pk], by=world.maria) == 1
