"""Rights over quotes. What we earn by one is seen by whoever may read what products cost."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class QuoteVerb(Verb):
    VIEW = "quote.view", _("see quotes")
    CREATE = "quote.create", _("write quotes")
    EDIT = "quote.edit", _("edit quotes and make new versions")
    SEND = "quote.send", _("send quotes and write down answers to them")
    ASSIGN = "quote.assign", _("give quotes to another owner")
    DELETE = "quote.delete", _("move quotes to the trash")
    EXPORT = "quote.export", _("export quotes")
    CONFIGURE = "quotes.configure", _("edit limits of discounts, numbers and texts of quotes")


_DAILY = {QuoteVerb.VIEW, QuoteVerb.CREATE, QuoteVerb.EDIT, QuoteVerb.SEND}

DEFAULTS = {
    "manager": set(QuoteVerb),
    "sales": _DAILY | {QuoteVerb.DELETE},
    "service": {QuoteVerb.VIEW},
    "marketer": {QuoteVerb.VIEW},
    "analyst": {QuoteVerb.VIEW, QuoteVerb.EXPORT},
    "auditor": {QuoteVerb.VIEW},
    "partner": {QuoteVerb.VIEW},
}

SCOPES = {
    "manager": {"quote": {"view": "department", "edit": "department"}},
    "sales": {"quote": {"view": "own", "edit": "own"}},
    "service": {"quote": {"view": "all", "edit": "none"}},
    "marketer": {"quote": {"view": "all", "edit": "none"}},
    "analyst": {"quote": {"view": "all", "edit": "none"}},
    "auditor": {"quote": {"view": "all", "edit": "none"}},
    "partner": {"quote": {"view": "own", "edit": "none"}},
}
