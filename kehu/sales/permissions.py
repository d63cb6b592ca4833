"""Rights over leads and opportunities."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class OpportunityVerb(Verb):
    VIEW = "opportunity.view", _("see opportunities")
    CREATE = "opportunity.create", _("open opportunities")
    EDIT = "opportunity.edit", _("edit, advance and close opportunities")
    ASSIGN = "opportunity.assign", _("give opportunities to another owner")
    DELETE = "opportunity.delete", _("move opportunities to the trash")
    EXPORT = "opportunity.export", _("export opportunities")
    CONFIGURE = "sales.configure", _("edit pipelines, stages, reasons and competitors")


class LeadVerb(Verb):
    VIEW = "lead.view", _("see leads")
    CREATE = "lead.create", _("create leads")
    EDIT = "lead.edit", _("edit, qualify and discard leads")
    CONVERT = "lead.convert", _("make customers of leads")
    ASSIGN = "lead.assign", _("give leads to another owner")
    DELETE = "lead.delete", _("move leads to the trash")
    EXPORT = "lead.export", _("export leads")
    IMPORT = "lead.import", _("import leads")
    CONFIGURE = "lead.configure", _("edit how leads are scored, given away and converted")


_DAILY = {OpportunityVerb.VIEW, OpportunityVerb.CREATE, OpportunityVerb.EDIT}
_LEADS = {LeadVerb.VIEW, LeadVerb.CREATE, LeadVerb.EDIT, LeadVerb.CONVERT, LeadVerb.DELETE}

DEFAULTS = {
    "manager": _DAILY
    | {OpportunityVerb.ASSIGN, OpportunityVerb.DELETE, OpportunityVerb.EXPORT, OpportunityVerb.CONFIGURE}
    | _LEADS
    | {LeadVerb.ASSIGN, LeadVerb.EXPORT, LeadVerb.IMPORT, LeadVerb.CONFIGURE},
    "sales": _DAILY | {OpportunityVerb.DELETE} | _LEADS,
    "service": {OpportunityVerb.VIEW, LeadVerb.VIEW},
    "marketer": {OpportunityVerb.VIEW, LeadVerb.VIEW, LeadVerb.IMPORT},
    "analyst": {OpportunityVerb.VIEW, OpportunityVerb.EXPORT, LeadVerb.VIEW, LeadVerb.EXPORT},
    "auditor": {OpportunityVerb.VIEW, LeadVerb.VIEW},
    "partner": {OpportunityVerb.VIEW, OpportunityVerb.EDIT, LeadVerb.VIEW, LeadVerb.EDIT},
}

_SCOPES = {
    "manager": {"view": "department", "edit": "department"},
    "sales": {"view": "own", "edit": "own"},
    "service": {"view": "all", "edit": "none"},
    "marketer": {"view": "all", "edit": "none"},
    "analyst": {"view": "all", "edit": "none"},
    "auditor": {"view": "all", "edit": "none"},
    "partner": {"view": "own", "edit": "own"},
}
SCOPES = {role: {"opportunity": scope, "lead": scope} for role, scope in _SCOPES.items()}

_MASKED = {("lead", "phone"): "masked", ("lead", "email"): "masked"}
FIELD_RULES = dict.fromkeys(("marketer", "analyst", "auditor", "partner"), _MASKED)
