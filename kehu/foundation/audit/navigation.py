"""Settings of the audit trail."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [
    Entry(
        "audit", _("Audit trail"), icon="history", url="audit:search", verb="audit.search", position=60,
        group=_("System"),
          about=_("Every change of every record: who, when, from where, old and new. Nobody can edit the trail; an "
              "erasure empties its values."),
    ),
    Entry(
        "reads", _("Sensitive reads"), icon="eye", url="audit:reads", verb="audit.search", position=61,
        group=_("System"),
          about=_("Who saw which masked or sensitive field of whom. Searching and looking here changes nothing."),
    ),
]  # fmt: skip
