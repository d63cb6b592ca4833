"""Rights over customers and what belongs to them."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class CustomerVerb(Verb):
    VIEW = "customer.view", _("see customers")
    CREATE = "customer.create", _("create customers")
    EDIT = "customer.edit", _("edit customers")
    ASSIGN = "customer.assign", _("give customers to another owner")
    MERGE = "customer.merge", _("merge customers")
    DELETE = "customer.delete", _("move customers to the trash")
    IMPORT = "customer.import", _("import customers")
    EXPORT = "customer.export", _("export customers")
    CONSENT = "customer.consent", _("record consent and withdrawal")
    CONFIGURE = "customer.configure", _("edit tiers, lifecycle stages, tags and relationship types")


class PoolVerb(Verb):
    VIEW = "pool.view", _("see what waits in pools")
    CLAIM = "pool.claim", _("claim from pools")
    EXPORT = "pool.export", _("export what waits in pools")
    CONFIGURE = "pool.configure", _("edit pools, their members and their rules")


class TerritoryVerb(Verb):
    VIEW = "territory.view", _("see territories and what is in them")
    MANAGE = "territory.manage", _("edit territories and their rules, and have customers assigned anew")


_DAILY = {CustomerVerb.VIEW, CustomerVerb.CREATE, CustomerVerb.EDIT, CustomerVerb.CONSENT}

DEFAULTS = {
    "manager": _DAILY
    | {CustomerVerb.ASSIGN, CustomerVerb.MERGE, CustomerVerb.DELETE, CustomerVerb.IMPORT, CustomerVerb.EXPORT}
    | set(PoolVerb)
    | set(TerritoryVerb),
    "sales": _DAILY | {CustomerVerb.MERGE, CustomerVerb.DELETE, PoolVerb.VIEW, PoolVerb.CLAIM} | {TerritoryVerb.VIEW},
    "service": _DAILY | {CustomerVerb.MERGE, TerritoryVerb.VIEW},
    "marketer": {CustomerVerb.VIEW, CustomerVerb.IMPORT, CustomerVerb.EXPORT, CustomerVerb.CONSENT},
    "analyst": {CustomerVerb.VIEW, CustomerVerb.EXPORT, PoolVerb.VIEW, TerritoryVerb.VIEW},
    "auditor": {CustomerVerb.VIEW, PoolVerb.VIEW, TerritoryVerb.VIEW},
    "partner": {CustomerVerb.VIEW},
}

SCOPES = {
    "manager": {"customer": {"view": "department", "edit": "department"}, "pool": {"view": "own", "edit": "own"}},
    "sales": {"customer": {"view": "own", "edit": "own"}, "pool": {"view": "own", "edit": "own"}},
    "service": {"customer": {"view": "all", "edit": "all"}},
    "marketer": {"customer": {"view": "all", "edit": "none"}},
    "analyst": {"customer": {"view": "all", "edit": "none"}, "pool": {"view": "all", "edit": "none"}},
    "auditor": {"customer": {"view": "all", "edit": "none"}, "pool": {"view": "all", "edit": "none"}},
    "partner": {"customer": {"view": "none", "edit": "none"}},
}

_MASKED = {
    ("customer", "phone"): "masked",
    ("customer", "email"): "masked",
    ("customer", "identity_number"): "masked",
    ("contact", "phone"): "masked",
    ("contact", "email"): "masked",
}

FIELD_RULES = {"marketer": _MASKED, "analyst": _MASKED, "auditor": _MASKED, "partner": _MASKED}
