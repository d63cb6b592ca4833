"""Settings of the audit trail."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [
    Entry(
        "audit", _("Audit trail"), icon="history", url="audit:search", verb="audit.search", position=60,
        group=_("System"),
    ),
    Entry(
        "reads", _("Sensitive reads"), icon="eye", url="audit:reads", verb="audit.search", position=61,
        group=_("System"),
    ),
]  # fmt: skip
