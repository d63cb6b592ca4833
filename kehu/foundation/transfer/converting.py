"""From cells to values: one function per column, made once per import from the field's kind and the column's habits."""

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Team, User
from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.parsing import (
    Money,
    Problem,
    date_format_of,
    decimal_sign_of,
    parse_boolean,
    parse_date,
    parse_moment,
    parse_money,
    parse_number,
    parse_tags,
)
from kehu.foundation.transfer.targets import TargetField
from kehu.foundation.values.folding import fold

# What people write into a cell that has nothing to say.
NOTHING = frozenset(
    [
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "\\",
        ".",
        "?",
        "n/a",
        "#n/a",
        "#ref!",
        "#div/0!",
        "#value!",
        "#name?",
        "#num!",
        "#null!",
        "na",
        "null",
        "nil",
        "none",
        "(null)",
        "(空)",
        "空",
        "无",
        "無",
        "暂无",
        "没有",
        "未知",
        "不详",
        "未填",
        "未填写",
        "未提供",
        "unknown",
    ]
)
_YEARLY = re.compile(r"(--)?\d{1,2}[-/.月]\d{1,2}日?|(农历|阴历|闰?[正一二三四五六七八九十冬腊]+月).*")
_SHORTENED = re.compile(r"\d(\.\d+)?E\+\d{2,3}")
MEMORY = 5_000  # different values of a column that are kept with what they mean


class Unknown(Exception):
    """A word that names nobody and nothing here: a person, a team, a choice. Says so in one sentence."""


Converter = Callable[[str], Any]


class Cells:
    """Turns rows of cells into values by field key.

    A cell that cannot be understood is a problem of its row. A cell that names somebody or something unknown here is
    one too with `refuse_unknown`, else it is left out and remarked on.
    """

    def __init__(
        self,
        fields: dict[int, TargetField],
        samples: dict[int, Sequence[str | None]],
        *,
        date_order: str = "",
        zone: str = "",
        refuse_unknown: bool = False,
    ):
        self._refuse_unknown = refuse_unknown
        people: Callable[[str], Converter] = _references()
        self._columns: list[tuple[int, str, Converter]] = []
        for place, field in fields.items():
            habits = _Habits(samples.get(place, ()), date_order, zone)
            self._columns.append((place, field.key, _remembering(_converter(field, habits, people))))

    def read(self, cells: Sequence[str | None]) -> tuple[dict[str, Any], list[tuple[str, str]], list[tuple[str, str]]]:
        """Values, problems and remarks of a row; the latter as (field key, sentence)."""
        values: dict[str, Any] = {}
        problems: list[tuple[str, str]] = []
        remarks: list[tuple[str, str]] = []
        for place, key, convert in self._columns:
            text = cells[place]
            if not text:
                continue
            try:
                value = convert(text)
            except Unknown as unknown:
                (problems if self._refuse_unknown else remarks).append((key, str(unknown)))
                continue
            if value is None or value == "" or value == []:
                continue
            if type(value) is Problem:
                problems.append((key, str(value)))
            elif key not in values:
                values[key] = value
        return values, problems, remarks


class _Habits:
    """How a column writes its dates and numbers."""

    def __init__(self, sample: Sequence[str | None], date_order: str, zone: str):
        self.sample = sample
        self.date_order = date_order
        self.zone = ZoneInfo(zone) if zone else datetime.UTC

    @property
    def order(self) -> str:
        """The order that the column shows; what was chosen decides where it shows none."""
        found = date_format_of(self.sample, preferred=self.date_order or "dmy")
        return self.date_order if self.date_order and found.ambiguous else found.order

    @property
    def decimal_sign(self) -> str:
        return decimal_sign_of(self.sample)


def _converter(field: TargetField, habits: _Habits, people: Callable[[str], Converter]) -> Converter:
    if field.choices is not None:
        return _choice(field) if field.kind != Kind.CHOICES else _choices(field)
    if field.kind == Kind.REFERENCE and field.reference in {"user", "team"}:
        return people(field.reference)
    if field.kind == Kind.DATE:
        order = habits.order
        return (lambda text: _day(text, order)) if field.yearly else (lambda text: parse_date(text, order))
    if field.kind == Kind.MOMENT:
        order, zone = habits.order, habits.zone
        return lambda text: parse_moment(text, order, zone)
    if field.kind == Kind.NUMBER:
        sign = habits.decimal_sign
        return lambda text: _range_or_number(text, sign)
    if field.kind == Kind.MONEY:
        sign = habits.decimal_sign
        return lambda text: _amount(parse_money(text, sign))
    if field.kind == Kind.BOOLEAN:
        return parse_boolean
    if field.kind in (Kind.TAGS, Kind.CHOICES):
        return parse_tags
    return _text


