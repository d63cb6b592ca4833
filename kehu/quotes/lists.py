"""The list of quotes, declared for the list engine."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.board import Board
from kehu.foundation.lists.layouts.calendar import Calendar
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.pages import ListPage
from kehu.quotes.actions import cell_edits
from kehu.quotes.permissions import QuoteVerb

_DONE = {"state": ("accepted", "declined", "expired")}

QUOTES = ListPage(
    "quote",
    columns=("title", "number", "customer", "state", "total", "valid_until", "owner"),
    default_sort="-updated_at",
    card=("customer", "state", "total", "valid_until"),
    views=(
        (_("Mine"), "owner=me"),
        (pgettext_lazy("quotes", "Drafts"), "state=draft"),
        (pgettext_lazy("quotes", "In approval"), "state=in_approval"),
        (pgettext_lazy("quotes", "With the customer"), "state=sent&sort=valid_until"),
        (_("Running out this week"), "state=sent&valid_until.in=this_week&sort=valid_until"),
        (pgettext_lazy("quotes", "Accepted"), "state=accepted"),
    ),
    tones={"state": {"accepted": "good", "declined": "bad", "expired": "bad", "sent": "info", "in_approval": "warn"}},
    layouts=(
        TABLE,
        Board(
            fields=(LaneField("owner", move=cell_edits.give_to, verb=QuoteVerb.ASSIGN),),
            card=("customer", "state", "total", "valid_until"),
            sum="total_home",
            due="valid_until",
            settled=_DONE,
        ),
        Calendar(start="valid_until", reschedule=cell_edits.valid_until, verb=QuoteVerb.EDIT, settled=_DONE),
        Cards(),
    ),
    groupings=("state", "owner", "currency", "valid_until"),
    sums=("total_home",),
    create="quotes:new_quote",
    create_label=_("New quote"),
    create_in_dialog=True,
    empty_title=_("No quotes yet"),
    empty_text=_(
        "What you offer, at which prices, and until when. The customer reads and signs it on a page of his own."
    ),
    first_steps=(
        (_("See products and prices"), "package", "catalog:products", "product.view"),
        (_("Write letterhead, terms and limits"), "file-invoice", "quotes:rules", "quotes.configure"),
    ),
)
