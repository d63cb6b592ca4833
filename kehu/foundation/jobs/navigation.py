"""Settings of background work."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [Entry("jobs", _("Jobs"), icon="progress-check", url="jobs:list", position=50, group=_("System"))]
