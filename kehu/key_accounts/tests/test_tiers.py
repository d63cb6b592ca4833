from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kehu.customers.actions import standing
from kehu.customers.models import Customer, TierAssignment
from kehu.foundation.changes.actions.undoing import undo
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.key_accounts import handlers, jobs
from kehu.key_accounts.actions import applying, rules
from kehu.key_accounts.models import TierEffect, TierRule
from kehu.key_accounts.queries import measures, tiers
from kehu.key_accounts.tests.conftest import Group, organisation, receipt
from tests.world import World


def tier_of(customer: Customer) -> str:
    return Customer.objects.get(pk=customer.pk).tier


def test_numbers_of_a_group_are_added_up_over_everybody_under_it(group: Group) -> None:
    """Holding: 100,000 + (60,000 - 10,000) + 40,000 = 190,000; pipeline 50,000 × 40 % + 30,000 × 50 % = 35,000."""
    today = timezone.localdate()
    found = measures.numbers(group.ids, ["receipts", "pipeline", "subsidiaries"], with_group=True, today=today)
    assert found[group.holding.pk] == {"receipts": 190_000, "pipeline": 35_000, "subsidiaries": 2}
    assert found[group.north.pk] == {"receipts": 90_000, "pipeline": 15_000, "subsidiaries": 1}
    assert found[group.yard.pk] == {"receipts": 40_000, "pipeline": 15_000, "subsidiaries": 0}


def test_without_the_group_everybody_counts_for_himself(group: Group) -> None:
    found = measures.numbers(group.ids, ["receipts"], with_group=False, today=timezone.localdate())
    assert [found[one]["receipts"] for one in group.ids] == [100_000, 50_000, 40_000]


def test_numbers_take_the_same_number_of_statements_for_one_and_for_many(
    world: World, group: Group, django_assert_num_queries: Any
) -> None:
    many = [*group.ids, *(organisation(f"O{number}", world.alice).pk for number in range(30))]
    for ids in ([group.holding.pk], many):
        with django_assert_num_queries(3):  # the groups, receipts, pipeline
            measures.numbers(ids, ["receipts", "pipeline"], with_group=True, today=timezone.localdate())


def test_the_rule_gives_the_tiers_computed_by_hand_as_one_change_set(
    world: World, group: Group, rule: TierRule
) -> None:
    """Holding 30 + 10 = 40: key account. North: receipts 90,000: 20, pipeline 15,000: 0 → B. Yard: 40,000: 5 → C."""
    work = applying.apply()
    assert [tier_of(one) for one in (group.holding, group.north, group.yard)] == ["key", "b", "c"]
    assert work is not None
    assert work.counts == {"changed": 3}
    assert TierAssignment.objects.get(customer=group.holding).rule == "Rule of tiers, version 1"
    numbers = TierEffect.objects.get(customer=group.holding).numbers
    assert {key: Decimal(value) for key, value in numbers.items()} == {"receipts": 190_000, "pipeline": 35_000}
    assert applying.apply() is None  # nothing to change the second time


def test_a_tier_that_a_person_set_stays_until_he_lets_the_rule_decide(
    world: World, group: Group, rule: TierRule
) -> None:
    standing.set_tier(customer=group.yard, tier="a", reason="the chairman's wish", by=world.charlie)
    applying.apply()
    assert tier_of(group.yard) == "a"
    effect = TierEffect.objects.get(customer=group.yard)
    assert (effect.outcome, effect.to_tier, effect.by_rule) == ("kept", "a", "c")
    applying.release(customer=group.yard, by=world.charlie)
    assert tier_of(group.yard) == "c"
    applying.apply()
    assert tier_of(group.yard) == "c"


def test_taking_it_back_restores_the_tiers_and_lets_the_rule_rest(world: World, group: Group, rule: TierRule) -> None:
    work = applying.apply()
    assert work
    undo(change_set=ChangeSet.objects.get(pk=work.pk), by=world.ada)
    assert tier_of(group.holding) == ""
    event = type("Event", (), {"change_set_id": work.pk})()
    handlers.rest_when_taken_back(event)
    assert applying.apply() is None
    assert tier_of(group.holding) == ""
    rules.apply_now(by=world.ada)
    applying.apply()
    assert tier_of(group.holding) == "key"


