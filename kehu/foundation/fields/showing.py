"""The values of custom fields as people read them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.html import format_html
from django.utils.translation import gettext as _

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.queries import rule
from kehu.foundation.objects import registry
from kehu.foundation.ui import formats

HIDDEN = "•••"
"""What stands for a record that the reader may not see."""


def shown(definition: FieldDefinition, value: Any, user: User, currency: str = "") -> str:
    """The stored value in the reader's language; empty for nothing. `currency` is that of the record's amounts."""
    if value in (None, "", []):
        return ""
    kind = FieldDefinition.Kind
    match definition.kind:
        case kind.NUMBER:
            return formats.show_number(value)
        case kind.MONEY:
            return formats.show_money(value, currency)
        case kind.DATE:
            return _day(str(value))
        case kind.BOOLEAN:
            return _("Yes") if value else _("No")
        case kind.CHOICE | kind.CHOICES:
            labels = dict(definition.choice_labels())
            return " · ".join(labels.get(one, one) for one in (value if isinstance(value, list) else [value]))
        case kind.REFERENCE:
            return titles(definition, [value], user).get(str(value), HIDDEN)
    return str(value)


def told(definitions: list[FieldDefinition], stored: dict[str, Any], user: User) -> list[tuple[str, str, str]]:
    """Label, text and link of each of the fields that says something, for a list of facts."""
    found = []
    for one in definitions:
        value = stored.get(one.key)
        masked = value not in (None, "", []) and rule(one, user) == FieldAccess.MASKED
        text = HIDDEN if masked else shown(one, value, user)
        if text:
            found.append((one.label, text, "" if masked else link(one, value, text)))
    return found


def linked(facts: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """The same as label and text, with a link where there is one."""
    return [(label, format_html('<a href="{}">{}</a>', href, text) if href else text) for label, text, href in facts]


def link(definition: FieldDefinition, value: Any, title: str) -> str:
    """The page of the record that a reference leads to, empty for other kinds and for a record out of sight."""
    kind = registry.find(definition.reference) if definition.kind == FieldDefinition.Kind.REFERENCE else None
    return kind.url(UUID(str(value))) if kind and value and title != HIDDEN else ""


def titles(definition: FieldDefinition, ids: list[Any], user: User) -> dict[str, str]:
    """Titles by id (as text) of those records that `user` may see."""
    kind = registry.find(definition.reference)
    if kind is None:
        return {}
    rows = kind.model_class._default_manager.all().visible_to(user)  # type: ignore[attr-defined]
    return {str(pk): str(title) for pk, title in rows.filter(pk__in=ids).values_list("pk", kind.title)}


def _day(text: str) -> str:
    try:
        return formats.show_date(date.fromisoformat(text))
    except ValueError:
        return text
