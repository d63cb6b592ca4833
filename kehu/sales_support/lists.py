"""The list of the playbook's pages."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.pages import ListPage

PAGES = ListPage(
    "playbook",
    columns=("title", "kind", "is_shown", "updated_at"),
    default_sort="position",
    card=("kind", "updated_at"),
    searched=("title", "body"),
    layouts=(TABLE, Cards()),
    groupings=("kind",),
    create="sales_support:write",
    create_label=_("New page"),
    create_in_dialog=True,
    empty_title=_("The playbook is empty"),
    empty_text=_("Questions, battle cards, guides and stories that are shown in the opportunities they fit."),
)
