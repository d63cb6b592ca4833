"""The Jinja2 environment of all pages."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    env = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, pgettext=translation.pgettext,
        npgettext=translation.npgettext, newstyle=True,
    )  # fmt: skip
    env.globals.update(static=static, url=reverse)
    return env
