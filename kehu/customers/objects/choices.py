"""Choices of fields that stand in tables or that several objects share."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import LifecycleStage
from kehu.foundation.database.kept import kept

# What a customer prefers to be reached by; "" is no preference.
CHANNELS: tuple[tuple[str, Any], ...] = (
    ("phone", _("telephone")),
    ("email", _("e-mail")),
    ("sms", _("SMS")),
    ("wechat", _("WeChat")),
    ("letter", _("letter")),
    ("visit", _("visit")),
)

LANGUAGES: tuple[tuple[str, Any], ...] = (
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
)

CURRENCIES: tuple[tuple[str, Any], ...] = (
    ("CNY", _("Chinese yuan")),
    ("HKD", _("Hong Kong dollar")),
    ("TWD", _("Taiwan dollar")),
    ("USD", _("US dollar")),
    ("EUR", _("Euro")),
    ("GBP", _("Pound sterling")),
    ("JPY", _("Japanese yen")),
)


def lifecycle_stages() -> Iterable[tuple[str, Any]]:
    """(id, label) of every stage, in order."""
    return [(str(stage.pk), stage.label) for stage in _stages()]


@kept
def _stages() -> QuerySet[LifecycleStage]:
    return LifecycleStage.objects.all()
