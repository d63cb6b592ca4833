from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from kehu.compensation.actions import appraisals, closing, disputes, expenses
from kehu.compensation.models import (
    AppraisalSheet,
    AppraisalTemplate,
    CommissionPlan,
    ExpenseCategory,
    ExpenseClaim,
    ExpenseLine,
)
from kehu.compensation.tests.conftest import client_of
from kehu.foundation.access.models import User
from kehu.foundation.approvals.models import Request
from kehu.interactions.models import Visit
from tests.world import World

HTMX = {"HX-Request": "true"}
JAN = date(2026, 1, 1)


def spend(world: World, **given: Any) -> ExpenseLine:
    category = ExpenseCategory.objects.get(name="Taxi")
    return expenses.add_line(category=category, amount=30, description="Taxi to Acme", by=world.alice, **given)


def chinese(user: User) -> None:
    User.objects.filter(pk=user.pk).update(language="zh-hans")


def test_an_expense_is_entered_from_a_visit_with_category_amount_and_save(world: World, alice: Client) -> None:
    at = timezone.now()
    visit = Visit.objects.create(
        customer=world.acme, visitor=world.alice, purpose="Fibre talk", planned_start=at, planned_end=at
    )
    dialog = alice.get(f"/expenses/lines/new/?visit={visit.pk}", headers=HTMX).content.decode()
    assert "Fibre talk" in dialog
    assert "Acme Telecom" in dialog
    data = {
        "visit": str(visit.pk), "category": str(ExpenseCategory.objects.get(name="Taxi").pk), "amount": "38.50",
        "day": timezone.localdate().isoformat(), "currency": "CNY", "customer": str(world.acme.pk),
        "receipt": SimpleUploadedFile("r.txt", b"receipt"),
    }  # fmt: skip
    answer = alice.post(f"/expenses/lines/new/?visit={visit.pk}", data, headers=HTMX)
    assert answer.status_code == 204, answer.content.decode()
    line = ExpenseLine.objects.get()
    assert (line.visit, line.customer, line.receipt is not None) == (visit, world.acme, True)
    panel = f"/expenses/of/visit/{visit.pk}/"
    assert panel in alice.get(f"/visits/{visit.pk}/").content.decode()
    assert f"/expenses/lines/new/?visit={visit.pk}" in alice.get(panel).content.decode()


def test_bad_input_stays_beside_its_field(alice: Client) -> None:
    answer = alice.post("/expenses/lines/new/", {"amount": "x"}, headers=HTMX)
    assert answer.status_code == 422


def test_the_claim_shows_what_is_missing_and_goes_its_way(
    world: World, alice: Client, django_assert_max_num_queries: Any
) -> None:
    claim = spend(world, customer=world.acme).claim
    alice.get(f"/expenses/{claim.pk}/")
    with django_assert_max_num_queries(15):
        page = alice.get(f"/expenses/{claim.pk}/").content.decode()
    assert "Taxi to Acme" in page
    assert alice.post(f"/expenses/{claim.pk}/submission/", headers=HTMX).status_code == 204
    maria = client_of(world.maria)
    assert "Send back" in maria.get(f"/expenses/{claim.pk}/").content.decode()
    assert maria.post(f"/expenses/{claim.pk}/approval/", headers=HTMX).status_code == 204
    ada = client_of(world.ada)
    paid = {"on": "2026-03-31", "reference": "B-12"}
    assert ada.post(f"/expenses/{claim.pk}/payment/", paid, headers=HTMX).status_code == 204
    assert ExpenseClaim.objects.get().state == "paid"


def test_the_lists_take_few_statements(world: World, alice: Client, django_assert_max_num_queries: Any) -> None:
    spend(world)
    for address in ("/expenses/", "/expenses/lines/", "/expenses/lines/?layout=cards"):
        alice.get(address)
        with django_assert_max_num_queries(15):
            assert "Taxi" in alice.get(address).content.decode() or address == "/expenses/"


def test_the_opportunity_says_what_is_left_of_it(world: World, alice: Client, win: Any) -> None:
    deal = win(1000, JAN)
    claim = spend(world, opportunity=deal).claim
    expenses.submit(claim=claim, by=world.alice)
    panel = alice.get(f"/expenses/of/opportunity/{deal.pk}/").content.decode()
    # 1,000 − 30 = 970
    assert "970.00" in panel and "97.0%" in panel
    assert client_of(world.charlie).get(f"/expenses/of/opportunity/{deal.pk}/").status_code == 404
    assert "970.00" in alice.get(f"/expenses/of/customer/{world.acme.pk}/").content.decode()


