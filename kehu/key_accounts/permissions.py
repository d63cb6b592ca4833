"""Rights over key accounts. Whoever sees a customer sees his plans; writing them needs the right and the customer."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class KeyAccountVerb(Verb):
    VIEW = "key_account.view", _("see key accounts and their plans")
    PLAN = "key_account.plan", _("write account plans")
    EXPORT = "key_account.export", _("export key accounts and their plans")
    CONFIGURE = "key_account.configure", _("edit the rule of tiers and what each tier is owed")


DEFAULTS = {
    "manager": {KeyAccountVerb.VIEW, KeyAccountVerb.PLAN, KeyAccountVerb.EXPORT},
    "sales": {KeyAccountVerb.VIEW, KeyAccountVerb.PLAN},
    "service": {KeyAccountVerb.VIEW},
    "marketer": {KeyAccountVerb.VIEW},
    "analyst": {KeyAccountVerb.VIEW, KeyAccountVerb.EXPORT},
    "auditor": {KeyAccountVerb.VIEW},
}

_READS = {"view": "all", "edit": "none"}
SCOPES = {
    "manager": {"key_account": _READS}, "sales": {"key_account": _READS}, "service": {"key_account": _READS},
    "marketer": {"key_account": _READS}, "analyst": {"key_account": _READS}, "auditor": {"key_account": _READS},
    "partner": {"key_account": {"view": "none", "edit": "none"}},
}  # fmt: skip
