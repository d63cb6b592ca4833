"""The company's own fields on touches, tasks and visits."""

from collections.abc import Callable
from typing import Any

from kehu.foundation.access.models import User
from kehu.foundation.fields import queries
from kehu.foundation.fields.values import validated


def checked(
    object_key: str, given: dict[str, Any] | None, by: User, existing: dict[str, Any] | None = None
) -> dict[str, Any]:
    """What to store in `custom`: `given` laid over what is there. Without `existing` the record is new. Nothing given
    (None) means that nobody could be asked, as for a next step: then only the defaults are stored.

    Raises `ValueRefused` for a value that does not fit, and for a field that `by` may not write.
    """
    return checker(object_key, by)(given, existing)


def checker(object_key: str, by: User) -> Callable[[dict[str, Any] | None, dict[str, Any] | None], dict[str, Any]]:
    """The same for many records, with the fields read once."""
    found = queries.definitions(object_key)
    closed = queries.closed_to(by, found)

    def check(given: dict[str, Any] | None, existing: dict[str, Any] | None = None) -> dict[str, Any]:
        if given is None and existing is None:
            return {one.key: one.default for one in found if one.default not in (None, "")}
        return validated(found, given or {}, existing=existing, closed=closed)

    return check
