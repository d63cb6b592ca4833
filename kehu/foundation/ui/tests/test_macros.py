"""Every macro gives well-formed HTML and escapes what it is given."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from kehu.foundation.ui import widgets
from kehu.foundation.ui.markup import attributes, initials, labelled_cells

EVIL = """<script>alert("1")</script>&'"""
VOID = {"input", "img", "br", "hr", "meta", "link"}
PARTS = [
    "icon(evil)",
    "button(evil, icon='plus', data_x=evil)",
    "link_button(evil, evil)",
    "badge(evil, 'good')",
    "avatar(evil)",
    "facts([(evil, evil), ('none', none)])",
    "empty('x', evil, evil, evil, evil)",
    "progress(42, evil)",
    "alert(evil, 'bad', title=evil)",
    "tabs([{'label': evil, 'href': evil, 'current': true, 'count': 3}])",
    "chips([evil, {'label': evil, 'remove': evil}])",
    "menu_item(evil, href=evil)",
    "menu_item(evil, danger=true)",
    "time(moment)",
    "time(moment.date())",
    "relative_time(moment)",
    "phone_link(evil)",
    "mail_link(evil)",
    "skeleton(2)",
]
CALLS = ["card(evil, actions=evil)", "dropdown(evil, icon='dots', hide_label=true)", "editable(evil, evil)"]


class Balanced(HTMLParser):
    """Fails on a tag that is closed without being open, or left open."""

    def __init__(self, text: str):
        super().__init__()
        self.open: list[str] = []
        self.feed(text)
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag != "script", "something was not escaped"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"


class SampleForm(forms.Form):
    name = forms.CharField(label=EVIL, help_text=EVIL)
    agreed = forms.BooleanField(label=EVIL)
    tier = forms.ChoiceField(choices=[("a", EVIL)])
    kind = forms.ChoiceField(choices=[("a", EVIL)], widget=forms.RadioSelect)
    tags = forms.MultipleChoiceField(choices=[("a", EVIL)], widget=widgets.ChipChoices)
    owner = forms.ChoiceField(choices=[("a", EVIL)], widget=widgets.SearchingChoice)
    team = forms.MultipleChoiceField(choices=[("a", EVIL)], widget=widgets.SearchingChoices)
    day = forms.DateField(widget=widgets.DateInput)
    note = forms.CharField(widget=widgets.GrowingText(draft="note"))


def render(source: str, **context: Any) -> str:
    names = (
        "icon, button, link_button, badge, avatar, card, facts, empty, tabs, dropdown, menu_item, progress, chips, "
        "alert, time, relative_time"
    )
    head = (
        f"{{% from 'ui/macros/parts.html' import {names}, phone_link, mail_link, editable, skeleton %}}"
        "{% from 'ui/macros/forms.html' import form as form_tag, form_errors, field, submit, hidden %}"
        "{% from 'ui/macros/tables.html' import table %}"
    )
    moment = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    return str(engines["jinja2"].from_string(head + source).render({"evil": EVIL, "moment": moment, **context}))


@pytest.mark.parametrize("part", PARTS)
def test_part_is_well_formed_and_escapes(part: str):
    Balanced(render(f"{{{{ {part} }}}}"))


@pytest.mark.parametrize("part", CALLS)
def test_part_around_content_is_well_formed_and_escapes(part: str):
    Balanced(render(f"{{% call {part} %}}{{{{ evil }}}}{{% endcall %}}"))


def test_every_kind_of_input_has_a_label_and_its_error():
    form = SampleForm({"name": "", "tier": EVIL, "owner": "a", "team": ["a"]})
    text = render("{% call form_tag('/x') %}{% for one in form %}{{ field(one) }}{% endfor %}{% endcall %}", form=form)
    Balanced(text)
    assert 'aria-describedby="id_name-error id_name-help"' in text
    assert 'aria-invalid="true"' in text


def test_initial_values_of_searching_choices_are_shown_by_label():
    form = SampleForm(initial={"owner": "a", "team": ["a"]})
    text = render("{{ field(form['owner']) }}{{ field(form['team']) }}", form=form)
    Balanced(text)
    assert text.count("&lt;script&gt;") >= 4


def test_table_cells_carry_the_heading_of_their_column_for_phones():
    text = render(
        "{% call(row) table(['Name', {'label': 'Sum', 'kind': 'number', 'sort': '?s', 'sorted': 'up'}], [1]) %}"
        "<td>{{ evil }}</td><td>{{ row }}</td>{% endcall %}"
    )
    Balanced(text)
    assert '<td data-label="Name">' in text
    assert 'aria-sort="ascending"' in text


def test_an_empty_table_says_so():
    assert "Nobody yet" in render("{% call(row) table(['Name'], [], nothing='Nobody yet') %}{% endcall %}")


def test_attributes_take_over_htmx_names_and_join_classes():
    given = attributes(
        {"hx_get": "/x", "hx_target__inherited": "#y", "disabled": True, "title": None, "class": "b"}, **{"class": "a"}
    )
    assert given == ' class="a b" hx-get="/x" hx-target:inherited="#y" disabled'


def test_labels_of_cells_are_escaped():
    assert "<script>" not in labelled_cells("<td>1</td>", [EVIL])


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张伟", "张伟"), ("欧阳修文", "修文"), ("Alice Wang", "AW"), ("", "?"), ("中国移动通信集团", "中国")],
)
def test_initials_of_an_avatar(name: str, shown: str):
    assert initials(name) == shown


def test_parts_speak_the_language_of_the_reader():
    with translation.override("zh-hans"):
        assert "2026年11月22日" in render("{{ time(moment) }}")
