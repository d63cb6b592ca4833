"""An opportunity begins in the pipeline in which its product is sold."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.catalog.models import Category, PriceBook, PriceEntry, Product, Unit
from kehu.foundation.access.models import Team
from kehu.sales.actions import lines, opportunities, pipelines
from kehu.sales.actions.lines import Wanted
from kehu.sales.models import Opportunity, Pipeline, PipelineUse, Stage
from kehu.sales.queries.pipelines import Offer, fitting_stage, stage_for
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cloud(world: World) -> Pipeline:
    return pipelines.save_pipeline(name="Cloud", by=world.ada)


@pytest.fixture
def projects(world: World) -> Pipeline:
    return pipelines.save_pipeline(name="Projects", by=world.ada)


@pytest.fixture
def branch(world: World) -> dict[str, Any]:
    """Services › Hosting, with a server in it; a desk in no category."""
    top = Category(name="Services")
    top.path = f"{top.pk}/"
    top.save()
    below = Category(name="Hosting", parent=top)
    below.path = f"{top.path}{below.pk}/"
    below.save()
    unit = Unit.objects.get(key="piece")
    made = {
        key: Product.objects.create(sku=key, name=key, sort_name=key, unit=unit, state="active", category=category)
        for key, category in (("Server", below), ("Desk", None))
    }
    book = PriceBook.objects.get(is_standard=True)
    for key, price in (("Server", 500), ("Desk", 80)):
        PriceEntry.objects.create(book=book, product=made[key], amount=Decimal(price))
    return {"top": top, "below": below, **made}


def test_the_nearest_word_counts_product_then_category_then_the_one_above(
    world: World, branch: dict[str, Any], cloud: Pipeline, projects: Pipeline
) -> None:
    def sold_in() -> str:
        found = stage_for([Offer(branch["Server"])], world.alice)
        return found.pipeline.name if found else ""

    assert sold_in() == ""
    pipelines.use_for(pipeline=projects, category=branch["top"], by=world.ada)
    assert sold_in() == "Projects"
    pipelines.use_for(pipeline=cloud, category=branch["below"], by=world.ada)
    assert sold_in() == "Cloud"
    pipelines.use_for(pipeline=projects, product=branch["Server"], by=world.ada)
    assert sold_in() == "Projects"
    pipelines.use_for(pipeline=cloud, product=branch["Server"], by=world.ada)
    assert (sold_in(), PipelineUse.objects.filter(product=branch["Server"]).count()) == ("Cloud", 1)


def test_of_several_the_one_worth_most_decides_and_closed_pipelines_are_passed_over(
    world: World, branch: dict[str, Any], cloud: Pipeline, projects: Pipeline
) -> None:
    pipelines.use_for(pipeline=cloud, category=branch["below"], by=world.ada)
    pipelines.use_for(pipeline=projects, product=branch["Desk"], by=world.ada)
    offers = [Offer(branch["Desk"], Decimal(80)), Offer(branch["Server"], Decimal(500))]
    assert stage_for(offers, world.alice).pipeline == cloud  # type: ignore[union-attr]
    pipelines.save_pipeline(pipeline=cloud, name="Cloud", team=Team.objects.create(name="Elsewhere"), by=world.ada)
    assert stage_for(offers, world.alice).pipeline == projects  # type: ignore[union-attr]
    pipelines.save_pipeline(pipeline=projects, name="Projects", is_active=False, by=world.ada)
    assert stage_for(offers, world.alice) is None


def test_a_new_opportunity_begins_there_with_its_line_and_amount(
    world: World, branch: dict[str, Any], cloud: Pipeline, client: Client
) -> None:
    pipelines.use_for(pipeline=cloud, category=branch["below"], by=world.ada)
    client.force_login(world.alice)
    stage = Stage.objects.filter(pipeline__key="sales", outcome="open").first()
    form = {
        "name": "Racks", "customer": str(world.acme.pk), "currency": "CNY", "stage": str(stage.pk),  # type: ignore[union-attr]
        "product": str(branch["Server"].pk),
    }  # fmt: skip
    assert client.post("/opportunities/new/", form, headers=HTMX).status_code == 204
    made = Opportunity.objects.get(name="Racks")
    assert (made.pipeline, made.amount, made.lines.get().product) == (cloud, Decimal(500), branch["Server"])

    # A stage that somebody chose holds.
    client.post(f"/opportunities/new/?stage={stage.pk}", form | {"name": "Chosen"})  # type: ignore[union-attr]
    assert Opportunity.objects.get(name="Chosen").stage == stage


def test_products_lead_a_fresh_opportunity_there_and_a_worked_one_is_offered_the_way(
    world: World, branch: dict[str, Any], cloud: Pipeline, client: Client
) -> None:
    pipelines.use_for(pipeline=cloud, category=branch["below"], by=world.ada)
    fresh = opportunities.create(name="Fresh", customer=world.acme, by=world.alice)
    moved = lines.write(opportunity=fresh, lines=[Wanted(branch["Server"])], by=world.alice)
    assert (moved.pipeline, moved.stage_changes.count()) == (cloud, 2)

    worked = opportunities.create(name="Worked", customer=world.acme, by=world.alice)
    Stage.objects.filter(key="qualified").update(required_fields=[])
    opportunities.advance(opportunity=worked, stage=worked.pipeline.stages.get(key="qualified"), by=world.alice)
    lines.write(opportunity=worked, lines=[Wanted(branch["Server"])], by=world.alice)
    worked.refresh_from_db()
    assert worked.pipeline.key == "sales"
    assert fitting_stage(worked, world.alice).pipeline == cloud  # type: ignore[union-attr]
    client.force_login(world.alice)
    assert "are sold in the pipeline “Cloud”" in client.get(f"/opportunities/{worked.pk}/lines/").content.decode()
    assert client.post(f"/opportunities/{worked.pk}/pipeline/{cloud.pk}/", headers=HTMX).status_code == 204
    worked.refresh_from_db()
    assert worked.pipeline == cloud
    assert "are sold in" not in client.get(f"/opportunities/{worked.pk}/lines/").content.decode()


def test_the_settings_say_what_is_sold_where(world: World, branch: dict[str, Any], cloud: Pipeline) -> None:
    client = Client()
    client.force_login(world.ada)
    address = f"/settings/pipelines/{cloud.pk}/uses/new/"
    assert client.post(address, {}, headers=HTMX).status_code == 422
    assert client.post(address, {"category": str(branch["below"].pk)}, headers=HTMX).status_code == 204
    use = PipelineUse.objects.get()
    assert "Hosting" in client.get("/settings/pipelines/").content.decode()
    assert client.post(f"/settings/pipelines/use/{use.pk}/removal/", headers=HTMX).status_code == 204
    assert not PipelineUse.objects.exists()
