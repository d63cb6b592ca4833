"""Pages of quotes for sellers, and those for customers."""

import json
from typing import Any

import pytest
from django.test import Client

from kehu.catalog.models import Product
from kehu.foundation.documents import pdf
from kehu.quotes.actions import sending
from kehu.quotes.models import Answer, DiscountLimit, Quote, QuoteRules, QuoteVersion
from kehu.quotes.queries.content import canonical, fingerprint
from kehu.quotes.tests.conftest import Put
from kehu.quotes.views import offers
from kehu.sales.actions import opportunities
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def version(quote: Quote, put: Put, shop: dict[str, Product], world: World) -> QuoteVersion:
    offers._buckets.buckets.clear()
    put(product=shop["fibre"], quantity="2")
    put(product=shop["bundle"], optional="1")
    return sending.send(quote=quote, by=world.alice, base_url="https://kehu.example")


def test_the_page_shows_the_grid_and_is_quick(
    alice: Client, quote: Quote, put: Put, shop: dict[str, Product], django_assert_max_num_queries: Any
) -> None:
    put(product=shop["bundle"])
    alice.get(f"/quotes/{quote.pk}/")
    with django_assert_max_num_queries(15):
        page = alice.get(f"/quotes/{quote.pk}/").content.decode()
    assert quote.number in page
    sheet = json.loads(page.split('id="quote-sheet">')[1].split("</script>")[0])
    assert [one["kind"] for one in sheet["lines"]] == ["item", "part", "part"]
    assert sheet["editable"] is True


def test_pages_speak_chinese(world: World, alice: Client, version: QuoteVersion) -> None:
    type(world.alice).objects.filter(pk=world.alice.pk).update(language="zh-hans")
    page = alice.get(f"/quotes/{version.quote_id}/").content.decode()
    assert "有效期至" in page
    assert "版本" in alice.get(f"/quotes/{version.quote_id}/story/").content.decode()
    offer = Client().get(f"/offers/{version.token}/?language=zh-hans").content.decode()
    assert "接受并签署" in offer


def test_the_list_shows_quotes_with_their_totals(
    alice: Client, quote: Quote, put: Put, django_assert_max_num_queries: Any
) -> None:
    put(name="Advice", price="1200", tax="0")
    with django_assert_max_num_queries(15):
        page = alice.get("/quotes/").content.decode()
    assert "Lines for the plant" in page
    assert "1,200" in page


