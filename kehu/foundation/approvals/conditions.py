"""Conditions of a rule: what can be asked of a fact, whether it holds, and how it reads as a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.models import Department, Role, User
from kehu.foundation.approvals.subjects import NUMBERS, Fact, Kind, Subject
from kehu.foundation.ui.formats import show_number

ROLE, DEPARTMENT = "asker.role", "asker.department"
AT_LEAST, MORE, AT_MOST, LESS, IS, IS_NOT = "at_least", "more", "at_most", "less", "is", "is_not"
# One sentence for each comparison: the fact, then the value.
SENTENCES = {
    AT_LEAST: gettext_lazy("%(fact)s is at least %(value)s"),
    MORE: gettext_lazy("%(fact)s is more than %(value)s"),
    AT_MOST: gettext_lazy("%(fact)s is at most %(value)s"),
    LESS: gettext_lazy("%(fact)s is less than %(value)s"),
    IS: gettext_lazy("%(fact)s is %(value)s"),
    IS_NOT: gettext_lazy("%(fact)s is not %(value)s"),
}
LABELS = {
    AT_LEAST: gettext_lazy("is at least"), MORE: gettext_lazy("is more than"), AT_MOST: gettext_lazy("is at most"),
    LESS: gettext_lazy("is less than"), IS: gettext_lazy("is"), IS_NOT: gettext_lazy("is not"),
}  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """With several values any of them fits."""

    fact: str
    operator: str
    values: tuple[str, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Condition":
        """From the form in which a rule keeps it."""
        return cls(str(data["fact"]), str(data["is"]), tuple(str(one) for one in data["values"]))

    def kept(self) -> dict[str, Any]:
        return {"fact": self.fact, "is": self.operator, "values": list(self.values)}


@dataclass
class Asker:
    """What rules may ask of who asks; departments include those above his own."""

    roles: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()

    @classmethod
    def of(cls, user: User) -> "Asker":
        path = user.department.path if user.department else ""
        return cls(frozenset(role.key for role in user.grants.roles), frozenset(one for one in path.split("/") if one))


@dataclass
class Names:
    """What roles and departments are called, read once for all sentences of a page."""

    roles: dict[str, str] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Names":
        return cls(
            {role.key: role.label for role in Role.objects.all()},
            {str(pk): name for pk, name in Department.objects.order_by("path").values_list("pk", "name")},
        )


def fields_of(subject: Subject) -> list[Fact]:
    """Everything a rule of the subject may ask for; roles and departments of the asker come last."""
    return [
        *subject.fields,
        Fact(ROLE, gettext_lazy("Role of who asks"), Kind.CHOICE),
        Fact(DEPARTMENT, gettext_lazy("Department of who asks"), Kind.CHOICE),
    ]


def operators_of(fact: Fact) -> list[tuple[str, Any]]:
    keys = [AT_LEAST, MORE, AT_MOST, LESS, IS] if fact.kind in NUMBERS else [IS, IS_NOT]
    return [(key, LABELS[key]) for key in keys]


def holds(condition: Condition, facts: Mapping[str, str], asker: Asker) -> bool:
    """A fact that is not known fulfils no condition but “is not”."""
    if condition.fact in (ROLE, DEPARTMENT):
        have = asker.roles if condition.fact == ROLE else asker.departments
        return bool(have & set(condition.values)) == (condition.operator == IS)
    value = facts.get(condition.fact)
    if condition.operator in (IS, IS_NOT):
        return any(_same(value, one) for one in condition.values) == (condition.operator == IS)
    known, wanted = number(value), number(condition.values[0] if condition.values else None)
    if known is None or wanted is None:
        return False
    return {
        AT_LEAST: known >= wanted, MORE: known > wanted, AT_MOST: known <= wanted, LESS: known < wanted,
    }[condition.operator]  # fmt: skip


def number(text: str | None) -> Decimal | None:
    """None for what is no number."""
    try:
        value = Decimal((text or "").strip().replace(",", "").removesuffix("%"))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _same(value: str | None, wanted: str) -> bool:
    if value is None:
        return False
    left, right = number(value), number(wanted)
    return left == right if left is not None and right is not None else value.casefold() == wanted.casefold()


def sentence(condition: Condition, subject: Subject | None, names: Names) -> str:
    """In the reader's language, such as “Discount is at least 12.5 %”."""
    known = {one.key: one for one in fields_of(subject)} if subject else {}
    fact = known.get(condition.fact)
    label = str(fact.label) if fact else condition.fact
    values = [_worded(one, condition.fact, fact, names) for one in condition.values]
    return str(SENTENCES[condition.operator]) % {"fact": label, "value": _(" or ").join(values)}


def _worded(value: str, key: str, fact: Fact | None, names: Names) -> str:
    if key == ROLE:
        return names.roles.get(value, value)
    if key == DEPARTMENT:
        return names.departments.get(value, value)
    return shown(value, fact)


def shown(value: str, fact: Fact | None, currency: str = "") -> str:
    """A fact as people read it."""
    from kehu.foundation.ui.formats import show_money

    if fact is None:
        return value
    if fact.kind == Kind.YES_NO:
        return _("yes") if value == "yes" else _("no")
    if fact.choices:
        return str({str(key): label for key, label in fact.choices()}.get(value, value))
    figure = number(value) if fact.kind in NUMBERS else None
    if figure is None:
        return value
    if fact.kind == Kind.PERCENT:
        return _("%(number)s%%") % {"number": show_number(figure)}
    return show_money(figure, currency) if fact.kind == Kind.MONEY and currency else show_number(figure)


def readable(values: Iterable[str], fact: Fact) -> bool:
    """Whether the values fit the kind of fact."""
    wanted = list(values)
    if fact.key == DEPARTMENT:
        return all(_is_id(one) for one in wanted)
    return bool(wanted) and (fact.kind not in NUMBERS or all(number(one) is not None for one in wanted))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