def test_a_rule_of_the_company_takes_the_decision_over(world: World) -> None:
    claim = spend(world).claim
    Request.objects.create(
        subject="expense.claim", object_key="expense_claim", record_id=claim.pk, title="x", asker=world.alice
    )
    ExpenseClaim.objects.filter(pk=claim.pk).update(state="submitted")
    with pytest.raises(expenses.ExpenseRefused, match="rule"):
        expenses.decide(claim=claim, approve=True, by=world.maria)
    expenses.settle(claim.pk, "approved", world.maria)
    assert ExpenseClaim.objects.get().state == "approved"


def test_a_statement_shows_each_amount_with_its_formula(
    world: World, alice: Client, plan: CommissionPlan, win: Any, django_assert_max_num_queries: Any
) -> None:
    win(60000, date(2026, 1, 10))
    address = f"/commissions/{world.alice.pk}/2026-01/"
    alice.get(address)
    with django_assert_max_num_queries(15):
        page = alice.get(address).content.decode()
    assert "CN¥50,000.00 × 3%" in page and "= CN¥1,500.00" in page
    assert "CN¥2,000.00" in page
    assert alice.get("/commissions/?month=2026-01").url == address  # type: ignore[attr-defined]


def test_a_closed_statement_is_sealed(world: World, alice: Client, plan: CommissionPlan, win: Any) -> None:
    win(60000, date(2026, 1, 10))
    maria = client_of(world.maria)
    month = maria.get("/commissions/?month=2026-01").content.decode()
    assert "Alice" in month and "Close the month" in month
    assert maria.post("/commissions/months/2026-01/closure/").status_code == 302
    assert "as it was sealed" in alice.get(f"/commissions/{world.alice.pk}/2026-01/").content.decode()


@pytest.mark.parametrize("part", ["commissions", "appraisals"])
def test_no_seller_sees_anothers_pay(
    world: World, plan: CommissionPlan, template: AppraisalTemplate, win: Any, part: str
) -> None:
    win(60000, date(2026, 1, 10))
    address = f"/{part}/{world.alice.pk}/2026-01/"
    seen = {
        name: client_of(getattr(world, name)).get(address).status_code
        for name in ("alice", "bob", "charlie", "maria", "ada", "otto", "eve")
    }
    assert seen == {"alice": 200, "bob": 404, "charlie": 404, "maria": 200, "ada": 200, "otto": 200, "eve": 403}
    assert "Alice" not in client_of(world.bob).get(f"/{part}/?month=2026-01", follow=True).content.decode()
    for name in ("bob", "charlie"):
        book = client_of(getattr(world, name)).get(f"/{part}/export/?month=2026-01")
        names = {row[0].value for row in load_workbook(BytesIO(book.content)).active.iter_rows(min_row=2)}  # type: ignore[union-attr]
        assert names <= {getattr(world, name).name}


def test_the_month_goes_to_excel_with_formulas(world: World, plan: CommissionPlan, win: Any) -> None:
    win(60000, date(2026, 1, 10))
    book = load_workbook(BytesIO(client_of(world.maria).get("/commissions/export/?month=2026-01").content))
    assert book.active
    row = [cell.value for cell in book.active[2]]
    assert row[:2] == ["Alice", "alice@example.com"]
    assert row[6] == 2000
    assert "50,000.00 × 3%" in str(row[7])


def test_a_sheet_is_live_and_each_number_opens_its_records(
    world: World, alice: Client, template: AppraisalTemplate, win: Any, django_assert_max_num_queries: Any
) -> None:
    win(60000, date(2026, 1, 10))
    address = f"/appraisals/{world.alice.pk}/2026-01/"
    alice.get(address)
    with django_assert_max_num_queries(18):
        page = alice.get(address).content.decode()
    assert "What it would be if the period ended now" in page
    assert f"/opportunities/?owner={world.alice.pk}" in page
    link = page.split('href="/opportunities/?owner=')[1].split('"')[0].replace("&amp;", "&")
    assert "Deal of 60000" in alice.get(f"/opportunities/?owner={link}").content.decode()


def test_measures_are_entered_the_period_closed_and_disputed(
    world: World, alice: Client, template: AppraisalTemplate
) -> None:
    maria, address = client_of(world.maria), f"/appraisals/{world.alice.pk}/2026-01/"
    assert alice.get(f"{address}satisfaction/", headers=HTMX).status_code == 403
    assert maria.post(f"{address}satisfaction/", {"why": "x"}, headers=HTMX).status_code == 422
    given = {"value": "75", "why": "survey"}
    assert maria.post(f"{address}satisfaction/", given, headers=HTMX).status_code == 204
    assert "survey" in alice.get(address).content.decode()
    assert maria.post("/appraisals/months/2026-01/closure/", {"user": str(world.alice.pk)}).status_code == 302
    sheet = AppraisalSheet.objects.get()
    raised = {"metric": "visits", "text": "It was three"}
    assert alice.post(f"/appraisals/sheets/{sheet.pk}/disputes/", raised, headers=HTMX).status_code == 204
    dispute = sheet.disputes.get()
    assert maria.post(f"/appraisals/disputes/{dispute.pk}/answers/", {"text": "ok"}, headers=HTMX).status_code == 204
    decided = {"value": "3", "decision": "so it was"}
    assert maria.post(f"/appraisals/disputes/{dispute.pk}/decision/", decided, headers=HTMX).status_code == 204
    page = alice.get(address).content.decode()
    assert "so it was" in page and "corrected to" in page
    assert client_of(world.bob).get(f"/appraisals/sheets/{sheet.pk}/disputes/").status_code == 404


