"""Menu entries of coverage."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

MENU = [
    Entry(
        "handovers", _("Hand-overs"), icon="transfer", url="coverage:handovers", verb="handover.view", position=60,
    ),
]  # fmt: skip
