from decimal import Decimal

import pytest
from django.test import Client

from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import Team, TeamMember
from kehu.sales.actions import opportunities
from kehu.sales.actions import pipelines as actions
from kehu.sales.models import CloseReason, Competitor, Opportunity, Pipeline, Stage
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def pipeline(db: None) -> Pipeline:
    return Pipeline.objects.get(key="sales")


@pytest.fixture
def ada(world: World) -> Client:
    client = Client()
    client.force_login(world.ada)
    return client


def keys(pipeline: Pipeline) -> list[str]:
    return list(pipeline.stages.order_by("position").values_list("key", flat=True))


def test_a_new_pipeline_has_a_stage_to_begin_with_and_two_ends(world: World) -> None:
    made = actions.save_pipeline(name="Tenders", by=world.ada)
    assert [one.outcome for one in made.stages.order_by("position")] == ["open", "won", "lost"]
    one = opportunities.create(name="Tender", customer=world.acme, pipeline=made, by=world.alice)
    assert one.pipeline == made


def test_the_pipeline_of_ones_team_comes_first(world: World) -> None:
    team = Team.objects.create(name="Tender desk")
    made = actions.save_pipeline(name="Tenders", team=team, by=world.ada)
    assert opportunities.create(name="A", customer=world.acme, by=world.alice).pipeline.key == "sales"
    TeamMember.objects.create(team=team, user=world.alice)
    assert opportunities.create(name="B", customer=world.acme, by=world.alice).pipeline == made


def test_one_pipeline_has_to_be_there_for_everybody(world: World, pipeline: Pipeline) -> None:
    with pytest.raises(actions.PipelineRefused):
        actions.save_pipeline(pipeline=pipeline, name="Sales", is_active=False, by=world.ada)


def test_a_new_probability_holds_for_those_that_follow_the_stage(world: World, pipeline: Pipeline) -> None:
    found = pipeline.stages.get(key="found")
    follows = opportunities.create(name="A", customer=world.acme, amount=Decimal(1000), by=world.alice)
    own = opportunities.create(name="B", customer=world.acme, amount=Decimal(1000), by=world.alice)
    opportunities.update(opportunity=own, changes={"probability": 60}, by=world.alice)
    actions.save_stage(pipeline=pipeline, stage=found, name="Found", probability=20, by=world.ada)
    follows.refresh_from_db()
    own.refresh_from_db()
    assert (follows.probability, follows.weighted_home) == (20, Decimal(200))
    assert (own.probability, own.weighted_home) == (60, Decimal(600))
    found.refresh_from_db()
    assert found.is_builtin  # its name was not changed, so it is translated still


def test_stages_are_put_into_order_and_the_ends_stay_last(world: World, pipeline: Pipeline) -> None:
    made = actions.save_stage(pipeline=pipeline, name="Pilot", probability=60, by=world.ada)
    assert keys(pipeline) == ["found", "qualified", "proposal", "negotiation", "pilot", "won", "lost"]
    actions.order_stages(pipeline=pipeline, order=[made.pk, pipeline.stages.get(key="proposal").pk], by=world.ada)
    assert keys(pipeline) == ["pilot", "proposal", "found", "qualified", "negotiation", "won", "lost"]


def test_what_the_history_refers_to_stays(world: World, pipeline: Pipeline) -> None:
    opportunities.create(name="A", customer=world.acme, by=world.alice)
    with pytest.raises(actions.StillNeeded):
        actions.remove_stage(stage=pipeline.stages.get(key="found"), by=world.ada)
    with pytest.raises(actions.StillNeeded):
        actions.remove_pipeline(pipeline=pipeline, by=world.ada)
    actions.remove_stage(stage=pipeline.stages.get(key="proposal"), by=world.ada)
    assert "proposal" not in keys(pipeline)


def test_a_seller_configures_nothing(world: World, pipeline: Pipeline) -> None:
    with pytest.raises(PermissionMissing):
        actions.save_pipeline(name="Mine", by=world.alice)
    client = Client()
    client.force_login(world.alice)
    assert client.get("/settings/pipelines/").status_code == 403


def test_the_dialog_says_what_saving_would_do(world: World, ada: Client, pipeline: Pipeline) -> None:
    opportunities.create(name="A", customer=world.acme, amount=Decimal(1000), by=world.alice)
    found = pipeline.stages.get(key="found")
    given = {"name": "Found", "probability": "40", "category": "pipeline", "usual_days": "14",
             "required_fields": ["contact"]}  # fmt: skip
    text = ada.post(f"/settings/pipelines/stages/{found.pk}/?effect=1", given, headers=HTMX).content.decode()
    assert "1 opportunity stands here" in text
    assert "100" in text and "400" in text  # 10 % and 40 % of 1000
    assert "lacks what is asked for now" in text
    found.refresh_from_db()
    assert found.probability == 10


def test_everything_is_kept_from_the_page(world: World, ada: Client, pipeline: Pipeline) -> None:
    assert ada.post("/settings/pipelines/new/", {"name": "Tenders", "is_active": "on"}, headers=HTMX).status_code == 204
    stage = {"name": "Pilot", "probability": "60", "category": "commit", "required_documents": "Report\nPlan\nReport"}
    assert ada.post(f"/settings/pipelines/{pipeline.pk}/stages/new/", stage, headers=HTMX).status_code == 204
    made = pipeline.stages.get(key="pilot")
    assert made.required_documents == ["Report", "Plan"]
    reason = {"name": "Too late", "outcome": "lost", "is_active": "on"}
    assert ada.post("/settings/pipelines/reasons/new/", reason, headers=HTMX).status_code == 204
    assert ada.post("/settings/pipelines/reasons/new/", reason, headers=HTMX).status_code == 422
    rival = {"name": "Rival Ltd.", "is_active": "on"}
    assert ada.post("/settings/pipelines/competitors/new/", rival, headers=HTMX).status_code == 204
    order = f"{made.pk},{pipeline.stages.get(key='found').pk}"
    assert ada.post(f"/settings/pipelines/{pipeline.pk}/order/", {"order": order}, headers=HTMX).status_code == 204
    text = ada.get("/settings/pipelines/").content.decode()
    assert all(word in text for word in ("Tenders", "Pilot", "Too late", "Rival Ltd.", "Report, Plan"))
    assert keys(pipeline)[0] == "pilot"
    gone = Competitor.objects.get()
    removal = f"/settings/pipelines/competitor/{gone.pk}/removal/"
    assert "Nothing uses it" in ada.get(removal, headers=HTMX).content.decode()
    assert ada.post(removal, headers=HTMX).status_code == 204
    assert CloseReason.objects.filter(name="Too late").exists()
    assert not Opportunity.objects.exists()


def test_it_speaks_chinese(world: World, ada: Client) -> None:
    type(world.ada).objects.filter(pk=world.ada.pk).update(language="zh-hans")
    text = ada.get("/settings/pipelines/").content.decode()
    assert "销售管道" in text
    assert "New stage" not in text
    assert Stage.objects.exists()
