from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.contracts.actions import amendments, invoices, milestones, receipts
from kehu.contracts.models import Contract, Invoice, Milestone, Receipt
from kehu.contracts.tests.drawn_up import TODAY, came, drafted, plan, signed
from kehu.sales.actions import opportunities
from tests.world import World

HTMX = {"HX-Request": "true"}
CODE = "91350100M000100Y43"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


@pytest.fixture
def alice(world: World) -> Client:
    return client_of(world.alice)


@pytest.fixture
def maria(world: World) -> Client:
    return client_of(world.maria)


@pytest.fixture
def made(world: World) -> Contract:
    contract = signed(world, 1000, first_on=TODAY - timedelta(days=40))
    milestones.create(contract=contract, name="Accepted", due_on=TODAY - timedelta(days=2), by=world.alice)
    return contract


@pytest.mark.parametrize("path", ["contracts", "milestones", "instalments", "receipts", "invoices", "receivables"])
@pytest.mark.parametrize("look", ["", "?layout=board", "?layout=calendar"])
def test_lists_show_their_records_and_are_quick(
    world: World, maria: Client, made: Contract, path: str, look: str, django_assert_max_num_queries: Any
) -> None:
    if (path, look) in {("milestones", "?layout=board"), ("receivables", "?layout=board")}:
        look = ""
    came(world, 100)
    with django_assert_max_num_queries(15):
        answer = maria.get(f"/{path}/{look}")
    assert answer.status_code == 200
    assert "Acme" in answer.content.decode() or look or path == "invoices"


