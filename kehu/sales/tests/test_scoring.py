"""Scores follow the rules, say why, fade, and tell their effect before a rule is saved."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kehu.foundation.lists.conditions import ConditionsRefused
from kehu.sales.actions import leads, scoring
from kehu.sales.models import Lead, LeadSettings, ScoreRule, Touch
from kehu.sales.queries import scoring as queries
from tests.world import World


@pytest.fixture
def rules(world: World) -> list[ScoreRule]:
    return [
        ScoreRule.objects.create(name="Fair", points=30, conditions="source=fair"),
        ScoreRule.objects.create(name="Budget", points=25, conditions="budget.from=1000"),
        ScoreRule.objects.create(name="Calls", points=10, about="touches", touch_kind="call", most=2, fades_days=10),
    ]


def test_the_score_follows_every_change_and_says_why(world: World, rules: list[ScoreRule]) -> None:
    lead = leads.capture(name="Li", source="fair", by=world.alice)
    assert (lead.score, lead.band) == (30, "warm")

    lead = leads.update(lead=lead, changes={"budget": Decimal(5000)}, by=world.alice)
    assert (lead.score, lead.band, [one[1] for one in lead.score_reasons]) == (55, "hot", ["Fair", "Budget"])

    for _call in range(3):
        leads.touch(lead=lead, kind="call", body="spoke", by=world.alice)
    lead.refresh_from_db()
    assert (lead.score, lead.touch_count) == (75, 3)  # 30 + 25, and two calls of three count
    version = lead.version
    scoring.rescore_all()
    assert Lead.objects.get(pk=lead.pk).version == version  # a score is no change of the lead


def test_points_halve_with_time(world: World, rules: list[ScoreRule]) -> None:
    lead = leads.capture(name="Li", by=world.alice)
    now = timezone.now()
    for days in (10, 20):
        Touch.objects.create(lead=lead, kind="call", body="x", at=now - timedelta(days=days))

    assert queries.scored([lead.pk], rules, now)[lead.pk].score == 8  # 10 / 2 + 10 / 4 = 7.5


def test_the_effect_is_told_before_a_rule_is_saved(world: World, rules: list[ScoreRule]) -> None:
    for source in ("fair", "fair", "web"):
        leads.capture(name="Li", source=source, by=world.alice)

    effect = queries.effect(world.alice, ScoreRule(name="More", points=25, conditions="source=fair"))

    assert (effect.looked, effect.fits) == (3, 2)
    assert effect.bands == [("hot", 0, 2), ("warm", 2, 0), ("cold", 1, 1)]
    assert [(before, after) for _lead, before, after in effect.moved] == [(30, 55), (30, 55)]


def test_a_rule_names_nobody_as_me_and_only_who_configures_saves_it(world: World) -> None:
    with pytest.raises(ConditionsRefused):
        scoring.save_rule(rule=None, values={"name": "x", "points": 5, "conditions": "owner=me"}, by=world.maria)
    with pytest.raises(Exception, match="permission"):
        scoring.save_rule(rule=None, values={"name": "x", "points": 5}, by=world.alice)
    scoring.set_bands(warm_from=5, hot_from=10, by=world.maria)
    assert LeadSettings.current().hot_from == 10


def test_a_rule_is_made_and_tried_on_its_page(world: World, client: Client, rules: list[ScoreRule]) -> None:
    client.force_login(world.maria)
    leads.capture(name="Li", source="web", by=world.maria)
    assert client.get("/settings/scoring/").status_code == 200
    form: dict[str, Any] = {
        "name": "Web", "points": "7", "about": "fields", "most": "5", "is_active": "on", "f-joined": "all",
        "f-0-field": "source", "f-0-operator": "is", "f-0-value": "web",
    }  # fmt: skip
    htmx = {"HX-Request": "true"}

    tried = client.post("/settings/scoring/new/", {**form, "do": "try"}, headers=htmx).content.decode()
    assert "It counts for 1 open lead" in tried and ScoreRule.objects.count() == 3
    built = client.post("/settings/scoring/new/", {**form, "name": "", "do": "add:f"}, headers=htmx)
    assert built.status_code == 200 and "f-1-field" in built.content.decode()
    assert client.post("/settings/scoring/new/", {**form, "do": "save"}, headers=htmx).status_code == 204
    assert ScoreRule.objects.get(name="Web").conditions == "source=web"
