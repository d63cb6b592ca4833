import pytest
from django.test import Client

from kehu.foundation.access.models import User
from kehu.foundation.approvals.actions import decisions, requests
from kehu.foundation.approvals.models import Request, Rule
from kehu.foundation.approvals.queries import requests as found
from kehu.sales.actions import opportunities as actions
from kehu.sales.actions.gates import StageClosed
from kehu.sales.actions.stage_approval import SUBJECT
from kehu.sales.models import Opportunity, Stage
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def wanted(world: World) -> Stage:
    """A stage that Maria, Alice's manager, has to agree to."""
    User.objects.filter(pk=world.alice.pk).update(manager=world.maria)
    world.alice.refresh_from_db()
    Stage.objects.filter(key="qualified").update(needs_approval=True, required_fields=[])
    return Stage.objects.select_related("pipeline").get(key="qualified")


@pytest.fixture
def made(world: World) -> Opportunity:
    return actions.create(name="Fibre", customer=world.acme, amount=1200, by=world.alice)


def asked(made: Opportunity) -> Request:
    standing = found.open_for("opportunity", made.pk, SUBJECT)
    assert standing
    return standing


def test_it_stays_until_somebody_agrees(world: World, wanted: Stage, made: Opportunity) -> None:
    moved = actions.advance(opportunity=made, stage=wanted, by=world.alice)
    assert moved.stage.key == "found"
    assert asked(made).facts == {
        "amount": "1200", "currency": "CNY", "stage": str(wanted.pk), "pipeline": str(wanted.pipeline_id),
    }  # fmt: skip
    with pytest.raises(requests.AlreadyAsked):
        actions.advance(opportunity=made, stage=wanted, by=world.alice)
    decisions.approve(request=asked(made), by=world.maria)
    made.refresh_from_db()
    assert (made.stage, made.probability, made.stage_changes.first().changed_by) == (wanted, 25, world.maria)


def test_rejected_it_stays_for_good(world: World, wanted: Stage, made: Opportunity) -> None:
    actions.advance(opportunity=made, stage=wanted, by=world.alice)
    decisions.reject(request=asked(made), note="not yet", by=world.maria)
    made.refresh_from_db()
    assert made.stage.key == "found"


def test_what_is_missing_by_now_is_told_to_who_agrees(world: World, wanted: Stage, made: Opportunity) -> None:
    actions.advance(opportunity=made, stage=wanted, by=world.alice)
    Stage.objects.filter(pk=wanted.pk).update(required_fields=["contact"])
    with pytest.raises(StageClosed):
        decisions.approve(request=asked(made), by=world.maria)
    assert asked(made).state == "waiting"


def test_closing_it_or_going_elsewhere_calls_the_request_off(world: World, wanted: Stage, made: Opportunity) -> None:
    actions.advance(opportunity=made, stage=wanted, by=world.alice)
    other = Stage.objects.get(key="proposal")
    Stage.objects.filter(pk=other.pk).update(required_fields=[])
    actions.advance(opportunity=made, stage=Stage.objects.get(key="proposal"), by=world.alice)
    assert Request.objects.get().state == "withdrawn"
    actions.advance(opportunity=made, stage=wanted, by=world.alice)
    actions.close(opportunity=made, outcome="won", by=world.alice)
    assert found.open_for("opportunity", made.pk) is None


def test_without_a_rule_that_asks_it_moves_at_once(world: World, wanted: Stage, made: Opportunity) -> None:
    Rule.objects.filter(subject=SUBJECT).update(conditions=[{"fact": "amount", "is": "at_least", "values": ["100000"]}])
    assert actions.advance(opportunity=made, stage=wanted, by=world.alice).stage == wanted


def test_nobody_opens_one_behind_the_gate(world: World, wanted: Stage) -> None:
    with pytest.raises(actions.OpportunityRefused) as refused:
        actions.create(name="Fibre", customer=world.acme, stage=wanted, by=world.alice)
    assert refused.value.field == "stage"


def test_the_card_goes_back_and_says_why(world: World, wanted: Stage, made: Opportunity) -> None:
    client = Client()
    client.force_login(world.alice)
    drop = {"field": "stage", "record": str(made.pk), "from": str(made.stage_id), "to": str(wanted.pk)}
    answer = client.post("/lists/opportunity/board/move/", drop)
    assert answer.status_code == 422
    assert "Approval is asked for" in answer.content.decode()
    assert asked(made)


def test_the_page_says_that_it_waits(world: World, wanted: Stage, made: Opportunity) -> None:
    client = Client()
    client.force_login(world.alice)
    answer = client.post(f"/opportunities/{made.pk}/stages/{wanted.pk}/", headers=HTMX)
    assert answer.status_code == 204
    assert "Approval is asked for" in answer.headers["HX-Trigger"]
    assert f"/approvals/of/opportunity/{made.pk}/" in client.get(f"/opportunities/{made.pk}/").content.decode()
