"""Rights over call lists."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class CallListVerb(Verb):
    VIEW = "call_list.view", _("see call lists")
    CREATE = "call_list.create", _("make call lists and hand them out")
    WORK = "call_list.work", _("work through call lists")


_ALL = {CallListVerb.VIEW, CallListVerb.CREATE, CallListVerb.WORK}
DEFAULTS = {
    "manager": _ALL,
    "sales": _ALL,
    "service": _ALL,
    "marketer": {CallListVerb.VIEW, CallListVerb.CREATE},
    "analyst": {CallListVerb.VIEW},
    "auditor": {CallListVerb.VIEW},
}
SCOPES = {
    "manager": {"call_list": {"view": "department", "edit": "department"}},
    **{key: {"call_list": {"view": "own", "edit": "own"}} for key in ("sales", "service", "marketer")},
    **{key: {"call_list": {"view": "all", "edit": "none"}} for key in ("analyst", "auditor")},
    "partner": {"call_list": {"view": "none", "edit": "none"}},
}
