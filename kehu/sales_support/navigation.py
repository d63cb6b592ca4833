"""Menu entries of sales support."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import SALES, Entry

MENU = [
    Entry("playbook", _("Playbook"), icon="book", url="sales_support:pages", verb="playbook.view", position=39,
          group=SALES),
]  # fmt: skip
