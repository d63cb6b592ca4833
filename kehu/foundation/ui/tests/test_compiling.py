from typing import Any

import pytest
from django.template import engines
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, override
from markupsafe import Markup, escape

from kehu.foundation.ui.compiling import escaped


def _shown(source: str, **given: Any) -> str:
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    return str(environment.from_string(source).render(**given))


@pytest.mark.parametrize(
    "value",
    ["<b>", Markup("<b>"), format_html("<i>{}</i>", "&"), gettext_lazy("Name"), None, 3, ["<"]],
    ids=["text", "markup", "django's markup", "lazy", "nothing", "number", "list"],
)
def test_values_are_escaped_as_everywhere(value: Any) -> None:
    assert escaped(value) == escape(value)
    assert _shown("{{ value }}", value=value) == str(escape(value))


def test_what_macros_and_blocks_give_is_not_escaped_again() -> None:
    source = (
        "{% macro bold(text) %}<b{{ attributes(kwargs) }}>{{ text }}"
        "{% if caller is defined %}{{ caller() }}{% endif %}</b>{% endmacro %}"
        "{% set kept %}{{ bold('<') }}{% endset %}{{ kept }}{% call bold('&', class='x') %}{{ bold('>') }}{% endcall %}"
    )
    assert _shown(source) == '<b>&lt;</b><b class="x">&amp;<b>&gt;</b></b>'


def test_calls_find_functions_of_the_page_and_of_the_environment() -> None:
    given = {"shown": lambda *words, end="": " ".join(words) + end}
    assert _shown("{{ shown('a', '<', end='.') }}{{ shown(*['b']) }}", **given) == "a &lt;.b"
    with override("en"):
        assert _shown('{{ ngettext("%(num)s day", "%(num)s days", 2) }} {{ _("Name") }}') == "2 days Name"