def test_the_overview_of_appraisals_takes_few_statements(
    world: World, template: AppraisalTemplate, win: Any, django_assert_max_num_queries: Any
) -> None:
    win(60000, date(2026, 1, 10))
    maria = client_of(world.maria)
    maria.get("/appraisals/?month=2026-01")
    with django_assert_max_num_queries(18):
        page = maria.get("/appraisals/?month=2026-01").content.decode()
    assert "Alice" in page and "Bob" in page


@pytest.mark.parametrize("path", ["expenses", "commissions", "appraisals"])
def test_settings_are_for_administrators(
    world: World, path: str, plan: CommissionPlan, template: AppraisalTemplate
) -> None:
    assert client_of(world.ada).get(f"/settings/{path}/").status_code == 200
    assert client_of(world.maria).get(f"/settings/{path}/").status_code == 403


def test_terms_and_versions_are_made_in_dialogs(
    world: World, plan: CommissionPlan, template: AppraisalTemplate
) -> None:
    ada = client_of(world.ada)
    terms = {
        "since": "2026-02-01", "basis": "won", "window": "quarter", "measure": "attainment", "mode": "whole",
        "from_0": "0", "rate_0": "2", "from_1": "100", "rate_1": "6", "beyond_0": "120", "factor_0": "1.5",
        "cap": "30000", "clawback_days": "180",
    }  # fmt: skip
    address = f"/settings/commissions/{plan.pk}/terms/"
    assert ada.get(address, headers=HTMX).status_code == 200
    assert ada.post(address, terms, headers=HTMX).status_code == 204
    made = plan.versions.get(number=2)
    assert (made.tiers[1], made.accelerators) == ({"from": "100", "rate": "6"}, [{"from": "120", "factor": "1.5"}])
    assert "At most a month" in ada.get("/settings/commissions/").content.decode()

    version = {
        "since": "2026-02-01", "grades": "90 A, 0 B", "metric_0": "visits", "weight_0": "60", "curve_0": "steps",
        "steps_0": "0:0, 5:100", "metric_1": "calls", "weight_1": "40", "floor_1": "0", "cap_1": "20",
    }  # fmt: skip
    address = f"/settings/appraisals/{template.pk}/versions/"
    assert ada.get(address, headers=HTMX).status_code == 200
    assert ada.post(address, {**version, "weight_1": "30"}, headers=HTMX).status_code == 422
    assert ada.post(address, version, headers=HTMX).status_code == 204
    assert template.versions.get(number=2).kpis[0]["steps"] == [["0", "0"], ["5", "100"]]


def test_expense_rules_are_made_in_dialogs(world: World) -> None:
    ada, hotel = client_of(world.ada), ExpenseCategory.objects.get(name="Hotel")
    rate = {"category": str(hotel.pk), "tier": "1", "since": "2026-01-01", "most": "500"}
    assert ada.post("/settings/expenses/rates/new/", rate, headers=HTMX).status_code == 204
    assert ada.post("/settings/expenses/cities/new/", {"city": "上海", "tier": "1"}, headers=HTMX).status_code == 204
    new = {"name": "Books", "kind": "amount", "icon": "book", "is_active": "on"}
    assert ada.post("/settings/expenses/categories/new/", new, headers=HTMX).status_code == 204
    page = ada.get("/settings/expenses/").content.decode()
    assert "Books" in page and "上海" in page and "500.00" in page


def test_pages_speak_chinese(
    world: World, alice: Client, plan: CommissionPlan, template: AppraisalTemplate, win: Any
) -> None:
    win(60000, date(2026, 1, 10))
    claim = spend(world).claim
    closing.close_month(month=JAN, by=world.maria)
    appraisals.rate(user=world.alice, month=JAN, metric="satisfaction", value=None, why="x", by=world.maria)
    [sheet] = appraisals.close(month=JAN, by=world.maria, only=[world.alice.pk])
    disputes.raise_dispute(sheet=sheet, text="x", by=world.alice)
    chinese(world.alice)
    assert "提成" in alice.get(f"/commissions/{world.alice.pk}/2026-01/").content.decode()
    assert "绩效考核" in alice.get(f"/appraisals/{world.alice.pk}/2026-01/").content.decode()
    assert "费用" in alice.get(f"/expenses/{claim.pk}/").content.decode()
