"""Menu entries of coverage."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import MORE, Entry

MENU = [
    Entry(
        "handovers", _("Hand-overs"), icon="transfer", url="coverage:handovers", verb="handover.view",
        position=70, group=MORE,
    ),
]  # fmt: skip
