"""The list of call lists, declared for the list engine."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.pages import ListPage

CALL_LISTS = ListPage(
    "call_list",
    columns=("name", "owner", "kind", "due_on", "entry_count", "done_count"),
    default_sort="-updated_at",
    card=("owner", "due_on", "entry_count", "done_count"),
    views=((_("Open"), "closed_at.is=empty"), (_("Mine"), "owner=me")),
    searched=("name",),
    layouts=(TABLE, Cards()),
    groupings=("owner", "kind"),
    sums=("entry_count", "done_count"),
    empty_title=_("No call lists yet"),
    empty_text=_("Tick customers, leads or opportunities in their list and choose “Make a call list …”."),
)
