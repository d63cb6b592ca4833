"""Imports in the main menu, exports beside them in the settings."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import MORE, Entry

MENU = [
    Entry("imports", _("Import"), icon="table-import", url="transfer:imports", verb="customer.import", position=80,
          group=MORE),
]  # fmt: skip
SETTINGS = [
    Entry("exports", _("Exports"), icon="table-export", url="transfer:exports", verb="job.manage", position=61,
          about=_("What left the house as a file: who took which list, how many rows, and whether masked. Files go "
                  "after a week, the record stays."))
]  # fmt: skip
