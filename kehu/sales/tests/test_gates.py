from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kehu.catalog.models import Product, Unit
from kehu.customers.models import Contact
from kehu.foundation.files.models import Attachment
from kehu.interactions.actions import tasks
from kehu.interactions.models import Task
from kehu.sales.actions import gates, lines, next_steps, opportunities, pipelines
from kehu.sales.actions.gates import StageClosed
from kehu.sales.actions.lines import Wanted
from kehu.sales.models import Opportunity, Stage
from tests.world import World

HTMX = {"HX-Request": "true"}
TODAY = timezone.localdate()


@pytest.fixture
def sale(world: World) -> Opportunity:
    return opportunities.create(
        name="Fibre", customer=world.acme, amount=Decimal(100), expected_close=TODAY, by=world.alice
    )


@pytest.fixture
def alice(world: World) -> Client:
    client = Client()
    client.force_login(world.alice)
    return client


def wants(**given: object) -> Stage:
    Stage.objects.filter(key="qualified").update(required_fields=[], **given)
    return Stage.objects.get(key="qualified")


def product(name: str = "Router") -> Product:
    unit = Unit.objects.first() or Unit.objects.create(key="piece", name="piece")
    return Product.objects.create(sku=name, name=name, unit=unit, currency="CNY", state="active")


def drop(client: Client, sale: Opportunity, stage: Stage) -> str:
    data = {"field": "stage", "record": str(sale.pk), "from": str(sale.stage_id), "to": str(stage.pk)}
    answer = client.post("/lists/opportunity/board/move/", data)
    assert answer.status_code == 202
    return str(answer.json()["sheet"])


def test_a_document_of_a_kind_is_put_in_on_the_drop(alice: Client, sale: Opportunity) -> None:
    stage = wants(required_documents=["Survey report"])
    sheet = drop(alice, sale, stage)
    text = alice.get(sheet).content.decode()
    assert "Survey report" in text and "multipart/form-data" in text
    assert alice.post(sheet, {"gate": "1"}).status_code == 422
    paper = SimpleUploadedFile("survey.txt", b"all is well", content_type="text/plain")
    assert alice.post(sheet, {"gate": "1", "document:Survey report": paper}).status_code == 204
    sale.refresh_from_db()
    assert sale.stage == stage
    assert sale.documents.get().attachment.name == "survey.txt"


def test_a_file_that_is_there_already_can_be_named(world: World, alice: Client, sale: Opportunity) -> None:
    stage = wants(required_documents=["Survey report"])
    there = Attachment.objects.create(
        object_key="opportunity", record_id=sale.pk, name="s.txt", media_type="text/plain", size=1, sha256="x", path="x"
    )
    with pytest.raises(StageClosed) as closed:
        opportunities.advance(opportunity=sale, stage=stage, by=world.alice)
    assert closed.value.missing == ["document:Survey report"]
    sheet = drop(alice, sale, stage)
    assert alice.post(sheet, {"gate": "1", "known:document:Survey report": str(there.pk)}).status_code == 204
    assert not gates.missing(sale, stage)


def test_committee_and_products_are_asked_for_in_the_sheet(world: World, alice: Client, sale: Opportunity) -> None:
    stage = wants()
    Stage.objects.filter(pk=stage.pk).update(required_fields=["committee", "products"])
    one, sold = Contact.objects.create(customer=world.acme, name="Wang Fang"), product()
    sheet = drop(alice, sale, stage)
    given = {"gate": "1", "committee": str(one.pk), "products": str(sold.pk)}
    assert alice.post(sheet, given).status_code == 204
    assert sale.committee.get().contact == one
    assert sale.lines.get().product == sold


