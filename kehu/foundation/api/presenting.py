"""From database values to what the API says: plain values under field keys, masked where the user's roles say so.

Unlike the lists of pages there are no labels: references are identifiers, choices their stored value.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from kehu.foundation.lists.columns import CUSTOM, Column
from kehu.foundation.lists.values import values_of_many
from kehu.foundation.objects.registry import Kind
from kehu.foundation.values.masking import mask_email, mask_identity, mask_phone

MASKS = {Kind.PHONE: mask_phone, Kind.EMAIL: mask_email, Kind.IDENTITY: mask_identity}
ALWAYS = ("version", "created_at", "updated_at")


class Presenter:
    """Knows which paths to read for some columns, and makes one object of each row."""

    def __init__(self, columns: Iterable[Column], model: type[models.Model]):
        self.columns = list(columns)
        names = {field.name for field in model._meta.concrete_fields}
        self.always = [name for name in ALWAYS if name in names]
        read = ["custom" if one.is_custom else one.path for one in self.columns if not one.is_many]
        self.paths = list(dict.fromkeys([*self.always, *read]))
        self._place = {path: index for index, path in enumerate(self.paths)}
        self._plain = [
            (one.key, self._place[one.path]) for one in self.columns if not one.is_many and self._is_bare(one)
        ]
        self._custom = [one for one in self.columns if one.is_custom]
        self._masked = [one for one in self.columns if one.is_masked and not one.is_many and not one.is_custom]
        self._many = [one for one in self.columns if one.is_many]

    @staticmethod
    def _is_bare(column: Column) -> bool:
        return not column.is_masked and not column.is_custom

    def objects(self, ids: Sequence[UUID], raw: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """`raw` are the values of `paths` for each of the ids, in the same order."""
        found = []
        always = [(name, self._place[name]) for name in self.always]
        for pk, values in zip(ids, raw, strict=True):
            one: dict[str, Any] = {"id": pk}
            for key, place in always:
                one[key] = values[place]
            for key, place in self._plain:
                one[key] = values[place]
            for column in self._masked:
                one[column.key] = masked(column, values[self._place[column.path]])
            if self._custom:
                one["custom"] = self._custom_values(values[self._place["custom"]] or {})
            found.append(one)
        for column in self._many:
            many = values_of_many(column, list(ids))
            for one in found:
                held = many[one["id"]]
                one[column.key] = [masked(column, value) for value in held] if column.is_masked else held
        return found

    def _custom_values(self, stored: dict[str, Any]) -> dict[str, Any]:
        found = {}
        for column in self._custom:
            key = column.key.removeprefix(CUSTOM)
            if key in stored:
                found[key] = masked(column, stored[key]) if column.is_masked else stored[key]
        return found


def masked(column: Column, value: Any) -> Any:
    """Phone, mail and identity numbers keep what is needed to recognise them; other texts become ***, the rest null."""
    if value in (None, "", []):
        return value
    if column.kind in MASKS:
        return MASKS[column.kind](str(value))
    return "***" if isinstance(value, str) else None
