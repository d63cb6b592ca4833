"""Rights over cadences and over what is in them."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class CadenceVerb(Verb):
    VIEW = "cadence.view", _("see cadences, and what is in them")
    ENROL = "cadence.enrol", _("put leads and opportunities into cadences")
    WRITE = "cadence.write", _("write cadences")


DEFAULTS = {
    "manager": {CadenceVerb.VIEW, CadenceVerb.ENROL, CadenceVerb.WRITE},
    "sales": {CadenceVerb.VIEW, CadenceVerb.ENROL},
    **{key: {CadenceVerb.VIEW} for key in ("service", "marketer", "analyst", "auditor")},
}
_READS = {"cadence": {"view": "all", "edit": "none"}, "cadence_enrolment": {"view": "all", "edit": "none"}}
SCOPES = {
    "manager": {
        "cadence": {"view": "all", "edit": "all"}, "cadence_enrolment": {"view": "department", "edit": "department"},
    },
    "sales": {"cadence": {"view": "all", "edit": "none"}, "cadence_enrolment": {"view": "own", "edit": "own"}},
    **dict.fromkeys(("service", "marketer", "analyst", "auditor"), _READS),
    "partner": {"cadence": {"view": "none", "edit": "none"}, "cadence_enrolment": {"view": "none", "edit": "none"}},
}  # fmt: skip
