"""Rights over the playbook."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class PlaybookVerb(Verb):
    VIEW = "playbook.view", _("read the playbook")
    WRITE = "playbook.write", _("write the playbook")


DEFAULTS = {
    "manager": {PlaybookVerb.VIEW, PlaybookVerb.WRITE},
    "marketer": {PlaybookVerb.VIEW, PlaybookVerb.WRITE},
    **{key: {PlaybookVerb.VIEW} for key in ("sales", "service", "analyst", "auditor")},
}
SCOPES = {
    **{key: {"playbook": {"view": "all", "edit": "all"}} for key in ("manager", "marketer")},
    **{key: {"playbook": {"view": "all", "edit": "none"}} for key in ("sales", "service", "analyst", "auditor")},
    "partner": {"playbook": {"view": "none", "edit": "none"}},
}
