"""The lists of coverage, declared for the list engine."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.pages import ListPage

HANDOVERS = ListPage(
    "handover",
    columns=("leaver", "reason", "state", "created_by", "done_at"),
    default_sort="-created_at",
    card=("reason", "state", "done_at"),
    views=(
        (_("Being prepared"), "state=prepared&state=asked&state=running"),
        (_("Done"), "state=done"),
    ),
    tones={"state": {"done": "good", "running": "info", "asked": "warn"}},
    layouts=(TABLE, Cards()),
    groupings=("state", "reason"),
    create="coverage:begin",
    create_label=_("New hand-over"),
    create_in_dialog=True,
    empty_title=_("Nobody hands over"),
    empty_text=_("When somebody leaves or moves, his customers, sales, tasks and promises go to others in one go."),
)

ITEMS = ListPage(
    "handover_item",
    columns=("title", "object_key", "customer", "worth", "successor", "refused"),
    default_sort="-worth",
    card=("object_key", "successor", "worth"),
    layouts=(TABLE, Cards()),
    groupings=("successor", "object_key", "customer"),
    sums=("worth",),
    empty_title=_("Nothing to hand over"),
    empty_text=_("What somebody hands over is listed here once the hand-over is being prepared."),
)
