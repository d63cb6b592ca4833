"""Settings of change sets and the trash."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

GROUP = _("Data")
SETTINGS = [
    Entry("changes", _("Change sets"), icon="history", url="changes:list", position=40, group=GROUP),
    Entry("trash", _("Trash"), icon="trash", url="changes:trash", verb="customer.delete", position=41, group=GROUP),
]
