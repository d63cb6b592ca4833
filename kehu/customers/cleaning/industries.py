"""Industries: the usual ones have a key and speak every language, any other is kept in the words it was given in."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

INDUSTRIES: tuple[tuple[str, Any], ...] = (
    ("agriculture", _("Agriculture")),
    ("manufacturing", _("Manufacturing")),
    ("energy", _("Energy")),
    ("construction", _("Construction")),
    ("trade", _("Trade")),
    ("retail", _("Retail")),
    ("automotive", _("Cars")),
    ("food", _("Food and drink")),
    ("transport", _("Transport and logistics")),
    ("hospitality", _("Hotels and restaurants")),
    ("software", _("Software and internet")),
    ("telecom", _("Telecommunications")),
    ("finance", _("Finance")),
    ("insurance", _("Insurance")),
    ("property", _("Property")),
    ("property_management", _("Property management")),
    ("services", _("Business services")),
    ("education", _("Education")),
    ("health", _("Health")),
    ("government", _("Public administration")),
    ("media", _("Media and culture")),
)


def industries() -> tuple[tuple[str, Any], ...]:
    return INDUSTRIES


def industry_key(text: str) -> str:
    """The key of an industry named in any of our languages, else the text itself."""
    return _keys().get(text.casefold(), text)


@cache
def _keys() -> dict[str, str]:
    found = {key: key for key, _label in INDUSTRIES}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.update({str(label).casefold(): key for key, label in INDUSTRIES})
    return found