def test_the_page_tells_plan_milestones_and_what_is_late_quickly(
    alice: Client, made: Contract, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        page = alice.get(f"/contracts/{made.pk}/").content.decode()
    assert "Accepted" in page
    assert "40 days late" in page
    assert "Overdue" in page


@pytest.mark.parametrize("part", ["header", "facts", "plan", "lines", "versions", "invoices", "milestones", "states"])
def test_each_part_comes_by_itself(alice: Client, made: Contract, part: str) -> None:
    assert alice.get(f"/contracts/{made.pk}/parts/{part}/", headers=HTMX).status_code == 200


def test_it_speaks_chinese(world: World, alice: Client, made: Contract) -> None:
    type(world.alice).objects.filter(pk=world.alice.pk).update(language="zh-hans")
    page = alice.get(f"/contracts/{made.pk}/").content.decode()
    for words in ("回款计划", "履行中", "里程碑", "逾期"):
        assert words in page
    assert "账龄" in alice.get("/receivables/").content.decode()


def test_one_is_drawn_up_from_the_customer_and_from_an_opportunity(world: World, alice: Client) -> None:
    data = {"name": "New", "customer": str(world.acme.pk), "kind": "sale", "currency": "CNY", "amount": "500"}
    answer = alice.post(f"/contracts/new/?customer={world.acme.pk}", data, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    panel = f"/contracts/of/customer/{world.acme.pk}/"
    assert panel in alice.get(f"/customers/{world.acme.pk}/").content.decode()
    assert "New" in alice.get(panel).content.decode()
    opportunity = opportunities.create(name="Big", customer=world.acme, amount=Decimal(70), by=world.alice)
    assert 'value="Big"' in alice.get(f"/contracts/new/?opportunity={opportunity.pk}").content.decode()
    panel = alice.get(f"/contracts/of/opportunity/{opportunity.pk}/").content.decode()
    assert "No contract yet" in panel


def test_bad_input_stays_beside_its_field(world: World, alice: Client) -> None:
    data = {"name": "", "customer": str(world.acme.pk), "kind": "sale", "currency": "CNY"}
    assert alice.post("/contracts/new/", data, headers=HTMX).status_code == 422


def test_a_plan_is_proposed_and_written_as_a_grid(world: World, alice: Client) -> None:
    contract = drafted(world, 1000)
    assert alice.get(f"/contracts/{contract.pk}/plan/").status_code == 200
    asked = {"pattern": "parts", "parts": "60/30/10", "first_on": TODAY.isoformat()}
    rows = alice.get(f"/contracts/{contract.pk}/plan/proposal/", asked).content.decode()
    assert rows.count("data-row>") == 3 and 'value="600.00"' in rows
    grid = {"row": ["", ""], "name": ["A", "B"], "due_on": [TODAY.isoformat(), ""], "milestone": ["", ""],
            "days_after": ["", ""], "percent": ["", ""], "amount": ["900", "99"]}  # fmt: skip
    refused = alice.post(f"/contracts/{contract.pk}/plan/", grid, headers=HTMX)
    assert refused.status_code == 422 and 'value="99"' in refused.content.decode()
    grid["amount"] = ["1,000.00", ""]
    grid["name"], grid["due_on"] = ["A", ""], [TODAY.isoformat(), ""]
    assert alice.post(f"/contracts/{contract.pk}/plan/", grid, headers=HTMX).status_code == 204
    assert [one.amount for one in plan(contract)] == [Decimal(1000)]


def test_lines_are_a_grid_that_makes_the_amount(world: World, alice: Client) -> None:
    contract = drafted(world, 0)
    grid = {"code": [""], "line_name": ["Router"], "unit": ["pc"], "quantity": ["2"], "unit_price": ["100"],
            "discount": [""], "tax_rate": ["13"]}  # fmt: skip
    assert alice.get(f"/contracts/{contract.pk}/lines/").status_code == 200
    assert alice.post(f"/contracts/{contract.pk}/lines/", grid, headers=HTMX).status_code == 204
    contract.refresh_from_db()
    assert contract.amount == Decimal(226)
    grid["quantity"] = ["x"]
    assert alice.post(f"/contracts/{contract.pk}/lines/", grid, headers=HTMX).status_code == 422


def test_it_is_signed_suspended_and_ended_on_its_page(world: World, alice: Client) -> None:
    contract = drafted(world, 10)
    at = f"/contracts/{contract.pk}"
    assert alice.get(f"{at}/signing/").status_code == 200
    assert alice.post(f"{at}/signing/", {"signed_on": TODAY.isoformat()}, headers=HTMX).status_code == 204
    assert alice.post(f"{at}/suspension/", {"reason": ""}, headers=HTMX).status_code == 422
    assert alice.post(f"{at}/suspension/", {"reason": "x"}, headers=HTMX).status_code == 204
    assert alice.post(f"{at}/resumption/", headers=HTMX).status_code == 204
    assert alice.post(f"{at}/notice/", {"notice_given_on": TODAY.isoformat()}, headers=HTMX).status_code == 204
    assert alice.post(f"{at}/notice/", {"back": "1"}, headers=HTMX).status_code == 204
    assert alice.post(f"{at}/ending/", {"reason": ""}, headers=HTMX).status_code == 204
    contract.refresh_from_db()
    assert contract.state == "ended"
    assert alice.post(f"{at}/termination/", {"reason": "x"}, headers=HTMX).status_code == 422
    opened = alice.post(f"{at}/renewal/", headers=HTMX)
    assert opened.headers["HX-Redirect"].startswith("/opportunities/")


def test_an_amendment_is_drawn_up_signed_or_thrown_away(world: World, alice: Client, made: Contract) -> None:
    at = f"/contracts/{made.pk}/amendment/"
    assert alice.get(at).status_code == 200
    data = {"title": "More", "amount": "1200", "tax_amount": "0", "renewal_months": "12", "notice_days": "30",
            "our_party": made.our_party, "their_party": made.their_party}  # fmt: skip
    assert alice.post(at, data, headers=HTMX).status_code == 204
    version = made.versions.get(number=2)
    assert "More" in alice.get(f"/contracts/{made.pk}/parts/versions/").content.decode()
    assert alice.post(
        f"/contracts/versions/{version.pk}/signing/", {"signed_on": TODAY.isoformat()}, headers=HTMX
    ).status_code == 204  # fmt: skip
    made.refresh_from_db()
    assert made.amount == Decimal(1200)
    draft = amendments.draft(contract=made, title="No", changes={"amount": Decimal(1)}, by=world.alice)
    assert alice.post(f"/contracts/versions/{draft.pk}/discarding/", headers=HTMX).status_code == 204
    assert made.versions.count() == 2


def test_milestones_are_set_reached_and_removed(alice: Client, made: Contract) -> None:
    new = {"name": "Delivered", "due_on": TODAY.isoformat()}
    assert alice.post(f"/contracts/{made.pk}/milestones/new/", new, headers=HTMX).status_code == 204
    one = Milestone.objects.get(name="Delivered")
    assert alice.get(f"/milestones/{one.pk}/").status_code == 302
    assert alice.post(f"/milestones/{one.pk}/edit/", {**new, "note": "!"}, headers=HTMX).status_code == 204
    assert alice.post(f"/milestones/{one.pk}/reaching/", headers=HTMX).status_code == 204
    one.refresh_from_db()
    assert (one.done_on, one.note) == (TODAY, "!")
    assert alice.post(f"/milestones/{one.pk}/reaching/", {"back": "1"}, headers=HTMX).status_code == 204
    assert alice.post(f"/milestones/{one.pk}/removal/", headers=HTMX).status_code == 204


def test_a_receipt_is_recorded_confirmed_allocated_and_refunded(world: World, maria: Client, made: Contract) -> None:
    first, second, _third = plan(made)
    assert str(first.pk) in maria.get(f"/receipts/new/?intended={first.pk}").content.decode()
    data = {"amount": "400", "currency": "CNY", "received_on": TODAY.isoformat(), "customer": str(world.acme.pk),
            "method": "transfer", "reference": "B-7"}  # fmt: skip
    assert maria.post("/receipts/new/", data, headers=HTMX).status_code == 204
    one = Receipt.objects.get()
    at = f"/receipts/{one.pk}"
    assert maria.post(f"{at}/confirmation/", headers=HTMX).status_code == 204
    one.refresh_from_db()
    page = maria.get(f"{at}/").content.decode()
    assert f'name="amount-{first.pk}"' in page and "the same customer" in page
    pay = {"version": one.version, f"amount-{first.pk}": "300", f"amount-{second.pk}": ""}
    assert maria.post(f"{at}/allocations/", pay, headers=HTMX).status_code == 204
    assert maria.post(f"{at}/allocations/", pay, headers=HTMX).status_code == 422
    assert (
        maria.post(f"{at}/refund/", {"amount": "50", "refunded_on": TODAY.isoformat()}, headers=HTMX).status_code == 204
    )
    assert maria.post(f"{at}/allocations/", {"oldest": "1"}, headers=HTMX).status_code == 204
    one.refresh_from_db()
    assert (one.allocated, one.refunded, one.credit) == (Decimal(350), Decimal(50), Decimal(0))
    paid = one.allocations.get(instalment=second)
    assert maria.post(f"{at}/allocations/{paid.pk}/release/", headers=HTMX).status_code == 204
    assert (
        maria.post(
            f"{at}/edit/", {"method": "cash", "purpose": "x", "customer": str(world.acme.pk)}, headers=HTMX
        ).status_code
        == 204
    )
    assert maria.post(f"{at}/cancellation/", {"reason": "x"}, headers=HTMX).status_code == 422


def test_an_instalment_is_waived_and_claimed_again(maria: Client, made: Contract) -> None:
    one = plan(made)[2]
    assert maria.get(f"/instalments/{one.pk}/").status_code == 302
    assert maria.post(f"/instalments/{one.pk}/waiver/", {"reason": "x"}, headers=HTMX).status_code == 204
    assert maria.post(f"/instalments/{one.pk}/claim/", headers=HTMX).status_code == 204
    one.refresh_from_db()
    assert one.outstanding == Decimal(100)


def test_an_invoice_goes_its_way_on_pages(world: World, maria: Client, made: Contract) -> None:
    first = plan(made)[0]
    dialog = maria.get(f"/contracts/{made.pk}/invoices/new/?instalment={first.pk}").content.decode()
    assert f'name="cover-{first.pk}"' in dialog and 'value="300.00"' in dialog
    data = {"kind": "electronic_special", "title": "Acme", "tax_number": CODE, "tax_rate": "13",
            f"cover-{first.pk}": "113"}  # fmt: skip
    assert (
        maria.post(f"/contracts/{made.pk}/invoices/new/", data | {"tax_number": "1"}, headers=HTMX).status_code == 422
    )
    assert maria.post(f"/contracts/{made.pk}/invoices/new/", data, headers=HTMX).status_code == 204
    one = Invoice.objects.get()
    at = f"/invoices/{one.pk}"
    assert maria.post(f"{at}/edit/", {"title": "Acme Ltd", "tax_number": CODE}, headers=HTMX).status_code == 204
    issue = {"number": "1" * 20, "code": "", "issued_on": TODAY.isoformat()}
    assert maria.post(f"{at}/issuing/", issue, headers=HTMX).status_code == 204
    page = maria.get(f"{at}/").content.decode()
    assert "壹佰壹拾叁元整" in page and "Acme Ltd" in page
    assert maria.post(f"{at}/sending/", {"on": TODAY.isoformat()}, headers=HTMX).status_code == 204
    assert maria.post(f"{at}/voiding/", {"reason": "x"}, headers=HTMX).status_code == 422
    assert maria.post(f"{at}/reversal/", {"reason": "wrong"}, headers=HTMX).status_code == 204
    assert "Taken back by the red letter" in maria.get(f"{at}/").content.decode()
    assert "red letter" in maria.get(f"/contracts/{made.pk}/parts/invoices/").content.decode()


def test_every_bar_of_the_chart_opens_its_instalments(world: World, alice: Client, made: Contract) -> None:
    page = alice.get("/receivables/").content.decode()
    assert "Acme" in page and "/instalments/?state=open" in page
    link = page.split('href="/instalments/?')[2].split('"')[0].replace("&amp;", "&")
    assert alice.get(f"/instalments/?{link}").status_code == 200
    assert alice.get("/receivables/?by=owner").status_code == 200


def test_a_card_is_moved_by_its_states_with_what_they_ask(world: World, alice: Client, maria: Client) -> None:
    contract = drafted(world, 10)

    def drop(client: Client, kind: str, record: Any, origin: str, target: str) -> Any:
        data = {"field": "state", "record": str(record), "from": origin, "to": target}
        return client.post(f"/lists/{kind}/board/move/", data)

    asked = drop(alice, "contract", contract.pk, "draft", "active")
    assert asked.status_code == 202
    assert alice.post(asked.json()["sheet"], {"signed_on": TODAY.isoformat()}).status_code == 204
    contract.refresh_from_db()
    assert contract.state == "active"
    receipt = receipts.record(amount=Decimal(5), customer=world.acme, by=world.alice)
    assert drop(maria, "receipt", receipt.pk, "recorded", "confirmed").status_code in (200, 204)
    covers = [(plan(contract)[0], Decimal(10))]
    invoice = invoices.request(contract=contract, covers=covers, kind="electronic", by=world.alice)
    asked = drop(maria, "invoice", invoice.pk, "requested", "issued")
    assert asked.status_code == 202
    sheet = {"number": "2" * 20, "issued_on": TODAY.isoformat()}
    assert maria.post(asked.json()["sheet"], sheet).status_code == 204


@pytest.mark.parametrize("path", ["", "edit/", "plan/", "lines/", "signing/", "amendment/", "invoices/new/"])
def test_a_stranger_gets_404_and_a_reader_403(world: World, made: Contract, path: str) -> None:
    assert client_of(world.charlie).get(f"/contracts/{made.pk}/{path}").status_code == 404
    assert client_of(world.ann).get(f"/contracts/{made.pk}/{path}").status_code == (403 if path else 200)
