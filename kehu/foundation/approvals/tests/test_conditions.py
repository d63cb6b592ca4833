import pytest

from kehu.foundation.approvals.conditions import Asker, Condition, Names, holds, sentence
from kehu.foundation.approvals.subjects import Fact, Kind, Subject, plain

NORTH = "0190b6c7-0000-7000-8000-000000000001"
ASKER = Asker(frozenset({"sales"}), frozenset({NORTH}))
SUBJECT = Subject(
    "x", "X", "customer", lambda _record: {}, lambda *_args: None,
    (Fact("discount", "Discount", Kind.PERCENT), Fact("rush", "In a hurry", Kind.YES_NO),
     Fact("kind", "Kind", Kind.CHOICE, lambda: [("new", "New business")])),
)  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "operator", "values", "expected"),
    [
        ("discount", "at_least", ["12.5"], True), ("discount", "at_least", ["12.51"], False),
        ("discount", "more", ["12.5"], False), ("discount", "less", ["12.500001"], True),
        ("discount", "at_most", ["12.5"], True), ("discount", "is", ["12.50"], True),
        ("missing", "at_least", ["0"], False), ("missing", "is_not", ["x"], True),
        ("kind", "is", ["old", "NEW"], True), ("kind", "is_not", ["new"], False),
        ("asker.role", "is", ["manager", "sales"], True), ("asker.role", "is_not", ["sales"], False),
        ("asker.department", "is", [NORTH], True), ("asker.department", "is_not", [NORTH], False),
    ],
)  # fmt: skip
def test_a_condition_holds_or_not(fact: str, operator: str, values: list[str], expected: bool) -> None:
    condition = Condition(fact, operator, tuple(values))
    assert holds(condition, {"discount": "12.5", "kind": "new"}, ASKER) is expected


def test_facts_are_kept_as_texts() -> None:
    from decimal import Decimal

    assert plain({"a": Decimal("10.50"), "b": True, "c": None, "d": "", "e": 3, "f": Decimal("1E+4")}) == {
        "a": "10.5", "b": "yes", "e": "3", "f": "10000",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("discount", "at_least", ("12.5",)), "Discount is at least 12.5%"),
        (Condition("rush", "is", ("yes",)), "In a hurry is yes"),
        (Condition("kind", "is", ("new", "old")), "Kind is New business or old"),
        (Condition("asker.role", "is_not", ("sales",)), "Role of who asks is not Sales"),
        (Condition("asker.department", "is", (NORTH,)), "Department of who asks is North"),
        (Condition("gone", "is", ("1",)), "gone is 1"),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: Condition, expected: str) -> None:
    assert sentence(condition, SUBJECT, Names({"sales": "Sales"}, {NORTH: "North"})) == expected
