"""Menu entries of coverage."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import CUSTOMERS, MORE, Entry

MENU = [
    Entry(
        "territories", _("Territories"), icon="map-2", url="coverage:territories", verb="territory.view", position=28,
        group=CUSTOMERS,
    ),
    Entry(
        "handovers", _("Hand-overs"), icon="transfer", url="coverage:handovers", verb="handover.view",
        position=70, group=MORE,
    ),
]  # fmt: skip
