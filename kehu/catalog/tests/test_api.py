from decimal import Decimal
from typing import Any

import pytest

from kehu.catalog.models import PriceBook, Product, Unit
from kehu.catalog.tests.making import standard
from tests.api.client import Caller
from tests.world import World


@pytest.fixture
def maria(world: World) -> Caller:
    return Caller.of(world.maria)


@pytest.fixture
def alice(world: World) -> Caller:
    return Caller.of(world.alice)


def made(caller: Caller, **given: Any) -> dict[str, Any]:
    answer = caller.post("/products", {"name": "Fibre 1000", "state": "active", **given})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_product_is_made_with_a_number_of_its_name(maria: Caller) -> None:
    first, second = made(maria, names={"zh-hans": "千兆宽带"}), made(maria)
    assert first["names"] == {"zh-hans": "千兆宽带"}
    assert (first["sku"], second["sku"]) == ("FIBRE-1000", "FIBRE-1000-2")
    answer = maria.post("/products", {"name": "Other", "sku": "FIBRE-1000"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"].rpartition("/")[2]) == (422, "sku")


def test_cost_is_nobodys_business_but_theirs(maria: Caller, alice: Caller) -> None:
    one = made(maria, cost="80")
    assert maria.get(f"/products/{one['id']}").json()["cost"] in ("80", "80.000000", 80)
    assert "cost" not in alice.get(f"/products/{one['id']}").json()
    assert "cost" not in alice.get(f"/products/{one['id']}/price").json()


def test_prices_are_entered_and_found_with_their_reasons(maria: Caller, alice: Caller, world: World) -> None:
    one = made(maria)
    cells = [{"product": one["id"], "amount": "199"}, {"product": one["id"], "from_quantity": "10", "amount": "179"}]
    answer = maria("PUT", f"/price-books/{standard().pk}/prices", {"prices": cells})
    assert answer.json() == {"changed": 2}, answer.content.decode()
    assert maria("PUT", f"/price-books/{standard().pk}/prices", {"prices": cells}).json() == {"changed": 0}
    found = alice.get(f"/products/{one['id']}/price?quantity=12&customer={world.acme.pk}").json()
    assert Decimal(str(found["amount"])) == Decimal(179)
    assert "Volume step: from 10 on; the quantity is 12." in found["why"]
    lines = [{"product": one["id"], "quantity": quantity} for quantity in ("1", "10")]
    several = alice.post("/prices", {"lines": lines, "currency": "CNY"}).json()["prices"]
    assert [Decimal(str(price["amount"])) for price in several] == [Decimal(199), Decimal(179)]
    assert Product.objects.get(pk=one["id"]).list_price == Decimal(199)


def test_a_product_that_is_not_there_is_a_mistake_in_the_line(alice: Caller, world: World) -> None:
    answer = alice.post("/prices", {"lines": [{"product": str(world.acme.pk)}]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"].rpartition("/")[2]) == (422, "product")


def test_variants_come_of_options(maria: Caller) -> None:
    one = made(maria, sku="PH")
    answer = maria("PUT", f"/products/{one['id']}/options", {"options": {"Colour": ["black", "red"], "GB": ["128"]}})
    assert sorted(row["sku"] for row in answer.json()) == ["PH-BLACK-128", "PH-RED-128"]
    first = answer.json()[0]
    changed = maria.patch(f"/products/{one['id']}/variants/{first['id']}", {"sku": "PH-1", "is_active": False})
    assert (changed.json()["sku"], changed.json()["is_active"]) == ("PH-1", False)


def test_a_book_is_made_for_dealers_and_the_standard_one_stays_for_all(maria: Caller) -> None:
    answer = maria.post("/price-books", {"name": "Dealers", "currency": "CNY", "standing": "dealer"})
    assert answer.status_code == 201, answer.content.decode()
    refused = maria.patch(f"/price-books/{standard().pk}", {"tier": "key"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"].rpartition("/")[2]) == (422, "tier")
    assert maria.delete(f"/price-books/{standard().pk}").status_code == 422
    assert maria.delete(f"/price-books/{answer.json()['id']}").status_code == 204
    assert PriceBook.objects.get(name="Dealers").deleted_at


def test_news_are_listed_and_read(maria: Caller, alice: Caller) -> None:
    one = made(maria)
    post = maria.post("/product-news", {"product": one["id"], "title": "Wi-Fi 7"}).json()
    assert [row["title"] for row in alice.get(f"/product-news?product={one['id']}").json()["items"]] == ["Wi-Fi 7"]
    assert alice.post(f"/product-news/{post['id']}/reading").status_code == 204
    assert maria.post("/product-news", {"title": "of nothing"}).status_code == 422


def test_a_bundle_is_put_together(maria: Caller) -> None:
    bundle, part = made(maria, name="Office", bundle="summed"), made(maria, name="Line")
    answer = maria.post(f"/products/{bundle['id']}/parts", {"product": part["id"], "quantity": "2"})
    assert answer.status_code == 201, answer.content.decode()
    listed = maria.get(f"/products/{bundle['id']}/parts").json()
    assert [row["product"] for row in listed] == [part["id"]]
    assert maria.delete(f"/products/{bundle['id']}/parts/{listed[0]['id']}").status_code == 204


def test_units_and_tax_classes_are_read(alice: Caller) -> None:
    assert {row["key"] for row in alice.get("/units?limit=100").json()["items"]} == set(
        Unit.objects.values_list("key", flat=True)
    )
    assert len(alice.get("/tax-rates").json()["items"]) == 5
