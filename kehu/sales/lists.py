"""The lists of sales, declared for the list engine."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.board import Board
from kehu.foundation.lists.layouts.calendar import Calendar
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.pages import ListPage
from kehu.sales import lanes
from kehu.sales.actions import cell_edits
from kehu.sales.permissions import OpportunityVerb

_CLOSED = {"state": ("won", "lost")}

OPPORTUNITIES = ListPage(
    "opportunity",
    columns=("name", "customer", "stage", "amount", "expected_close", "next_step", "owner"),
    default_sort="expected_close",
    card=("customer", "stage", "amount", "expected_close"),
    views=(
        (_("Mine"), "owner=me&state=open"),
        (_("Open"), "state=open"),
        (_("Closing this month"), "state=open&expected_close.in=this_month"),
        (_("Without a next step"), "state=open&next_step.empty=1"),
        (_("Expected day has passed"), "state=open&expected_close.in=past"),
        (_("Won"), "state=won&sort=-updated_at"),
        (_("Lost"), "state=lost&sort=-updated_at"),
    ),
    tones={"state": {"won": "good", "lost": "bad"}},
    layouts=(
        TABLE,
        Board(
            fields=(
                LaneField(
                    "stage", move=cell_edits.move, verb=OpportunityVerb.EDIT, gate=lanes.gate, lanes=lanes.stages
                ),
                LaneField("category", move=cell_edits.set_category, verb=OpportunityVerb.EDIT),
                LaneField("owner", move=cell_edits.give_to, verb=OpportunityVerb.ASSIGN),
            ),
            card=("customer", "amount", "expected_close", "next_step", "owner"),
            sum="amount_home",
            weight="probability",
            due="expected_close",
            settled=_CLOSED,
        ),
        Calendar(start="expected_close", reschedule=cell_edits.expect_on, verb=OpportunityVerb.EDIT, settled=_CLOSED),
        Cards(),
    ),
    groupings=("stage", "owner", "category", "expected_close", "state"),
    sums=("amount_home", "weighted_home"),
    create="sales:new_opportunity",
    create_label=_("New opportunity"),
    create_in_dialog=True,
    empty_title=_("No opportunities yet"),
    empty_text=_("A sale that may come: who wants what, how much it is worth, and what is done next."),
)
