from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kehu.sales.actions import opportunities as actions
from kehu.sales.models import CloseReason, Opportunity, Stage
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def alice(world: World) -> Client:
    client = Client()
    client.force_login(world.alice)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


@pytest.fixture
def made(world: World) -> Opportunity:
    return actions.create(name="Fibre", customer=world.acme, amount=Decimal(1200), by=world.alice)


def test_the_list_shows_what_it_is_worth(alice: Client, made: Opportunity, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(15):
        page = alice.get("/opportunities/?layout=table").content.decode()
    assert "Fibre" in page
    assert "Found" in page
    assert "1,200" in page


def test_the_page_shows_the_way_and_is_quick(
    alice: Client, made: Opportunity, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        page = alice.get(f"/opportunities/{made.pk}/").content.decode()
    assert "Negotiation" in page
    assert 'aria-current="step"' in page


def test_it_speaks_chinese(world: World, alice: Client, made: Opportunity) -> None:
    type(world.alice).objects.filter(pk=world.alice.pk).update(language="zh-hans")
    page = alice.get(f"/opportunities/{made.pk}/").content.decode()
    assert "商务谈判" in page
    assert "预计成交" in page


def test_a_new_one_is_opened_from_the_customer(world: World, alice: Client) -> None:
    data = {"name": "New line", "customer": str(world.acme.pk), "currency": "CNY", "category": "pipeline",
            "stage": str(Stage.objects.get(key="found").pk)}  # fmt: skip
    answer = alice.post(f"/opportunities/new/?customer={world.acme.pk}", data, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    assert Opportunity.objects.get().owner == world.alice
    assert "New line" in alice.get(f"/customers/{world.acme.pk}/").content.decode()


def test_bad_input_stays_beside_its_field(world: World, alice: Client) -> None:
    answer = alice.post("/opportunities/new/", {"name": "", "customer": str(world.acme.pk)}, headers=HTMX)
    assert answer.status_code == 422


def test_a_drop_asks_only_for_what_the_gate_needs(alice: Client, made: Opportunity) -> None:
    address = f"/opportunities/{made.pk}/stages/{Stage.objects.get(key='qualified').pk}/"
    sheet = alice.post(address, headers=HTMX)
    text = sheet.content.decode()
    assert 'name="expected_close"' in text
    assert 'name="amount"' not in text

    still = alice.post(address, {"gate": "1", "expected_close": ""}, headers=HTMX)
    assert still.status_code == 422
    day = timezone.localdate().isoformat()
    assert alice.post(address, {"gate": "1", "expected_close": day}, headers=HTMX).status_code == 204
    made.refresh_from_db()
    assert made.stage.key == "qualified"


def test_it_is_closed_and_reopened_on_its_page(alice: Client, made: Opportunity) -> None:
    lost = f"/opportunities/{made.pk}/closure/lost/"
    assert alice.get(lost, headers=HTMX).status_code == 200
    assert alice.post(lost, {"note": "x"}, headers=HTMX).status_code == 422
    reason = CloseReason.objects.filter(outcome="lost").first()
    assert reason
    assert alice.post(lost, {"note": "x", "reason": str(reason.pk)}, headers=HTMX).status_code == 204
    assert "How it ended" in alice.get(f"/opportunities/{made.pk}/").content.decode()
    assert alice.post(f"/opportunities/{made.pk}/reopening/", headers=HTMX).status_code == 204
    made.refresh_from_db()
    assert made.is_open


@pytest.mark.parametrize("path", ["", "edit/", "closure/won/"])
def test_a_stranger_gets_404(world: World, made: Opportunity, path: str) -> None:
    client = Client()
    client.force_login(world.charlie)
    assert client.get(f"/opportunities/{made.pk}/{path}").status_code == 404


def test_who_only_reads_cannot_change(world: World, made: Opportunity) -> None:
    client = Client()
    client.force_login(world.ann)
    assert client.get(f"/opportunities/{made.pk}/").status_code == 200
    assert client.get(f"/opportunities/{made.pk}/edit/").status_code == 403
    assert client.post(f"/opportunities/{made.pk}/closure/won/", {"note": ""}).status_code == 403


def drop(client: Client, made: Opportunity, origin: Stage, target: Stage) -> Any:
    data = {"field": "stage", "record": str(made.pk), "from": str(origin.pk), "to": str(target.pk)}
    return client.post("/lists/opportunity/board/move/", data)


def test_the_board_has_the_stages_with_sum_and_weighted_sum(alice: Client, made: Opportunity) -> None:
    assert "Negotiation" in alice.get("/opportunities/?layout=board").content.decode()
    heads = alice.get("/opportunities/?layout=board&part=heads", headers=HTMX).json()["heads"]
    found = next(one for one in heads if one["lane"] == str(Stage.objects.get(key="found").pk))
    assert (found["count"], "1,200" in found["sum"], "120" in found["weighted"]) == ("1", True, True)


def test_a_card_dropped_on_a_stage_is_asked_what_the_gate_needs(alice: Client, made: Opportunity) -> None:
    found, qualified = Stage.objects.get(key="found"), Stage.objects.get(key="qualified")
    asked = drop(alice, made, found, qualified)
    assert asked.status_code == 202
    sheet = asked.json()["sheet"]
    assert "expected_close" in alice.get(sheet).content.decode()
    day = timezone.localdate().isoformat()
    assert alice.post(sheet, {"gate": "1", "expected_close": day}).status_code == 204
    made.refresh_from_db()
    assert made.stage == qualified


def test_a_card_dropped_on_lost_asks_why(alice: Client, made: Opportunity) -> None:
    asked = drop(alice, made, Stage.objects.get(key="found"), Stage.objects.get(key="lost"))
    sheet = asked.json()["sheet"]
    assert alice.post(sheet, {"note": "x"}).status_code == 422
    reason = CloseReason.objects.filter(outcome="lost").first()
    assert reason
    assert alice.post(sheet, {"note": "x", "reason": str(reason.pk)}).status_code == 204
    made.refresh_from_db()
    assert made.state == "lost"


def test_an_empty_board_teaches_with_a_sentence_and_a_button(alice: Client) -> None:
    text = alice.get("/opportunities/?layout=board").content.decode()
    assert "No opportunities yet" in text
    assert "New opportunity" in text
    # The list opens with a filter; who has nothing at all is not told to take it off.
    assert "No opportunities yet" in alice.get("/opportunities/?layout=board&state=won").content.decode()


def test_a_board_on_which_nothing_fits_says_so(alice: Client, made: Opportunity) -> None:
    assert "Nothing fits" in alice.get("/opportunities/?layout=board&state=won").content.decode()


def test_the_list_opens_as_the_board_of_what_is_open(alice: Client) -> None:
    assert alice.get("/opportunities/").headers["Location"] == "/opportunities/?state=open&layout=board"


def test_sums_in_the_currency_of_the_company_say_so(alice: Client, made: Opportunity) -> None:
    foot = alice.get("/opportunities/?layout=table&part=foot", headers=HTMX).content.decode()
    assert "¥1,200.00" in foot


@pytest.mark.parametrize("look", ["?layout=table", "?layout=board"])
def test_what_is_empty_says_what_to_do_first(world: World, look: str) -> None:
    client = Client()
    client.force_login(world.ada)
    shown = client.get(f"/opportunities/{look}").content.decode()
    assert "Bring opportunities in from a file" in shown and "Set up pipelines and stages" in shown
    client.force_login(world.alice)
    assert "Set up pipelines and stages" not in client.get(f"/opportunities/{look}").content.decode()
