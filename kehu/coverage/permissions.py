"""Rights over hand-overs."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class HandoverVerb(Verb):
    VIEW = "handover.view", _("see hand-overs")
    RUN = "handover.run", _("prepare hand-overs and carry them out")


DEFAULTS = {
    "manager": {HandoverVerb.VIEW, HandoverVerb.RUN},
    "sales": {HandoverVerb.VIEW},
    "service": {HandoverVerb.VIEW},
    "analyst": {HandoverVerb.VIEW},
    "auditor": {HandoverVerb.VIEW},
}

_SCOPES = {
    "manager": {"view": "department", "edit": "department"},
    "sales": {"view": "own", "edit": "none"},
    "service": {"view": "own", "edit": "none"},
    "marketer": {"view": "none", "edit": "none"},
    "analyst": {"view": "all", "edit": "none"},
    "auditor": {"view": "all", "edit": "none"},
    "partner": {"view": "none", "edit": "none"},
}
SCOPES = {role: {"handover": scope, "handover_item": scope} for role, scope in _SCOPES.items()}
