"""The levels of dunning, and what is written to a customer who is late."""

import re
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kehu.contracts.models import Contract, DunningLevel, Instalment
from kehu.foundation.company.models import Company
from kehu.foundation.ui.formats import show_date, show_money

# Words in braces of a text, and what they stand for.
WORDS = {
    "customer": _("name of the customer"), "contract": _("number and name of the contract"),
    "instalment": _("name of the instalment"), "amount": _("what is outstanding"), "due": _("due day"),
    "days": _("days late"), "company": _("name of our company"), "owner": _("name of the owner"),
}  # fmt: skip
_WORD = re.compile(r"\{(\w*)\}")


def levels() -> list[DunningLevel]:
    return list(DunningLevel.objects.select_related("role"))


def unknown_words(text: str) -> list[str]:
    """What stands in braces and stands for nothing."""
    return sorted(set(_WORD.findall(text)) - set(WORDS))


def language_of(contract: Contract) -> str:
    """In which one writes to the customer."""
    return contract.customer.language or Company.objects.current().language


def written(level: DunningLevel, one: Instalment, today: date) -> str:
    """The level's text for an instalment, in the customer's language."""
    contract = one.contract
    language = language_of(contract)
    with translation.override(language):
        words: dict[str, Any] = {
            "customer": contract.customer.name, "contract": str(contract), "instalment": one.name,
            "amount": show_money(one.outstanding, one.currency), "due": show_date(one.due_on),
            "days": (today - one.due_on).days if one.due_on else 0, "company": Company.objects.current().name,
            "owner": contract.owner.name if contract.owner else "",
        }  # fmt: skip
    return _WORD.sub(lambda found: str(words.get(found[1], found[0])), level.text(language))
