"""Settings of change sets and the trash."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

GROUP = _("Data")
SETTINGS = [
    Entry(
        "changes",
        _("Change sets"),
        icon="history",
        url="changes:list",
        position=40,
        group=GROUP,
        about=_(
            "Every import, merge, bulk edit and deletion can be taken back for 30 days. What somebody changed "
            "since is kept and listed."
        ),
    ),
    Entry(
        "trash",
        _("Trash"),
        icon="trash",
        url="changes:trash",
        verb="customer.delete",
        position=41,
        group=GROUP,
        about=_(
            "Deleted records wait here. Whoever is restored has all his relations, contact points and history again."
        ),
    ),
]
