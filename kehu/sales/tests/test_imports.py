"""The public “CRM sales opportunities” files come in completely: each total on the boards is that of the raw file."""

import csv
import io
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.test import Client

from kehu.catalog.models import Product, Unit
from kehu.customers.models import Customer, Relationship
from kehu.customers.tests.imports.bringing import brought, counts, reasons, uploaded
from kehu.foundation.access.models import User
from kehu.foundation.changes.actions import undoing
from kehu.foundation.transfer.actions import imports, running
from kehu.sales.models import Closure, Opportunity, OpportunityLine, Pipeline, Standing
from kehu.sales.queries import standings
from kehu.sales.queries.standings import Scope
from kehu.sales.tests import crm_files
from tests.world import World

DEALS = crm_files.deals(160)
STAGES = {"Prospecting": "found", "Engaging": "qualified", "Won": "won", "Lost": "lost"}


@pytest.fixture
def pipeline_file(world: World) -> str:
    """The accounts and the sales teams are there; the text of the pipeline is given."""
    brought(crm_files.accounts_file(), world.ada)
    brought(crm_files.teams_file(), world.ada, target="colleagues")
    return crm_files.pipeline_file(DEALS)


def raw(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_accounts_and_teams_come_in_whole(world: World) -> None:
    accounts = brought(crm_files.accounts_file(), world.ada)
    # Sonron is made when a subsidiary names it, before its own row comes.
    assert not accounts.counts["failed"]
    assert Customer.objects.filter(name__in=[one[0] for one in crm_files.ACCOUNTS]).count() == len(crm_files.ACCOUNTS)
    bluth = Customer.objects.get(name="Bluth Company")
    assert (bluth.employees, bluth.annual_revenue, bluth.industry) == (3027, Decimal("1242.32"), "technolgy")
    assert bluth.country == "US"
    above = Relationship.objects.filter(type__key="subsidiary_of")
    assert {(one.from_customer.name, one.to_customer.name) for one in above} == {
        ("Bluth Company", "Acme Corporation"), ("dambase", "Sonron")
    }  # fmt: skip
    teams = brought(crm_files.teams_file(), world.ada, target="colleagues")
    assert counts(teams) == {"rows": 6, "created": 6}
    moses = User.objects.get(name="Moses Frase")
    assert moses.manager and moses.manager.name == "Dustin Brinkmann"
    assert moses.department and moses.department.name == "Central"
    assert counts(brought(crm_files.teams_file(), world.ada, target="colleagues")) == {"rows": 6, "skipped": 6}


def test_every_total_is_the_one_of_the_raw_file(world: World, pipeline_file: str) -> None:
    of = brought(pipeline_file, world.ada, target="opportunities", source="crm", batch=50)
    without = sum(not one.account for one in DEALS)
    assert counts(of) == {"rows": len(DEALS), "created": len(DEALS), "remarks": without}

    count: Counter[str] = Counter()
    money: dict[str, Decimal] = defaultdict(Decimal)
    agents: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in raw(pipeline_file):
        stage = STAGES[row["deal_stage"]]
        count[stage] += 1
        money[stage] += Decimal(row["close_value"] or 0)
        agents[stage, row["sales_agent"]] += Decimal(row["close_value"] or 0)

    client = Client()
    client.force_login(world.ada)
    heads = client.get("/opportunities/?layout=board&part=heads", headers={"HX-Request": "true"}).json()["heads"]
    keys = {str(one.pk): one.key for one in Pipeline.objects.get(key="sales").stages.all()}
    shown = {keys[one["lane"]]: (int(one["count"]), _figure(one["sum"])) for one in heads if one["count"] != "0"}
    assert shown == {stage: (number, money[stage]) for stage, number in count.items()}
    rows = Opportunity.objects.select_related("owner", "stage")
    ours: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in rows:
        ours[one.stage.key, one.owner.name if one.owner else ""] += one.amount_home
    assert ours == agents


def test_closed_deals_keep_their_days(world: World, pipeline_file: str) -> None:
    brought(pipeline_file, world.ada, target="opportunities", source="crm")
    raws = {row["opportunity_id"]: row for row in raw(pipeline_file)}
    for end in Closure.objects.select_related("opportunity"):
        row = raws[end.opportunity.external_id]
        assert end.closed_at.date().isoformat() == row["close_date"]
        assert end.opportunity.created_at.date().isoformat() == row["engage_date"]
        assert end.days_to_close == (end.closed_at.date() - end.opportunity.created_at.date()).days
    # The pipeline of a past day is that of the raw file as well: what was engaged and not closed by then.
    day = "2017-02-01"
    open_then = [
        row for row in raws.values()
        if row["deal_stage"] in ("Won", "Lost", "Engaging") and row["engage_date"] <= day
        and (not row["close_date"] or row["close_date"] > day)
    ]  # fmt: skip
    moment = Standing.objects.first().since.replace(year=2017, month=2, day=1, hour=23)  # type: ignore[union-attr]
    lanes = standings.board(Scope(world.ada), moment, Pipeline.objects.get(key="sales"))
    assert sum(one.count for one in lanes if one.stage.outcome == "open") == len(open_then)


def test_a_deal_without_an_account_is_kept_and_said_of(world: World, pipeline_file: str) -> None:
    of = brought(pipeline_file, world.ada, target="opportunities", source="crm")
    without = [one for one in DEALS if not one.account]
    nobody = Customer.objects.get(name="Customer not known yet")
    assert Opportunity.objects.filter(customer=nobody).count() == len(without) > 10
    said = list(reasons(of).values())
    assert sum("Customer not known yet" in sentence for one in said for sentence in one) == len(without)
    one = Opportunity.objects.filter(customer=nobody).first()
    client = Client()
    client.force_login(world.ada)
    zotware = Customer.objects.get(name="Zotware")
    cell = f"/lists/opportunity/{one.pk}/cells/customer/"  # type: ignore[union-attr]
    assert client.post(cell, {"customer": str(zotware.pk)}).status_code == 200
    one.refresh_from_db()  # type: ignore[union-attr]
    assert one.customer == zotware  # type: ignore[union-attr]


def test_the_same_file_again_changes_nothing_and_a_newer_one_what_is_new(world: World, pipeline_file: str) -> None:
    brought(pipeline_file, world.ada, target="opportunities", source="crm")
    again = brought(pipeline_file, world.ada, target="opportunities", source="crm")
    assert counts(again) == {"rows": len(DEALS), "skipped": len(DEALS)}
    engaging = next(one for one in DEALS if one.deal_stage == "Engaging")
    head, *_rows = pipeline_file.splitlines()
    line = f"{engaging.opportunity_id},{engaging.sales_agent},{engaging.product},Cancity,Won,2017-01-01,2017-05-05,4711"
    newer = brought(f"{head}\n{line}\n", world.ada, target="opportunities", source="crm")
    assert counts(newer) == {"rows": 1, "updated": 1}
    row = Opportunity.objects.get(external_id=engaging.opportunity_id)
    assert (row.state, row.amount, row.customer.name) == ("won", Decimal(4711), "Cancity")
    assert row.closure.closed_at.date().isoformat() == "2017-05-05"


def test_what_came_in_is_taken_back(world: World, pipeline_file: str) -> None:
    of = brought(pipeline_file, world.ada, target="opportunities", source="crm")
    undoing.undo(change_set=of.change_set, by=world.ada)
    assert not Opportunity.objects.exists()
    assert not Standing.objects.exists()


def test_an_account_nobody_knows_hands_the_row_back(world: World, pipeline_file: str) -> None:
    text = pipeline_file.splitlines()[0] + "\nX1,Moses Frase,GTX Pro,Nobody Inc,Won,2017-01-01,2017-02-02,10\n"
    of = brought(text, world.ada, target="opportunities")
    assert counts(of) == {"rows": 1, "failed": 1}
    assert "Nobody Inc" in reasons(of)[2][0]


def test_a_check_writes_nothing_and_says_the_same(world: World, pipeline_file: str) -> None:
    of = uploaded(pipeline_file, world.ada, target="opportunities", source="crm")
    of = imports.settle(of=of, by=world.ada, fields={}, options={})
    of = imports.check(of=of, by=world.ada)
    of = running.check(import_id=of.pk, batch=40)
    assert of.check_counts["created"] == len(DEALS)
    assert not Opportunity.objects.exists()


def _figure(text: str) -> Decimal:
    return Decimal("".join(sign for sign in text if sign.isdigit() or sign == "."))


def test_a_product_of_the_catalogue_becomes_a_line_and_an_unknown_one_is_reported(
    world: World, pipeline_file: str
) -> None:
    unit = Unit.objects.get(key="piece")
    Product.objects.create(sku="GP", name="GTX Pro", sort_name="gtx pro", unit=unit, state="active")
    Product.objects.create(sku="MG Special", name="Something", sort_name="something", unit=unit, state="active")
    of = brought(pipeline_file, world.ada, target="opportunities", source="crm")
    known = [one for one in DEALS if one.product in ("GTX Pro", "GTXPro", "MG Special")]
    assert OpportunityLine.objects.count() == len(known)
    total = sum((Decimal(one.close_value or 0) for one in known), Decimal(0))
    assert sum(OpportunityLine.objects.values_list("amount", flat=True)) == total
    other = next(place for place, one in enumerate(DEALS) if one not in known)
    assert any("The catalogue has no product" in text for text in reasons(of)[other + 2])
    again = brought(pipeline_file, world.ada, target="opportunities", source="crm")
    assert counts(again)["skipped"] == len(DEALS)
