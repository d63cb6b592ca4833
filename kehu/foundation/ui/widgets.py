"""Inputs beyond Django's own. All take what browsers offer natively where that is good enough."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise

Labels = Callable[[list[str]], Iterable[tuple[str, str]]]


class DateInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and a time in the user's time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class PhoneInput(forms.TextInput):
    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off", "inputmode": "tel", **(attrs or {})})


class MoneyInput(forms.TextInput):
    """An amount as people type it, with or without separators; the field parses it."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "class": "k-number", **(attrs or {})})


class SuggestedText(forms.TextInput):
    """Free text with words that one may choose from."""

    template_name = "ui/widgets/suggested.html"

    def __init__(self, words: Iterable[str], attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.words = list(words)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["words"] = self.words
        return context


class GrowingText(forms.Textarea):
    """Two lines that become more while one types. `draft` names it, so that a reload does not lose what was typed."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, draft: str = ""):
        super().__init__({"rows": 2, **({"data-draft": draft} if draft else {}), **(attrs or {})})


class SearchingChoice(forms.TextInput):
    """One of many: the user types, `options_url` answers `?q=…` with the fragment `ui/options.html`.

    `labels` gets a list of values and gives (value, label) pairs for those that are chosen already. Without
    `options_url` the choices of the field are searched in the page.
    """

    template_name = "ui/widgets/searching.html"
    multiple = False

    def __init__(
        self, *, options_url: str | Promise = "", labels: Labels | None = None, attrs: dict[str, Any] | None = None
    ):
        super().__init__(attrs)
        self.options_url = options_url
        self.labels = labels
        self.choices: Iterable[tuple[Any, Any]] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        values = value if isinstance(value, list | tuple) else [value]
        chosen = [str(one) for one in values if one not in (None, "")]
        offered = [(str(key), str(label)) for key, label in self.choices if key not in (None, "")]
        known = dict(self.labels(chosen)) if self.labels and chosen else dict(offered)
        context["widget"].update(
            chosen=[(one, known.get(one, one)) for one in chosen],
            options=[] if self.options_url else [(key, label, "") for key, label in offered],
            options_url=str(self.options_url),
            multiple=self.multiple,
        )
        return context


class SearchingChoices(SearchingChoice):
    """Several of many, shown as chips."""

    multiple = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class ChipChoices(forms.CheckboxSelectMultiple):
    """Several of a few: every choice is a chip that is pressed or not."""

    template_name = "ui/widgets/chips.html"
