"""What one can ask of a field, by its kind; each operator checks its values and becomes a database condition."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import DateField, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.models import User
from kehu.foundation.lists import periods, trees
from kehu.foundation.lists.columns import Column, rows_seen
from kehu.foundation.objects.registry import Kind

FURTHEST_DAYS = 36_500
MOST_VALUES = 200

TEXTS = {Kind.TEXT, Kind.LONG_TEXT, Kind.PHONE, Kind.EMAIL, Kind.IDENTITY, Kind.ADDRESS}
NUMBERS = {Kind.NUMBER, Kind.MONEY}
TIMES = {Kind.DATE, Kind.MOMENT}


class BadValue(ValueError):
    """The value does not fit; the message is a sentence for the user."""


@dataclass(frozen=True)
class Operator:
    """`values` is how many there are: none, one or many. `label` reads between field and value."""

    key: str
    label: Any
    values: str
    build: Callable[[Column, tuple[str, ...], User], Q]


def operators_of(column: Column) -> dict[str, Operator]:
    """Those the user may use on the column, the likeliest first. Masked values can only be asked for as a whole."""
    found: list[Operator] = []
    if column.kind in TEXTS:
        found = [IS_TEXT] if column.is_masked else [CONTAINS, STARTS, IS_TEXT]
    elif column.is_masked:
        found = []
    elif column.kind in NUMBERS:
        found = [FROM_NUMBER, TO_NUMBER, IS_NUMBER]
    elif column.kind in TIMES:
        found = [IN_PERIOD, LAST_DAYS, NOT_SINCE, NEXT_DAYS, FROM_DAY, TO_DAY]
    elif column.kind == Kind.BOOLEAN:
        return {IS_YES.key: IS_YES}
    else:
        found = [IS_ANY, IS_NONE, *([ONLY] if trees.find(column.field.reference) else [])]
    if column.can_be_empty or (column.via and column.via.can_be_empty):
        found += [EMPTY, FILLED]
    return {one.key: one for one in found}


def ask(column: Column, operator: Operator, values: tuple[str, ...], user: User) -> Q:
    """The database's form of a condition. Of a record referred to only what `user` may see can be asked for. Raises
    `BadValue`.
    """
    if column.via is None:
        return operator.build(column, values, user)
    inner, path = column.inner, column.via.path
    if operator is FILLED:
        return ~ask(column, EMPTY, values, user)
    empty = operator is EMPTY and not inner.can_be_empty
    fitting = Q(pk__in=[]) if empty else operator.build(inner, values, user)
    found = Q(**{f"{path}__in": rows_seen(column.model, user).filter(fitting).values("pk")})
    return found | Q(**{f"{path}__isnull": True}) if operator in (EMPTY, IS_NONE, NOT_SINCE) else found


# -- where the value stands --------------------------------------------------------------------------------------------


def _on(column: Column, **lookups: Any) -> Q:
    """Conditions on the column's value; lookup names without the path: `_on(column, gte=3)`."""
    joined = Q()
    for name, value in lookups.items():
        joined &= Q(**{f"{column.path}__{name}" if name != "exact" else column.path: value})
    if not column.is_many:
        return joined
    rest = column.field.path.partition("__")[2]
    inside = Q(**{f"{rest}__{name}": value for name, value in lookups.items()})
    return Q(Exists(_related(column).filter(inside)))


def _related(column: Column) -> Any:
    """The rows of the other table that hold the values of a record."""
    hop = column.first_hop
    return hop.related_model._base_manager.filter(**{hop.field.name: OuterRef("pk")})


# -- text --------------------------------------------------------------------------------------------------------------


def _one(values: tuple[str, ...]) -> str:
    text = values[0].strip() if values else ""
    if not text or "\0" in text:
        raise BadValue(_("A value is missing."))
    return text


def _several(values: tuple[str, ...]) -> list[str]:
    found = [one.strip() for one in values if one.strip()]
    if not found or len(found) > MOST_VALUES or any("\0" in one for one in found):
        raise BadValue(_("A value is missing."))
    return found


def _contains(column: Column, values: tuple[str, ...], _user: User) -> Q:
    wanted = _one(values)
    # Where there are no small and capital letters, as in Chinese, both need not be made alike in every row.
    plain = column.holds_text and not column.is_custom and wanted.upper() == wanted.lower()
    lookup = "contains" if plain else "icontains"
    return _on(column, **{lookup: wanted}) | _worded(column, lambda label: wanted.casefold() in label)