def _text(text: str) -> Any:
    """The text, unless a spreadsheet has made a number of its digits and thrown most of them away."""
    if "E+" in text and _SHORTENED.fullmatch(text.strip()):
        return Problem(
            _("“%(value)s” has lost its digits: format the column as text and export it again."),
            {"value": text.strip()[:40]},
        )
    return text.strip()


def _remembering(convert: Converter) -> Converter:
    """Words that say nothing become None; what a word means is worked out once."""
    known: dict[str, Any] = {}
    missing = object()

    def converted(text: str) -> Any:
        found = known.get(text, missing)
        if found is missing:
            found = None if text.strip().lower() in NOTHING else _guarded(convert, text)
            if len(known) < MEMORY:
                known[text] = found
        if type(found) is Unknown:
            raise found
        return found

    return converted


def _guarded(convert: Converter, text: str) -> Any:
    try:
        return convert(text)
    except Unknown as unknown:
        return unknown


def _day(text: str, order: str) -> Any:
    """A date, or the text where it is a day without a year or of the lunar calendar."""
    found = parse_date(text, order)
    if isinstance(found, Problem) and _YEARLY.fullmatch(text.strip()):
        return text.strip().removeprefix("--")
    return found


def _amount(found: Money | Problem | None) -> Any:
    return found.amount if isinstance(found, Money) else found


def _range_or_number(text: str, sign: str) -> Any:
    """A number; "50-100人" counts as its lower end."""
    tidy = text.strip().rstrip("人名个以上+").strip()
    found = parse_number(tidy, sign)
    if isinstance(found, Problem):
        first, dash, _rest = tidy.replace("~", "-").replace("—", "-").replace("至", "-").partition("-")
        again = parse_number(first, sign) if dash and first.strip() else found
        return found if isinstance(again, Problem) or again is None else again
    return found


def words_of_choices(field: TargetField) -> dict[str, str]:
    """Every word for a choice, folded, with the value it stands for: the value, its label in each language, aliases."""
    words: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for value, label in field.choices() if field.choices else ():
                for word in (str(value), str(label)):
                    words.setdefault(_word(word), str(value))
    for value, aliases in field.aliases.items():
        for word in aliases:
            words.setdefault(_word(word), value)
    return words


def _word(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _choice(field: TargetField) -> Converter:
    words = words_of_choices(field)

    def convert(text: str) -> Any:
        found = words.get(_word(text))
        if found is None:
            raise Unknown(_("“%(value)s” is not one of the choices.") % {"value": text.strip()[:60]})
        return found

    return convert


def _choices(field: TargetField) -> Converter:
    one = _choice(field)
    return lambda text: list(dict.fromkeys(one(part) for part in parse_tags(text)))


def _references() -> Callable[[str], Converter]:
    """Converters for people and teams; each table is read at its first use, once per import."""
    made: dict[str, Converter] = {}

    def converter(kind: str) -> Converter:
        if kind not in made:
            made[kind] = _person(_people()) if kind == "user" else _team()
        return made[kind]

    return converter


def _people() -> dict[str, list[User]]:
    """Users by mail address and by name, folded; a name may belong to several."""
    found: dict[str, list[User]] = {}
    for user in User.objects.filter(is_system=False).only("id", "name", "email", "is_active"):
        names: Iterable[str] = {fold(user.email), fold(user.name), "".join(fold(user.name).split())}
        for name in names:
            found.setdefault(name, []).append(user)
    return found


def _person(people: dict[str, list[User]]) -> Converter:
    def convert(text: str) -> Any:
        word = fold(text.strip())
        if "<" in word and word.endswith(">"):  # Wang Fang <wang@example.com>
            word = word[word.index("<") + 1 : -1].strip()
        users = people.get(word) or people.get("".join(word.split())) or []
        active = [user for user in users if user.is_active]
        if len(active) == 1:
            return active[0].pk
        shown = {"value": text.strip()[:60]}
        if active:
            raise Unknown(_("Several people here are called “%(value)s”. Write the mail address instead.") % shown)
        if users:
            raise Unknown(_("“%(value)s” does not work here any more.") % shown)
        raise Unknown(_("Nobody here is called “%(value)s”.") % shown)

    return convert


def _team() -> Converter:
    teams = {fold(team.name): team.pk for team in Team.objects.all()}

    def convert(text: str) -> Any:
        found = teams.get(fold(text.strip()))
        if found is None:
            raise Unknown(_("There is no team called “%(value)s”.") % {"value": text.strip()[:60]})
        return found

    return convert
