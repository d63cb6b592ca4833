"""Rights over the audit trail."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class AuditVerb(Verb):
    SEARCH = "audit.search", _("search the audit trail")
    REVEAL = "sensitive.reveal", _("reveal masked fields, one at a time and on record")


DEFAULTS = {
    "auditor": {AuditVerb.SEARCH},
    "manager": {AuditVerb.REVEAL},
    "sales": {AuditVerb.REVEAL},
    "service": {AuditVerb.REVEAL},
}
