"""What can be asked approval for, as domains declare it when they are ready.

    subjects.register(Subject(
        key="quote.discount", label=_("Discount of a quote"), object_key="quote",
        facts=facts_of,                                  # record → {"discount": "12.5", "amount": "10000"}
        decided=settle,                                  # (record_id, outcome, by), in the transaction of the decision
        fields=(Fact("discount", _("Discount"), Kind.PERCENT), Fact("amount", _("Amount"), Kind.MONEY)),
    ))

`facts` are what the rules of the company look at. Texts of numbers keep their decimals: `"12.5"`, never a float.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType

if TYPE_CHECKING:
    from kehu.foundation.access.models import User

Outcome = Literal["approved", "rejected", "withdrawn"]
CURRENCY = "currency"  # the fact that says in which currency the amounts are


class Kind(StrEnum):
    """How a fact is asked for and shown. A percentage is what people say: 12.5 for 12.5 %."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    CHOICE = "choice"
    TEXT = "text"
    YES_NO = "yes_no"


NUMBERS = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.MONEY})


@dataclass(frozen=True)
class Fact:
    """`choices` gives (value, label) pairs of a CHOICE. Of YES_NO the values are "yes" and "no"."""

    key: str
    label: Any
    kind: Kind = Kind.NUMBER
    choices: Callable[[], Iterable[tuple[str, Any]]] | None = None


@dataclass(frozen=True)
class Subject:
    """`object_key` is the kind of record it is about. `decided` is called once for each request that ended, inside the
    transaction that ends it; a Refusal of it keeps the request open and is told to who decided. `fields` say which
    facts there are; a fact that is not declared can be seen but no rule can ask for it.
    """

    key: str
    label: Any
    object_key: str
    facts: Callable[[Any], Mapping[str, Any]]
    decided: Callable[[UUID, Outcome, "User"], object]
    fields: tuple[Fact, ...] = ()

    @property
    def kind(self) -> ObjectType | None:
        return registry.find(self.object_key)

    def field(self, key: str) -> Fact | None:
        return next((one for one in self.fields if one.key == key), None)


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> Subject:
    if subject.key in _subjects:
        raise ValueError(f"approval of {subject.key} is declared twice")
    _subjects[subject.key] = subject
    return subject


def drop(key: str) -> None:
    _subjects.pop(key, None)


def find(key: str) -> Subject | None:
    return _subjects.get(key)


def get(key: str) -> Subject:
    """Raises KeyError for a subject that nobody registered."""
    return _subjects[key]


def every() -> list[Subject]:
    """In the order of their names."""
    return sorted(_subjects.values(), key=lambda one: str(one.label))


def label_of(key: str) -> str:
    found = find(key)
    return str(found.label) if found else key


def object_keys() -> tuple[str, ...]:
    """The kinds of record that approval can be asked for."""
    return tuple(sorted({one.object_key for one in _subjects.values()}))


def plain(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as they are kept: texts, without those that are not known."""
    return {key: _text(value) for key, value in facts.items() if value is not None and value != ""}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)
