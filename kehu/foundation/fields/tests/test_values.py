from datetime import date
from typing import Any

import pytest

from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.values import ValueRefused, validated


def definition(key: str, kind: str, **further: Any) -> FieldDefinition:
    return FieldDefinition(object_key="customer", key=key, kind=kind, labels={"en": key.title()}, **further)


PLAN = definition(
    "plan", "choice", choices=[{"value": "gold", "labels": {"en": "Gold", "zh-hans": "金卡"}}, {"value": "basic"}]
)
LINES = definition("lines", "number", required=True)


@pytest.mark.parametrize(
    ("field", "given", "stored"),
    [
        (definition("x", "text"), "  hello ", "hello"),
        (definition("x", "number"), "12.50", 12.5),
        (definition("x", "number"), "12", 12),
        (definition("x", "money"), "0.1", 0.1),
        (definition("x", "date"), date(2026, 2, 28), "2026-02-28"),
        (definition("x", "date"), "2026-02-28", "2026-02-28"),
        (definition("x", "boolean"), "是", True),
        (definition("x", "boolean"), "no", False),
        (PLAN, "金卡", "gold"),
        (PLAN, "GOLD", "gold"),
    ],
)
def test_a_value_is_stored_in_its_plain_form(field: FieldDefinition, given: Any, stored: Any) -> None:
    assert validated([field], {field.key: given}) == {field.key: stored}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (definition("x", "number"), "twelve"),
        (definition("x", "number"), "NaN"),
        (definition("x", "number"), "1e400"),
        (definition("x", "date"), "2026-02-30"),
        (definition("x", "boolean"), "perhaps"),
        (definition("x", "reference"), "not-an-id"),
        (PLAN, "platinum"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(field: FieldDefinition, given: Any) -> None:
    with pytest.raises(ValueRefused) as refusal:
        validated([field], {field.key: given})

    assert refusal.value.field == f"custom.{field.key}"


def test_several_choices_come_from_a_list_or_a_line_of_text() -> None:
    several = definition("tags", "choices", choices=PLAN.choices)

    assert validated([several], {"tags": ["gold", "basic"]}) == {"tags": ["gold", "basic"]}
    assert validated([several], {"tags": "金卡；basic, gold"}) == {"tags": ["gold", "basic"]}


def test_a_new_record_needs_its_required_fields_and_gets_the_defaults() -> None:
    region = definition("region", "text", default="North")

    with pytest.raises(ValueRefused):
        validated([LINES, region], {})
    assert validated([LINES, region], {"lines": 3}) == {"lines": 3, "region": "North"}


def test_a_change_of_one_field_does_not_ask_for_the_others() -> None:
    assert validated([LINES, PLAN], {"plan": "gold"}, existing={}) == {"plan": "gold"}


def test_a_required_field_cannot_be_emptied() -> None:
    with pytest.raises(ValueRefused):
        validated([LINES], {"lines": ""}, existing={"lines": 3})


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueRefused):
        validated([LINES], {"lines": 1, "price": 2})
