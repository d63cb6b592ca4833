"""The Jinja2 environment of all pages."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone, translation
from jinja2 import Environment, StrictUndefined

from kehu.foundation.ui import current, formats, forms, markup


def environment(**options: Any) -> Environment:
    env = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 -- Django sets autoescape
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, pgettext=translation.pgettext,
        npgettext=translation.npgettext, newstyle=True,
    )  # fmt: skip
    env.globals.update(
        static=static,
        url=_url,
        maybe_url=markup.maybe_url,
        attributes=markup.attributes,
        icon_mark=markup.icon,
        labelled_cells=markup.labelled_cells,
        csrf=current.csrf_input,
        field_kind=forms.field_kind,
        field_help=forms.field_help,
        field_description=forms.field_description,
        field_widget=forms.field_widget,
        now=timezone.now,
    )
    env.filters.update(
        date=formats.show_date,
        moment=formats.show_moment,
        clock=formats.show_clock,
        relative=formats.show_relative,
        number=formats.show_number,
        short_number=formats.show_short_number,
        percent=formats.show_percent,
        money=formats.show_money,
        file_size=formats.show_file_size,
        initials=markup.initials,
        hue=markup.hue,
    )
    return env


# Stand for the ids of an address while its pattern is made.
_MARKS = tuple(UUID(int=2**128 - 1 - place) for place in range(4))


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    """`url("customers:show", customer.pk)` or with keywords; Django's own calling form (`args=[…]`) works as well.

    A page has hundreds of addresses that differ in the ids alone: Django makes each pattern once, we put in the ids.
    """
    given = tuple(kwargs.pop("args", None) or args)
    named = kwargs.pop("kwargs", None) or kwargs
    if named or len(given) > len(_MARKS) or not any(isinstance(one, UUID) for one in given):
        return reverse(name, args=given, kwargs=named)
    marked = tuple(mark if isinstance(one, UUID) else one for one, mark in zip(given, _MARKS, strict=False))
    address = _pattern(get_script_prefix(), name, marked)
    for one, mark in zip(given, _MARKS, strict=False):
        if isinstance(one, UUID):
            address = address.replace(str(mark), str(one))
    return address


@lru_cache(maxsize=2000)
def _pattern(_prefix: str, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)