def test_a_quote_begins_with_what_its_opportunity_says(world: World, alice: Client) -> None:
    sale = opportunities.create(name="Plant", customer=world.acme, by=world.alice)
    sheet = alice.get(f"/quotes/new/?opportunity={sale.pk}", headers=HTMX).content.decode()
    assert 'value="Plant"' in sheet
    data = {
        "title": "Plant", "customer": str(world.acme.pk), "opportunity": str(sale.pk), "currency": "CNY",
        "language": "zh-hans", "price_date": "2026-11-01", "valid_until": "2030-01-01",
    }  # fmt: skip
    answer = alice.post(f"/quotes/new/?opportunity={sale.pk}", data, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    made = Quote.objects.get()
    assert (made.opportunity, made.owner) == (sale, world.alice)
    assert "Plant" in alice.get(f"/quotes/of/opportunity/{sale.pk}/").content.decode()
    assert "Plant" in alice.get(f"/quotes/of/customer/{world.acme.pk}/").content.decode()
    assert f"/quotes/of/opportunity/{sale.pk}/" in alice.get(f"/opportunities/{sale.pk}/").content.decode()
    assert f"/quotes/of/customer/{world.acme.pk}/" in alice.get(f"/customers/{world.acme.pk}/").content.decode()


def test_it_is_sent_revised_compared_and_copied_on_its_page(alice: Client, quote: Quote, put: Put) -> None:
    address = f"/quotes/{quote.pk}"
    assert alice.post(f"{address}/sending/", {"to": ""}, headers=HTMX).status_code == 422
    put(name="Advice", price="10")
    assert "Lines for the plant" in alice.get(f"{address}/sending/", headers=HTMX).content.decode()
    assert alice.post(f"{address}/sending/", {"to": "a@b.example；c@d.example"}, headers=HTMX).status_code == 204
    assert QuoteVersion.objects.get().sent_to == ["a@b.example", "c@d.example"]
    assert alice.post(f"{address}/revision/", headers=HTMX).status_code == 204
    put(name="Training", price="20")
    page = alice.get(f"{address}/differences/?from=1").content.decode()
    assert "q-added" in page
    assert "Training" in page
    sheet = alice.get(f"{address}/copy/", headers=HTMX)
    assert sheet.status_code == 200
    data = {"title": "Copy", "customer": str(quote.customer_id)}
    assert alice.post(f"{address}/copy/", data, headers=HTMX).status_code == 204
    assert Quote.objects.get(title="Copy").lines.count() == 2


def test_paper_and_pdf(alice: Client, version: QuoteVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/quotes/{version.quote_id}"
    assert b"".join(alice.get(f"{address}/document.pdf")).startswith(b"%PDF")
    assert version.content["number"] in alice.get(f"{address}/print/").content.decode()
    monkeypatch.setattr(pdf, "trouble", lambda: "no Pango")
    assert alice.get(f"{address}/document.pdf").headers["Location"].startswith(f"{address}/print/")


@pytest.mark.parametrize("path", ["", "edit/", "story/", "sending/", "print/", "document.pdf", "differences/"])
def test_a_stranger_gets_404(world: World, version: QuoteVersion, path: str) -> None:
    client = Client()
    client.force_login(world.charlie)
    assert client.get(f"/quotes/{version.quote_id}/{path}").status_code == 404


def test_who_only_reads_cannot_change(world: World, version: QuoteVersion) -> None:
    client = Client()
    client.force_login(world.ann)
    assert client.get(f"/quotes/{version.quote_id}/").status_code == 200
    for path in ("edit/", "sending/", "approval/"):
        assert client.get(f"/quotes/{version.quote_id}/{path}").status_code == 403
    assert client.post(f"/quotes/{version.quote_id}/lines/", "{}", content_type="application/json").status_code == 403


def test_settings_change_numbers_and_limits(world: World, alice: Client) -> None:
    client = Client()
    client.force_login(world.maria)
    assert "Limits of discounts" in client.get("/settings/quotes/").content.decode()
    data = {"number_prefix": "BJ-", "valid_days": "15", "on_acceptance": "nothing", "letterhead_en": "Street 1"}
    assert client.post("/settings/quotes/", data).status_code == 302
    said = QuoteRules.objects.get()
    assert (said.prefix, said.valid_days, said.letterhead["en"]) == ("BJ-", 15, "Street 1")
    assert client.post("/settings/quotes/limits/new/", {"role": "", "tier": "key", "percent": "20"}).status_code == 302
    limit = DiscountLimit.objects.get(tier="key")
    assert client.post(f"/settings/quotes/limits/{limit.pk}/removal/").status_code == 302
    assert not DiscountLimit.objects.filter(tier="key").exists()
    assert alice.get("/settings/quotes/").status_code == 403


# -- the customer's page ---------------------------------------------------------------------------------------------


def test_the_customer_reads_and_signs_without_a_session(version: QuoteVersion) -> None:
    customer = Client(REMOTE_ADDR="192.0.2.44")
    page = customer.get(f"/offers/{version.token}/", headers={"User-Agent": "Phone"}).content.decode()
    assert "Fibre line 100M" in page
    assert "The sender sees when this page is opened" in page
    assert version.openings.get().ip == "192.0.2.44"
    option = next(one["id"] for one in version.content["lines"] if one.get("optional"))
    data = {"name": "Wang", "strokes": "[[[1,2],[3,4]]]", "chosen": option}
    assert customer.post(f"/offers/{version.token}/acceptance/", data).status_code == 422
    assert customer.post(f"/offers/{version.token}/acceptance/", {**data, "agreed": "1"}).status_code == 302
    answer = Answer.objects.get()
    assert (answer.outcome, answer.chosen, answer.ip) == ("accepted", [option], "192.0.2.44")
    certificate = customer.get(f"/offers/{version.token}/certificate/").content.decode()
    assert version.sha256 in certificate
    content = customer.get(f"/offers/{version.token}/content.json").content
    assert content == canonical(version.content)
    assert fingerprint(json.loads(content)) == version.sha256
    assert b"".join(customer.get(f"/offers/{version.token}/document.pdf")).startswith(b"%PDF")


def test_the_customer_asks_and_declines(version: QuoteVersion) -> None:
    customer = Client()
    assert customer.post(f"/offers/{version.token}/question/", {"text": "When?"}).status_code == 302
    assert customer.post(f"/offers/{version.token}/refusal/", {"name": "Wang"}).status_code == 422
    assert customer.post(f"/offers/{version.token}/refusal/", {"name": "Wang", "reason": "dear"}).status_code == 302
    assert "declined on" in customer.get(f"/offers/{version.token}/").content.decode()


def test_wrong_old_and_trashed_links_are_answered_alike(version: QuoteVersion, world: World) -> None:
    customer = Client()
    assert customer.get("/offers/nonsense/").status_code == 404
    QuoteVersion.objects.update(link_until="2020-01-01")
    assert customer.get(f"/offers/{version.token}/").status_code == 404


def test_who_tries_addresses_is_slowed_down(version: QuoteVersion) -> None:
    customer = Client(REMOTE_ADDR="192.0.2.99")
    answers = [customer.get(f"/offers/x{number}/").status_code for number in range(offers.PER_MINUTE + 5)]
    assert answers[0] == 404
    assert answers[-1] == 429
