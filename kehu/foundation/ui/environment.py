"""The Jinja2 environment of all pages."""

from functools import cache
from typing import Any

from django.templatetags.static import static
from django.utils import timezone, translation
from jinja2 import Environment, StrictUndefined

from kehu.foundation.search.spelling import spelt
from kehu.foundation.ui import addresses, compiling, current, formats, forms, markup, texts


def environment(**options: Any) -> Environment:
    env = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 -- Django sets autoescape
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, pgettext=translation.pgettext,
        npgettext=translation.npgettext, newstyle=True,
    )  # fmt: skip
    env.context_class, env.template_class = texts.ShortContext, compiling.OneModule
    env.code_generator_class = compiling.Generator
    env.globals.update(
        _=texts.text,
        gettext=texts.text,
        label_of=texts.label_of,
        static=cache(static),
        url=addresses.url,
        maybe_url=addresses.maybe_url,
        attributes=markup.attributes,
        icon_mark=markup.icon,
        labelled_cells=markup.labelled_cells,
        csrf=current.csrf_input,
        field_kind=forms.field_kind,
        field_help=forms.field_help,
        field_description=forms.field_description,
        field_widget=forms.field_widget,
        now=timezone.now,
        spelt=spelt,
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
