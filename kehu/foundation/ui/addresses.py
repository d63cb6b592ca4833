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
    if len(args) == 1 and not kwargs and type(args[0]) is UUID:
        head, tail = _around(get_script_prefix(), name)
        return f"{head}{args[0]}{tail}"
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
def _around(prefix: str, name: str) -> tuple[str, str]:
    """What stands before and after the one id of an address."""
    head, _mark, tail = _pattern(prefix, name, _MARKS[:1]).partition(_MARKED[0])
    return head, tail


@lru_cache(maxsize=2000)
def _pattern(_prefix: str, name: str, args: tuple[UUID | str, ...]) -> str:
    return reverse(name, args=args)
