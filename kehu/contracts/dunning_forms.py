"""What is entered about a level of dunning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.contracts.models import DunningLevel
from kehu.foundation.access.models import Role
from kehu.foundation.ui.widgets import GrowingText


class LevelForm(forms.Form):
    days = forms.IntegerField(label=_("Days after the due day"), min_value=1, max_value=3650)
    name_zh = forms.CharField(label=_("Name, Chinese"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name, English"), max_length=120, required=False)
    text_zh = forms.CharField(label=_("Text, Chinese"), required=False, widget=GrowingText)
    text_en = forms.CharField(label=_("Text, English"), required=False, widget=GrowingText)
    tells_manager = forms.BooleanField(label=_("The owner's manager hears of it, too"), required=False)
    role = forms.ModelChoiceField(
        label=_("Everybody with this role hears of it"), queryset=Role.objects.order_by("name"), required=False
    )

    def __init__(self, data: Any = None, *, level: DunningLevel | None = None):
        super().__init__(data, initial=_initial(level) if level else None)

    def changes(self) -> dict[str, Any]:
        """Keywords for the actions."""
        given = self.cleaned_data
        return {
            "days": given["days"], "tells_manager": given["tells_manager"], "role": given["role"],
            "names": {"zh-hans": given["name_zh"], "en": given["name_en"]},
            "texts": {"zh-hans": given["text_zh"], "en": given["text_en"]},
        }  # fmt: skip


def _initial(level: DunningLevel) -> dict[str, Any]:
    return {
        "days": level.days, "tells_manager": level.tells_manager, "role": level.role_id,
        "name_zh": level.names.get("zh-hans", ""), "name_en": level.names.get("en", ""),
        "text_zh": level.texts.get("zh-hans", ""), "text_en": level.texts.get("en", ""),
    }  # fmt: skip
