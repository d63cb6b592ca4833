from importlib import import_module

from django.apps import apps
from django.db import connection

from kehu.foundation.approvals.actions import rules
from kehu.foundation.approvals.defaults import first_rule
from kehu.foundation.approvals.models import By, FirstRule, Rule
from kehu.foundation.approvals.tests.sample import KEY, Desk, people, rule
from tests.world import World


def made() -> list[str]:
    first_rule(subject=KEY, name="The manager", by=By.MANAGER)
    return list(Rule.objects.filter(subject=KEY).values_list("name", flat=True))


def test_a_first_rule_that_was_deleted_does_not_come_back(world: World, desk: Desk) -> None:
    assert [made(), made()] == [["The manager"], ["The manager"]]

    rules.delete(rule=Rule.objects.get(subject=KEY), by=world.ada)

    assert made() == []


def test_a_company_with_a_rule_of_its_own_gets_none(world: World, desk: Desk) -> None:
    rule(people(world.bob), name="Ours")
    assert made() == ["Ours"]


def test_what_a_company_of_before_deleted_is_read_from_its_trail(world: World, desk: Desk) -> None:
    assert made() == ["The manager"]
    rules.delete(rule=Rule.objects.get(subject=KEY), by=world.ada)
    FirstRule.objects.all().delete()

    with connection.schema_editor() as editor:
        import_module("kehu.foundation.approvals.migrations.0002_first_rules").remember(apps, editor)

    assert made() == []
    assert FirstRule.objects.filter(subject="opportunity.stage").exists()  # it stands
