"""From the texts of a spreadsheet's cells to values: choices and people by name, dates as the column writes them."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Department, Team, User
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing.inputs import is_id, parser
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.parsing import Problem, date_format_of, parse_date, parse_moment
from kehu.foundation.transfer.parsing.words import parse_tags

MOST_NAMESAKES = 2


class NotUnderstood(Refusal):
    """The text of a cell does not say a value of its field."""


class Reader:
    """Reads the cells of one block; what many cells name is looked up once."""

    def __init__(self, columns: list[Column], texts: list[list[str]], user: User):
        self.user = user
        self._named: dict[tuple[str, str], Any] = {}
        self._read: dict[str, Callable[[str], Any]] = {
            column.key: self._reading(column, [row[place] for row in texts]) for place, column in enumerate(columns)
        }

    def value(self, column: Column, text: str) -> Any:
        """Raises NotUnderstood; None (or "" or []) for an empty cell."""
        found = self._read[column.key](text.strip())
        if isinstance(found, Problem):
            raise NotUnderstood(str(found), field=column.key)
        if found in (None, "", []) and column.field.required:
            raise NotUnderstood(_("This must not be empty."), field=column.key)
        return found

    def _reading(self, column: Column, texts: list[str]) -> Callable[[str], Any]:
        match column.kind:
            case Kind.CHOICE | Kind.CHOICES if column.field.choices is not None:
                return self._choosing(column)
            case Kind.CHOICES:
                return parse_tags
            case Kind.REFERENCE:
                return lambda text: self._reference(column, text)
            case Kind.EMAIL:
                return lambda text: _mail(column, text)
            case Kind.DATE:
                order = date_format_of(texts).order
                return lambda text: parse_date(text, order)
            case Kind.MOMENT:
                order, zone = date_format_of(texts).order, timezone.get_current_timezone()
                return lambda text: parse_moment(text, order, zone)
        return parser(column.kind)

    def _choosing(self, column: Column) -> Callable[[str], Any]:
        known: dict[str, str] = {}
        for value, label in column.field.choices():  # type: ignore[misc]
            known.setdefault(str(label).strip().casefold(), str(value))
            known.setdefault(str(value).casefold(), str(value))

        def one(text: str) -> str:
            if not text:
                return ""
            if text.casefold() not in known:
                words = {"value": text[:40], "field": column.label}
                raise NotUnderstood(
                    _("“%(value)s” is not one of the choices of “%(field)s”.") % words, field=column.key
                )
            return known[text.casefold()]

        if column.kind == Kind.CHOICES:
            return lambda text: [one(part) for part in parse_tags(text)]
        return one

    def _reference(self, column: Column, text: str) -> Any:
        if not text:
            return None
        key = (column.field.reference, text.casefold())
        if key not in self._named:
            self._named[key] = self._looked_up(column.field.reference, text)
        found = self._named[key]
        words = {"value": text[:40]}
        if not found:
            raise NotUnderstood(_("Nobody and nothing here is called “%(value)s”.") % words, field=column.key)
        if len(found) > 1:
            raise NotUnderstood(_("Several are called “%(value)s”.") % words, field=column.key)
        return found[0]

    def _looked_up(self, reference: str, text: str) -> list[Any]:
        rows: models.QuerySet[Any]
        if reference == "user":
            rows = User.objects.filter(is_active=True, is_system=False)
            by_mail = list(rows.filter(email__iexact=text).values_list("pk", flat=True)[:1])
            if by_mail:
                return by_mail
            name = "name"
        elif reference in {"team", "department"}:
            rows, name = (Team if reference == "team" else Department)._default_manager.all(), "name"
        else:
            kind = registry.find(reference)
            if kind is None:
                return []
            rows, name = kind.model_class._default_manager.all().visible_to(self.user), kind.title  # type: ignore[attr-defined]
        if is_id(text):
            return list(rows.filter(pk=text).values_list("pk", flat=True)[:1])
        exact = list(rows.filter(**{name: text}).values_list("pk", flat=True)[:MOST_NAMESAKES])
        if exact or reference not in {"user", "team", "department"}:
            return exact
        lowered = rows.annotate(lowered_name=Lower(name)).filter(lowered_name=text.lower())
        return list(lowered.values_list("pk", flat=True)[:MOST_NAMESAKES])


def _mail(column: Column, text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError:
            sentence = _("“%(value)s” is not an e-mail address.") % {"value": text[:60]}
            raise NotUnderstood(sentence, field=column.key) from None
    return text
