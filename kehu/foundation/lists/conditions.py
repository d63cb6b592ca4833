"""Conditions kept by rules of other parts of Kehu: to which records a rule applies, in the language of lists.

A rule keeps the link of a filter ("source=fair&city.contains=Luo"). It is read as the system, so that it means the same
to everybody; who edits it uses the inputs of the filter builder.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.lists import building
from kehu.foundation.lists.filtering import phrase
from kehu.foundation.lists.links import parameters_of
from kehu.foundation.lists.pages import plan_of
from kehu.foundation.lists.query import BadQuery, ListQuery, Plan, parse
from kehu.foundation.lists.rows import condition
from kehu.foundation.lists.tree import Group
from kehu.foundation.lists.trees import OWN
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal


class ConditionsRefused(Refusal):
    """The conditions of a rule cannot be read, or do not hold for everybody."""


@dataclass(frozen=True)
class Conditions:
    """A filter that was read. `wanted` is the database's form of it, `text` says it in words."""

    query: ListQuery
    reader: User

    @property
    def link(self) -> str:
        return replace(self.query, cursor="").link()

    @property
    def wanted(self) -> Q:
        return condition(self.query.filters, self.query, self.reader) if self.query.filters else Q()

    @property
    def text(self) -> str:
        return phrase(self.query.filters, self.query, self.reader) if self.query.filters else ""

    def __bool__(self) -> bool:
        return bool(self.query.filters)


def read(object_key: str, link: str) -> Conditions:
    """Raises ConditionsRefused with a sentence, e.g. after a field that they ask for was taken away."""
    system = User.objects.system()
    try:
        query = parse(parameters_of(link), _plan(object_key), system)
    except BadQuery as problem:
        raise ConditionsRefused(problem.message, field="conditions") from None
    # A rule has nobody whom “me” could mean.
    own = {word for words in OWN.values() for word in words}
    personal = {value for part in query.filters.conditions() for value in part.values} & own
    if personal:
        raise ConditionsRefused(_("A rule holds for everybody: name people, not “me”."), field="conditions")
    return Conditions(_filters_only(query), system)


def wanted(object_key: str, link: str) -> Q:
    """The condition in the database's form; of conditions that can be read no longer, nothing fits."""
    try:
        return read(object_key, link).wanted
    except ConditionsRefused:
        return Q(pk__in=[])


def words(object_key: str, link: str) -> str:
    """The conditions in a sentence, "" where there are none; why they cannot be read, where they cannot."""
    try:
        return read(object_key, link).text
    except ConditionsRefused as refusal:
        return refusal.message


def fitting(object_key: str, links: Sequence[str], ids: Iterable[UUID]) -> dict[UUID, list[bool]]:
    """For each of the records, which of the conditions it fits, in one statement."""
    model: Any = registry.get(object_key).model_class
    asked = {f"fits_{place}": _flag(wanted(object_key, link)) for place, link in enumerate(links)}
    rows = model._base_manager.filter(pk__in=list(ids)).order_by().annotate(**asked).values_list("pk", *asked)
    return {row[0]: list(row[1:]) for row in rows}


def _flag(asked: Q) -> Any:
    if not asked:
        return Value(True, output_field=BooleanField())
    return Case(When(asked, then=Value(True)), default=Value(False), output_field=BooleanField())


# -- the form ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Editing:
    """The conditions of a rule as inputs in its form. `context` is what `lists/builder_parts.html` needs; `done` is the
    link, and None while a button of the builder was pressed, or something does not fit.
    """

    context: dict[str, Any]
    done: str | None
    is_building: bool


def edit(object_key: str, link: str, data: Any, address: str) -> Editing:
    """Read the inputs of the builder from `data` (a QueryDict, None: show those of `link`). A POST whose `do` is none
    of the builder's own is taken as finished.
    """
    system = User.objects.system()
    query = parse({}, _plan(object_key), system)
    doing = data.get("do", "") if data is not None else ""
    posted = data is not None and f"{building.ROOT}-joined" in data
    filters = building.read(data) if posted else _known(object_key, link)
    finished = posted and doing == "save"
    if not finished:
        likeliest = building.field_groups(query)[0][1][0].key
        filters = building.changed(filters, doing, likeliest) if doing else filters
    else:
        filters = building.tidy(building.completed(filters, query))
    box = building.laid_out(filters, query, system, strict=finished)
    context = {
        "box": box, "fields": building.field_groups(query), "address": address,
        "focus": data.get("focus", "") if data is not None else "",
    }  # fmt: skip
    done = None
    if finished and not building.problems(box):
        done = replace(query, filters=filters).link()
    return Editing(context, done, posted and not finished)


def _known(object_key: str, link: str) -> Group:
    try:
        return read(object_key, link).query.filters
    except ConditionsRefused:
        return Group()


def _plan(object_key: str) -> Plan:
    return plan_of(registry.get(object_key))


def _filters_only(query: ListQuery) -> ListQuery:
    return replace(query, sort=query.plan.default_sort, search="", only="", group="", layout="", asked_columns=False)


__all__ = ["Conditions", "ConditionsRefused", "Editing", "edit", "fitting", "read", "wanted", "words"]
