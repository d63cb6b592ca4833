"""Menu entry of call lists."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import SALES, Entry

MENU = [
    Entry("call_lists", _("Call lists"), icon="phone-outgoing", url="calling:call_lists", verb="call_list.view",
          position=38, group=SALES),
]  # fmt: skip