def test_the_amount_follows_the_lines_until_somebody_enters_his_own(world: World, sale: Opportunity) -> None:
    router, cable = product("Router"), product("Cable")
    wanted = [Wanted(router, Decimal(3), price=Decimal(100), discount=Decimal(10)), Wanted(cable, price=Decimal("9.5"))]
    row = lines.write(opportunity=sale, lines=wanted, amount_from_lines=True, by=world.alice)
    # 3 x 100 less 10 % = 270; and 9.50.
    assert row.amount == Decimal("279.50")
    assert row.amount_home == Decimal("279.50")
    assert [one.amount for one in sale.lines.all()] == [Decimal("270.00"), Decimal("9.50")]
    row = opportunities.update(opportunity=row, changes={"amount": Decimal(300)}, by=world.alice)
    assert not row.amount_from_lines
    row = lines.write(opportunity=row, lines=wanted[:1], by=world.alice)
    assert row.amount == Decimal(300)


def test_a_product_without_a_price_has_none(world: World, sale: Opportunity) -> None:
    row = lines.add(opportunity=sale, product=product(), by=world.alice)
    assert (row.lines.get().price, row.lines.get().amount) == (None, Decimal(0))


def test_lines_are_written_on_the_page(alice: Client, sale: Opportunity) -> None:
    address = f"/opportunities/{sale.pk}/lines/edit/"
    assert alice.get(address, headers=HTMX).status_code == 200
    given = {"product_0": str(product().pk), "quantity_0": "2", "price_0": "12.5", "summed": "on"}
    assert alice.post(address, given, headers=HTMX).status_code == 204
    sale.refresh_from_db()
    assert sale.amount == Decimal(25)
    assert "Router" in alice.get(f"/opportunities/{sale.pk}/lines/", headers=HTMX).content.decode()


def test_an_open_opportunity_has_to_say_what_is_next(world: World, sale: Opportunity) -> None:
    pipelines.save_rules(next_step_required=True, by=world.ada)
    with pytest.raises(opportunities.OpportunityRefused) as refused:
        opportunities.update(opportunity=sale, changes={"name": "Other"}, by=world.alice)
    assert refused.value.field == "next_step"
    stage = wants()
    assert gates.missing(sale, stage) == ["next_step", "next_step_on"]
    given = {"next_step": "Call", "next_step_on": TODAY}
    assert opportunities.advance(opportunity=sale, stage=stage, given=given, by=world.alice).stage == stage
    closed = opportunities.close(opportunity=sale, outcome="won", by=world.alice)
    assert closed.next_step == ""


def test_a_task_about_it_is_its_next_step(world: World, sale: Opportunity) -> None:
    due = timezone.now() + timedelta(days=2)
    about = {"related_key": "opportunity", "related_id": sale.pk}
    first = tasks.create(title="Send the offer", due_at=due, by=world.alice, assignee=world.alice, **about)
    next_steps.follow([first])
    sale.refresh_from_db()
    assert (sale.next_step, sale.next_step_on) == ("Send the offer", timezone.localdate(due))
    second = tasks.create(title="Call", due_at=due + timedelta(days=3), by=world.alice, assignee=world.alice, **about)
    next_steps.follow([second])
    tasks.complete(task=first, by=world.alice)
    next_steps.follow([Task.objects.get(pk=first.pk)])
    sale.refresh_from_db()
    assert sale.next_step == "Call"
    tasks.complete(task=second, by=world.alice)
    next_steps.follow([Task.objects.get(pk=second.pk)])
    sale.refresh_from_db()
    assert (sale.next_step, sale.next_step_on) == ("", None)


def test_what_was_written_by_hand_stays(world: World, sale: Opportunity) -> None:
    opportunities.update(opportunity=sale, changes={"next_step": "Think"}, by=world.alice)
    task = tasks.create(
        title="Call", by=world.alice, assignee=world.alice, related_key="opportunity", related_id=sale.pk
    )
    next_steps.follow([task])
    sale.refresh_from_db()
    assert sale.next_step == "Think"


def test_a_card_that_stays_too_long_says_so(alice: Client, sale: Opportunity) -> None:
    assert "days in this stage" not in alice.get("/opportunities/?layout=board").content.decode()
    Opportunity.objects.filter(pk=sale.pk).update(stage_since=timezone.now() - timedelta(days=40))
    assert "40 days in this stage" in alice.get("/opportunities/?layout=board").content.decode()
