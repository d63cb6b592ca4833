"""How the company writes its quotes."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from kehu.quotes.models import QuoteRules


def rules() -> QuoteRules:
    return QuoteRules.objects.select_related("stage").first() or QuoteRules()


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in a language; Traditional Chinese is served with Simplified, anything else with what there is."""
    for code in (language, "zh-hans" if language.startswith("zh") else "en"):
        if texts.get(code):
            return texts[code]
    return next((text for text in texts.values() if text), "")


def beginnings() -> dict[str, Any]:
    """What a new quote begins with in the reader's language."""
    said = rules()
    language = get_language() or settings.LANGUAGE_CODE
    language = language if language in dict(settings.LANGUAGES) else "en"
    today = timezone.localdate()
    return {
        "language": language, "price_date": today, "valid_until": today + timedelta(days=said.valid_days),
        "terms": in_language(said.terms, language),
    }  # fmt: skip
