"""Which column is which field: what was decided for the same headings before, else what headings and values suggest."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.headings import Suggestion, Target, normalise, recognise
from kehu.foundation.transfer.models import Import, ImportMapping
from kehu.foundation.transfer.targets import ImportTarget, TargetField

SAMPLE_ROWS = 200
KINDS = {
    Kind.EMAIL: "email", Kind.PHONE: "phone", Kind.DATE: "date", Kind.MOMENT: "moment", Kind.MONEY: "money",
    Kind.NUMBER: "number", Kind.BOOLEAN: "boolean", Kind.IDENTITY: "identity_number",
}  # fmt: skip
Column = dict[str, Any]


def columns_of(
    *, names: Sequence[str], rows: Sequence[Sequence[str | None]], target: ImportTarget, source: str, user: User
) -> tuple[list[Column], dict[str, Any]]:
    """The columns with the field each is taken for, and the options remembered for such a file."""
    remembered = _remembered(target, source, names)
    if remembered:
        known = {field.key for field in target.fields(user)}
        fields = remembered.fields
        columns = [
            _column(name, fields[name] if fields.get(name) in known else "", 1.0, _("As last time.")) for name in names
        ]
        return columns, dict(remembered.options)
    found = target.settle(names, recognise(names, rows, _targets(target, user)))
    return [
        _column(name, found[place].target, found[place].confidence, found[place].why)
        if place in found
        else _column(name)
        for place, name in enumerate(names)
    ], {}


def by_heading(
    *, names: Sequence[str], given: dict[str, str], target: ImportTarget, user: User
) -> tuple[list[Column], list[str]]:
    """The columns as a mapping file says (heading or number → field key), and the entries of it that fit nothing."""
    known = {field.key for field in target.fields(user)}
    bare = {normalise(name): name for name in names}
    fields: dict[str, str] = {}
    wrong = []
    for heading, key in given.items():
        name = heading if heading in names else bare.get(normalise(heading), "")
        if not name and heading.isdigit() and 0 < int(heading) <= len(names):
            name = names[int(heading) - 1]
        if not name or (key and key not in known):
            wrong.append(heading)
        else:
            fields[name] = key
    return [_column(name, fields.get(name, ""), 1.0, "") for name in names], wrong


def remember(of: Import) -> None:
    """Keep the columns as they are now for the next file of this kind."""
    ImportMapping.objects.update_or_create(
        target=of.target,
        source=of.source,
        fingerprint=fingerprint([column["name"] for column in of.columns]),
        defaults={
            "fields": {column["name"]: column["field"] for column in of.columns},
            "options": of.options,
            "by": of.by,
            "updated_at": timezone.now(),
        },
    )


def fingerprint(names: Sequence[str]) -> str:
    """Equal for files with the same headings in any order."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


def _remembered(target: ImportTarget, source: str, names: Sequence[str]) -> ImportMapping | None:
    return ImportMapping.objects.filter(target=target.key, source=source, fingerprint=fingerprint(names)).first()


def _column(name: str, field: str = "", confidence: float = 0.0, why: str = "") -> Column:
    return {"name": name, "field": field, "confidence": round(confidence, 2), "why": why}


def _targets(target: ImportTarget, user: User) -> list[Target]:
    return [
        Target(field.key, field.looks_like or KINDS.get(field.kind, ""), (field.key, *_labels(field), *field.names))
        for field in target.fields(user)
    ]


def _labels(field: TargetField) -> list[str]:
    """What the field is called on our own pages, in every language, so that an export comes back by itself."""
    labels = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            labels.append(str(field.label))
    return list(dict.fromkeys(labels))


__all__ = ["Suggestion", "by_heading", "columns_of", "fingerprint", "remember"]