def _starts(column: Column, values: tuple[str, ...], _user: User) -> Q:
    begins = _on(column, istartswith=_one(values))
    return begins | _worded(column, lambda label: label.startswith(_one(values).casefold()))


def _is_text(column: Column, values: tuple[str, ...], _user: User) -> Q:
    wanted = {one.casefold() for one in _several(values)}
    return _on(column, **{"in": _several(values)}) | _worded(column, lambda label: label in wanted)


def _worded(column: Column, fits: Callable[[str], bool]) -> Q:
    """Usual values whose wording in the reader's language fits."""
    found = [key for key, label in column.field.words() if fits(str(label).casefold())] if column.field.words else []
    return _on(column, **{"in": found}) if found else Q()


# -- numbers -----------------------------------------------------------------------------------------------------------


def number(text: str) -> Decimal:
    try:
        value = Decimal(text.strip().replace(",", "").replace("\uff0c", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= Decimal(10) ** 16:
        raise BadValue(_("“%(value)s” is not a number.") % {"value": text[:40]})
    return value


def _number_by(lookup: str) -> Callable[[Column, tuple[str, ...], User], Q]:
    def build(column: Column, values: tuple[str, ...], _user: User) -> Q:
        value = number(_one(values))
        return _on(column, **{lookup: float(value) if column.is_custom else value})

    return build


# -- days --------------------------------------------------------------------------------------------------------------


def _days(values: tuple[str, ...]) -> int:
    text = _one(values)
    if not text.isascii() or not text.isdigit() or int(text) > FURTHEST_DAYS:
        raise BadValue(_("“%(value)s” is not a number of days.") % {"value": text[:40]})
    return int(text)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadValue(_("“%(value)s” is not a date like 2026-01-31.") % {"value": text[:40]}) from None


def day_or_moment(text: str) -> date | datetime:
    """A day, or for programs a moment in ISO 8601."""
    if "T" not in text:
        return day(text)
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise BadValue(_("“%(value)s” is not a date like 2026-01-31.") % {"value": text[:40]})
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def between(column: Column, first: date | datetime | None, after: date | datetime | None) -> Q:
    """From `first` on and before `after`, as the column keeps time."""
    lookups = {name: _bound(column, value) for name, value in (("gte", first), ("lt", after)) if value is not None}
    return _on(column, **lookups)


def _bound(column: Column, value: date | datetime) -> Any:
    is_moment = isinstance(value, datetime)
    if column.is_custom:
        return (timezone.localdate(value) if isinstance(value, datetime) else value).isoformat()
    if isinstance(column.target, DateField) and column.target.get_internal_type() == "DateField":
        return timezone.localdate(value) if isinstance(value, datetime) else value
    return value if is_moment else periods.midnight(value)


def _in_period(column: Column, values: tuple[str, ...], _user: User) -> Q:
    try:
        return between(column, *periods.bounds(_one(values)))
    except KeyError:
        raise BadValue(_("“%(value)s” is no period that is known.") % {"value": values[0][:40]}) from None


def _last_days(column: Column, values: tuple[str, ...], _user: User) -> Q:
    today = timezone.localdate()
    return between(column, today - timedelta(days=_days(values) - 1), today + timedelta(days=1))


def _next_days(column: Column, values: tuple[str, ...], _user: User) -> Q:
    today = timezone.localdate()
    return between(column, today, today + timedelta(days=_days(values)))


def _not_since(column: Column, values: tuple[str, ...], _user: User) -> Q:
    """Longer ago than so many days, or never."""
    long_ago = between(column, None, timezone.localdate() - timedelta(days=_days(values)))
    return long_ago | _empty(column, (), _user) if column.can_be_empty else long_ago


def _from_day(column: Column, values: tuple[str, ...], _user: User) -> Q:
    return between(column, day_or_moment(_one(values)), None)


def _to_day(column: Column, values: tuple[str, ...], _user: User) -> Q:
    last = day_or_moment(_one(values))
    return between(column, None, last if isinstance(last, datetime) else last + timedelta(days=1))


# -- choices, references, tags -----------------------------------------------------------------------------------------


def _is_any(column: Column, values: tuple[str, ...], user: User) -> Q:
    wanted = _several(values)
    if column.kind == Kind.REFERENCE or (column.target is not None and column.target.is_relation):
        return _on(column, **{"in": _references(column, wanted, user)})
    _check_choices(column, wanted)
    if column.is_array:
        return _on(column, overlap=wanted)
    if column.is_custom and column.kind == Kind.CHOICES:
        joined = Q()
        for one in wanted:
            joined |= _on(column, contains=[one])
        return joined
    return _on(column, **{"in": wanted})


def _is_none(column: Column, values: tuple[str, ...], user: User) -> Q:
    unwanted = ~_is_any(column, values, user)
    return unwanted | _empty(column, (), user) if column.is_nullable and not column.is_many else unwanted


def _check_choices(column: Column, wanted: list[str]) -> None:
    if column.field.choices is None:
        return
    known = {str(value) for value, _label in column.field.choices()}
    for one in wanted:
        if one not in known:
            raise BadValue(_("“%(value)s” is not one of the choices.") % {"value": one[:40]})


def _references(column: Column, wanted: list[str], user: User, below: bool = True) -> list[Any]:
    """The identifiers meant: words that depend on who asks, and of what stands in a tree those below it too."""
    ids: list[Any] = []
    reference = column.field.reference
    tree = trees.find(reference)
    for one in wanted:
        if one in trees.OWN.get(reference, {}):
            ids += tree.mine(one, user) if tree and tree.mine else _own(reference, one, user)
            continue
        try:
            ids.append(UUID(one))
        except ValueError:
            raise BadValue(_("“%(value)s” is not one of the choices.") % {"value": one[:40]}) from None
    if tree and below:
        ids = tree.below(ids)
    return [str(one) for one in ids] if column.is_custom else ids


def _own(reference: str, word: str, user: User) -> list[UUID]:
    if reference == "user":
        return {
            "me": lambda: [user.pk],
            "my_team": lambda: user.grants.teammate_ids,
            "my_department": lambda: user.grants.department_people_ids,
        }[word]()
    return list(user.grants.team_ids)


def _only(column: Column, values: tuple[str, ...], user: User) -> Q:
    return _on(column, **{"in": _references(column, _several(values), user, below=False)})


def _is_yes(column: Column, values: tuple[str, ...], _user: User) -> Q:
    word = _one(values).lower()
    if word in {"yes", "true", "1"}:
        return _on(column, exact=True)
    if word in {"no", "false", "0"}:
        return _on(column, exact=False)
    raise BadValue(_("“%(value)s” is neither yes nor no.") % {"value": word[:40]})


# -- emptiness ---------------------------------------------------------------------------------------------------------


def _empty(column: Column, _values: tuple[str, ...], _user: User) -> Q:
    if column.is_many:
        return ~Q(Exists(_related(column)))
    if column.is_custom:
        return ~Q(custom__has_key=column.key.removeprefix("custom."))
    empty = Q(**{f"{column.path}__isnull": True}) if column.is_nullable else Q()
    if column.holds_text:
        return empty | Q(**{column.path: ""}) if empty else Q(**{column.path: ""})
    if column.is_array:
        return empty | Q(**{column.path: []}) if empty else Q(**{column.path: []})
    return empty


def _filled(column: Column, values: tuple[str, ...], user: User) -> Q:
    return ~_empty(column, values, user)


CONTAINS = Operator("contains", gettext_lazy("contains"), "one", _contains)
STARTS = Operator("starts", gettext_lazy("starts with"), "one", _starts)
IS_TEXT = Operator("is", gettext_lazy("is"), "many", _is_text)
IS_NUMBER = Operator("is", gettext_lazy("is"), "one", _number_by("exact"))
FROM_NUMBER = Operator("from", gettext_lazy("is at least"), "one", _number_by("gte"))
TO_NUMBER = Operator("to", gettext_lazy("is at most"), "one", _number_by("lte"))
IN_PERIOD = Operator("in", gettext_lazy("is in"), "one", _in_period)
LAST_DAYS = Operator("last", gettext_lazy("in the last days"), "one", _last_days)
NOT_SINCE = Operator("not_since", gettext_lazy("not for days"), "one", _not_since)
NEXT_DAYS = Operator("next", gettext_lazy("in the next days"), "one", _next_days)
FROM_DAY = Operator("from", gettext_lazy("from"), "one", _from_day)
TO_DAY = Operator("to", gettext_lazy("up to"), "one", _to_day)
IS_YES = Operator("is", gettext_lazy("is"), "one", _is_yes)
IS_ANY = Operator("is", gettext_lazy("is any of"), "many", _is_any)
ONLY = Operator("only", gettext_lazy("is exactly"), "many", _only)
IS_NONE = Operator("not", gettext_lazy("is none of"), "many", _is_none)
EMPTY = Operator("empty", gettext_lazy("is empty"), "none", _empty)
FILLED = Operator("filled", gettext_lazy("is not empty"), "none", _filled)
