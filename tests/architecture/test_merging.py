"""Whatever refers to a customer goes along when he is merged, whoever added the table."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from kehu.customers.actions.merging import merge, unmerge
from kehu.customers.models import Customer, DuplicatePair, Merge
from kehu.foundation.database.records import Record, new_id
from kehu.key_accounts.models import TierRule
from tests.world import World

# Rows that tell of the two customers themselves.
ABOUT_BOTH = {
    (Merge, "survivor"), (Merge, "loser"), (DuplicatePair, "first"), (DuplicatePair, "second"),
    (Customer, "merged_into"),
}  # fmt: skip


def references() -> list[tuple[type[models.Model], str]]:
    found = [
        (model, field.name)
        for model in apps.get_models()
        if model._meta.managed
        for field in model._meta.local_concrete_fields
        if field.related_model is Customer and not field.primary_key  # a summary row of each customer
    ]
    attached = [
        (model, "record_id")
        for model in apps.get_models()
        if issubclass(model, Record) and getattr(model, "audit_subject", "") == "record_id"
    ]
    return [one for one in (*found, *attached) if one not in ABOUT_BOTH]


def filled(model: type[models.Model], world: World, **given: Any) -> models.Model:
    """A row of any table, with something in every field that wants a value."""
    values = dict(given)
    for field in model._meta.local_concrete_fields:
        if field.name in values or field.has_default() or field.null or field.db_default is not models.NOT_PROVIDED:
            continue
        if field.primary_key or (field.blank and isinstance(field, (models.CharField, models.TextField))):
            continue
        values[field.name] = value_of(field, world)
    return model._default_manager.create(**values)


def value_of(field: models.Field, world: World) -> Any:
    if field.is_relation:
        known = {type(world.alice): world.alice, type(world.team): world.team}
        # One rule of tiers at a time is prepared, and one is there from the start.
        known[TierRule] = TierRule.objects.first()
        return known.get(field.related_model) or filled(field.related_model, world)
    if field.choices:
        return next(value for value, _label in field.flatchoices if value)
    named = {"object_key": "customer", "year": timezone.now().year}
    if field.name in named:
        return named[field.name]
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return 1
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.now().date()
    if isinstance(field, models.UUIDField):
        return new_id()
    return f"x{new_id().hex[-6:]}"[: field.max_length or 20]


@pytest.mark.parametrize(("model", "column"), references(), ids=lambda one: getattr(one, "__name__", one))
def test_a_row_that_refers_to_the_loser_refers_to_the_survivor_and_back(
    world: World, model: type[models.Model], column: str
) -> None:
    loser = Customer.objects.create(kind="organisation", name="Loser", owner=world.alice)
    target = loser.pk if column == "record_id" else loser
    # A share needs one of its two targets.
    extra = {"user": world.sam} if model.__name__ == "Share" else {}
    row = filled(model, world, **{column: target}, **extra)
    attribute = model._meta.get_field(column).attname

    made = merge(survivor=world.acme, loser=loser, by=world.ada)
    left = model._default_manager.filter(**{attribute: loser.pk})
    assert not left.exists(), f"{model.__name__}.{column} still leads to the loser: extend a customer_extension.merge"

    unmerge(merge=made, by=world.ada)
    if issubclass(model, Record):
        assert getattr(model._default_manager.get(pk=row.pk), attribute) == loser.pk
