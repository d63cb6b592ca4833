"""Addresses of pages, made quickly: a page has hundreds that differ in the ids alone.

Django makes each pattern once, with marks in the place of ids; afterwards the ids are put in.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, get_script_prefix, reverse

_MARKS = tuple(UUID(int=2**128 - 1 - place) for place in range(4))
_MARKED = tuple(str(mark) for mark in _MARKS)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """`url("customers:show", customer.pk)` or with keywords; Django's own calling form (`args=[…]`) works as well.

    Raises NoReverseMatch where this installation has no such address.
    """
    given = tuple(kwargs.pop("args", None) or args)
    named = kwargs.pop("kwargs", None) or kwargs
    if named or len(given) > len(_MARKS) or not all(isinstance(one, UUID | str) for one in given):
        return reverse(name, args=given, kwargs=named)
    marked = tuple(mark if isinstance(one, UUID) else one for one, mark in zip(given, _MARKS, strict=False))
    address = _pattern(get_script_prefix(), name, marked)
    for one, mark in zip(given, _MARKED, strict=False):
        if isinstance(one, UUID):
            address = address.replace(mark, str(one))
    return address


def maybe_url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view, or "" where this installation has none of that name."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=2000)
def _pattern(_prefix: str, name: str, args: tuple[UUID | str, ...]) -> str:
    return reverse(name, args=args)
