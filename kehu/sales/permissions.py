"""Rights over opportunities."""

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


_DAILY = {OpportunityVerb.VIEW, OpportunityVerb.CREATE, OpportunityVerb.EDIT}

DEFAULTS = {
    "manager": _DAILY
    | {OpportunityVerb.ASSIGN, OpportunityVerb.DELETE, OpportunityVerb.EXPORT, OpportunityVerb.CONFIGURE},
    "sales": _DAILY | {OpportunityVerb.DELETE},
    "service": {OpportunityVerb.VIEW},
    "marketer": {OpportunityVerb.VIEW},
    "analyst": {OpportunityVerb.VIEW, OpportunityVerb.EXPORT},
    "auditor": {OpportunityVerb.VIEW},
    "partner": {OpportunityVerb.VIEW, OpportunityVerb.EDIT},
}

SCOPES = {
    "manager": {"opportunity": {"view": "department", "edit": "department"}},
    "sales": {"opportunity": {"view": "own", "edit": "own"}},
    "service": {"opportunity": {"view": "all", "edit": "none"}},
    "marketer": {"opportunity": {"view": "all", "edit": "none"}},
    "analyst": {"opportunity": {"view": "all", "edit": "none"}},
    "auditor": {"opportunity": {"view": "all", "edit": "none"}},
    "partner": {"opportunity": {"view": "own", "edit": "own"}},
}
