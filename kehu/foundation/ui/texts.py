"""What the texts and calls of templates cost: a page has hundreds of each, so the way to them is short."""

from functools import cache, lru_cache
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from django.utils import translation
from jinja2.runtime import Context, Macro
from markupsafe import Markup

_PLAIN = {FunctionType, MethodType, BuiltinFunctionType, type(cache(len))}
_texts: dict[str | None, dict[str, Markup]] = {}


def text(message: str, /, **variables: Any) -> Markup:
    """`_("…")` of templates: the message in the language that is active, with its named places filled in.

    Messages are our own and few, so each is looked up and marked as safe once in a language.
    """
    language = translation.get_language()
    known = _texts.get(language)
    if known is None:
        known = _texts[language] = {}
    found = known.get(message)
    if found is None:
        found = known[message] = Markup(translation.gettext(message))  # noqa: S704 -- written by us
        if "%(" not in found:
            found = known[message] = found % {}
    return found % variables if variables and "%(" in found else found


def label_of(row: Any, field: str) -> str:
    """`row.get_FIELD_display()` for templates, with the labels of a field looked up once in a language."""
    value = getattr(row, field)
    model: Any = type(row)
    return str(_labels(model, field, translation.get_language()).get(value, value))


@lru_cache(maxsize=2000)
def _labels(model: Any, field: str, _language: str | None) -> dict[Any, str]:
    return {value: str(label) for value, label in model._meta.get_field(field).flatchoices}


class ShortContext(Context):
    """Calls plain functions and macros without asking first whether they want to be handed the context."""

    def call(__self, __obj: Any, *args: Any, _block_vars: Any = None, _loop_vars: Any = None, **named: Any) -> Any:  # noqa: N805
        kind = type(__obj)
        if kind is Macro:
            return __obj(__self.eval_ctx, *args, **named)
        if kind in _PLAIN and "jinja_pass_arg" not in getattr(__obj, "__dict__", ()):
            return __obj(*args, **named)
        if _block_vars is not None:
            named["_block_vars"] = _block_vars
        if _loop_vars is not None:
            named["_loop_vars"] = _loop_vars
        return super().call(__obj, *args, **named)
