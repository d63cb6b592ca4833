"""Settings of background work."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [
    Entry("jobs", _("Jobs"), icon="progress-check", url="jobs:list", position=50, group=_("System"),
          about=_("Long work with its progress, and work that failed for good. Trying again does no harm: "
                  "everything may run twice."))
]  # fmt: skip