def test_a_run_that_was_cut_off_goes_on_where_it_stood(
    world: World, group: Group, rule: TierRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 1)
    calls = []

    def stop(**_more: Any) -> None:
        calls.append(1)
        if len(calls) > 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(runs, "progress", stop)
    with pytest.raises(KeyboardInterrupt):
        applying.apply(run=runs.plan(kind="tiers", title="x", by=world.ada))
    begun = ChangeSet.objects.get(asked__work="tiers")
    assert begun.state == ChangeSet.State.RUNNING
    monkeypatch.undo()
    work = applying.apply()
    assert work == begun
    assert [tier_of(one) for one in (group.holding, group.north, group.yard)] == ["key", "b", "c"]
    assert work is not None
    assert work.counts == {"changed": 3}


def test_persons_suppliers_and_departments_are_none_of_the_rules_business(world: World, rule: TierRule) -> None:
    for kind, standings in (("person", ["consumer"]), ("organisation", ["supplier"]), ("organisation", ["department"])):
        Customer.objects.create(kind=kind, name=str(standings), standings=standings, owner=world.alice)
    office = Customer.objects.create(kind="organisation", name="Office", standings=["government"], owner=world.alice)
    assert set(tiers.judged_customers()) == {world.acme, office}


def test_the_effect_is_shown_before_the_rule_is_in_force(world: World, group: Group, rule: TierRule) -> None:
    """With key accounts from 20 points instead of 40, North goes from B to key account; Acme has no tier either way."""
    applying.apply()
    draft = rules.prepare(by=world.ada)
    assert (draft.number, draft.steps.count()) == (2, 4)
    rules.change(changes={"key_from": 20, "a_from": 18, "b_from": 15}, by=world.ada)
    with pytest.raises(rules.RuleRefused):
        rules.put_in_force(by=world.ada)
    rules.try_out(by=world.ada)
    draft = TierRule.objects.get(state="draft")
    jobs.try_rule(rule_id=str(draft.pk), run_id=str(draft.run_id))
    found = tiers.effect(TierRule.objects.get(state="draft"))
    assert (found.looked, found.changing.count, found.kept.count) == (4, 1, 0)
    cells = {(old, new): cell.count for old, row in found.rows for new, cell in zip(tiers.TIERS, row, strict=True)}
    assert {key: count for key, count in cells.items() if count} == {
        ("key", "key"): 1, ("b", "key"): 1, ("c", "c"): 1, ("", ""): 1,
    }  # fmt: skip
    assert tier_of(group.north) == "b"
    rules.put_in_force(by=world.ada)
    run = Run.objects.filter(kind="tiers").order_by("-started_at")[0]
    jobs.apply_rule(run_id=str(run.pk))
    assert tier_of(group.north) == "key"
    assert TierRule.objects.get(number=1).state == "past"


def test_a_change_makes_the_trial_worthless(world: World, rule: TierRule) -> None:
    rules.prepare(by=world.ada)
    TierRule.objects.filter(state="draft").update(tried_at=timezone.now())
    rules.set_step(measure="employees", at_least=Decimal(100), points=5, by=world.ada)
    assert TierRule.objects.get(state="draft").tried_at is None


@pytest.mark.parametrize(
    ("changes", "field"), [({"a_from": 80}, "a_from"), ({"c_from": 0}, "c_from"), ({"state": "past"}, "state")]
)
def test_thresholds_that_make_no_sense_are_refused(
    world: World, rule: TierRule, changes: dict[str, Any], field: str
) -> None:
    rules.prepare(by=world.ada)
    with pytest.raises(rules.RuleRefused) as refused:
        rules.change(changes=changes, by=world.ada)
    assert refused.value.field == field


def test_only_who_configures_may_touch_the_rule(world: World, rule: TierRule) -> None:
    for act in (rules.prepare, rules.apply_now):
        with pytest.raises(PermissionDenied):
            act(by=world.maria)


def test_why_tells_each_measure_and_hides_what_is_not_for_the_reader(
    world: World, group: Group, rule: TierRule
) -> None:
    found = tiers.why(group.holding, world.alice)
    assert found is not None
    assert [(line.number, line.points) for line in found.lines] == [(Decimal(35_000), 10), (Decimal(190_000), 30)]
    assert found.verdict.tier == "key"
    told = tiers.why(group.holding, world.eve)
    assert told is not None
    assert told.lines[1].number is None


def test_money_of_last_year_no_longer_counts(world: World, rule: TierRule) -> None:
    today = timezone.localdate()
    assert measures.receipts([world.acme.pk], today) == {}
    receipt(world.acme, 500, 364, "N1")
    receipt(world.acme, 700, 365, "N2")
    assert measures.receipts([world.acme.pk], today) == {world.acme.pk: Decimal(500)}
    assert measures.receipts([world.acme.pk], today + timedelta(days=1)) == {}
