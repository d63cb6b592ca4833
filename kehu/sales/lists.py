"""The lists of sales, declared for the list engine."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.board import Board
from kehu.foundation.lists.layouts.calendar import Calendar
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.pages import ListPage
from kehu.sales import lanes, lead_board
from kehu.sales.actions import cell_edits, lead_cells
from kehu.sales.permissions import LeadVerb, OpportunityVerb

_CLOSED = {"state": ("won", "lost")}

OPPORTUNITIES = ListPage(
    "opportunity",
    columns=("name", "customer", "stage", "amount", "expected_close", "next_step", "owner"),
    default_sort="expected_close",
    card=("customer", "stage", "amount", "expected_close"),
    views=(
        (_("Mine"), "owner=me&state=open"),
        (pgettext_lazy("opportunities", "Open"), "state=open"),
        (_("Closing this month"), "state=open&expected_close.in=this_month"),
        (_("Without a next step"), "state=open&next_step.empty=1"),
        (_("Expected day has passed"), "state=open&expected_close.in=past"),
        (pgettext_lazy("opportunities", "Won"), "state=won&sort=-updated_at"),
        (pgettext_lazy("opportunities", "Lost"), "state=lost&sort=-updated_at"),
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
    actions="sales/list_actions.html",
    create="sales:new_opportunity",
    create_label=_("New opportunity"),
    create_in_dialog=True,
    empty_title=_("No opportunities yet"),
    empty_text=_("A sale that may come: who wants what, how much it is worth, and what is done next."),
)

LEADS = ListPage(
    "lead",
    columns=("name", "company", "phone", "state", "source", "next_step", "owner"),
    default_sort="-created_at",
    card=("company", "phone", "state", "next_step"),
    views=(
        (_("Mine"), "owner=me&state=new&state=working&state=qualified"),
        (_("Open"), "state=new&state=working&state=qualified"),
        (_("Without a next step"), "state=new&state=working&state=qualified&next_step.empty=1"),
        (_("Without an owner"), "owner.empty=1&state=new&state=working&state=qualified"),
        (_("Converted"), "state=converted&sort=-updated_at"),
        (_("Discarded"), "state=discarded&sort=-updated_at"),
    ),
    tones={"state": {"qualified": "good", "converted": "good", "discarded": "bad"}},
    layouts=(
        TABLE,
        Board(
            fields=(
                LaneField(
                    "state", move=lead_cells.move, verb=LeadVerb.EDIT, gate=lead_board.gate, lanes=lead_board.states
                ),
                LaneField("owner", move=lead_cells.give_to, verb=LeadVerb.ASSIGN),
            ),
            card=("company", "need", "next_step", "owner"),
            sum="budget",
            due="next_step_on",
            settled={"state": ("converted", "discarded")},
        ),
        Cards(),
    ),
    groupings=("state", "owner", "source", "authority"),
    sums=("budget",),
    create="sales:new_lead",
    create_label=_("New lead"),
    create_in_dialog=True,
    empty_title=_("No leads yet"),
    empty_text=_("Somebody who may want something: from a fair, a call, a form. Qualified, he becomes a customer."),
)
