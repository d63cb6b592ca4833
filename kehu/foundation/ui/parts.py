"""The parts of the frame around a page, which look the same on most pages: rendered once for all who see the same.

What differs each time, the secret of the forms and the address of the page, is put in afterwards.
"""

import copy
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import engines
from django.utils import translation
from markupsafe import Markup, escape

from kehu.foundation.ui.current import csrf_token

if TYPE_CHECKING:
    from kehu.foundation.ui.context import Frame

KEPT = 2000
SECRET, PATH = "\ue000secret\ue000", "\ue000path\ue000"

# What each part depends on besides the language.
_SHOWS: dict[str, Callable[["Frame"], Any]] = {
    "head": lambda _frame: None,
    "scripts": lambda frame: frame.push,
    "sidebar": lambda frame: (frame.rights, frame.current, frame.current_setting, frame.shelf),
    "topbar": lambda frame: (frame.rights, frame.theme, frame.user.name, frame.user.email),
    "phone_bar": lambda frame: (frame.rights, frame.current),
    "overlays": lambda frame: frame.rights,
}


class _Shown:
    """A frame that only counts by what the part shows of it."""

    def __init__(self, frame: "Frame", what: Any):
        self.frame: Frame | None = frame
        self.what = what

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shown) and self.what == other.what

    def __hash__(self) -> int:
        return hash(self.what)


def part(name: str, frame: "Frame") -> Markup:
    """The part of that name as HTML."""
    if settings.DEBUG:
        return _rendered(name, frame)
    html = _kept(name, _Shown(frame, (translation.get_language(), _SHOWS[name](frame))))
    if PATH in html:
        html = html.replace(PATH, str(escape(frame.path)))
    if SECRET in html:
        html = html.replace(SECRET, csrf_token(frame.request))
    return Markup(html)  # noqa: S704 -- a rendered template


@lru_cache(maxsize=KEPT)
def _kept(name: str, shown: _Shown) -> str:
    assert shown.frame is not None
    marked, shown.frame = copy.copy(shown.frame), None  # the key stays, the request goes
    marked.address = PATH
    return str(_rendered(name, marked, csrf=_marked_secret))


def _rendered(name: str, frame: "Frame", **more: Any) -> Markup:
    template = engines["jinja2"].env.get_template(f"ui/frame/{name}.html")  # type: ignore[attr-defined]
    return Markup(template.render(frame=frame, **more))  # noqa: S704 -- a rendered template


def _marked_secret() -> Markup:
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(SECRET)
