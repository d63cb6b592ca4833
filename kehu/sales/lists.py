"""The lists of sales, declared for the list engine."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.board import Board
from kehu.foundation.lists.layouts.calendar import Calendar
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.pages import ListPage
from kehu.sales import lanes, lead_board, pool_verbs
from kehu.sales.actions import cell_edits, lead_cells
from kehu.sales.permissions import LeadVerb, OpportunityVerb

_CLOSED = {"state": ("won", "lost")}
_AT_WORK = "state=new&state=working&state=qualified"

OPPORTUNITIES = ListPage(
    "opportunity",
    columns=("name", "customer", "stage", "amount", "expected_close", "next_step", "owner"),
    default_sort="expected_close",
    first="state=open&layout=board",
    card=("customer", "stage", "amount", "expected_close"),
    views=(
        (_("Mine"), "owner=me&state=open"),
        (pgettext_lazy("opportunities", "Open"), "state=open"),
        (_("Closing this month"), "state=open&expected_close.in=this_month"),
        (_("Without a next step"), "state=open&next_step.empty=1&group=owner"),
        (_("Next step overdue"), "state=open&next_step_on.in=past&group=owner"),
        (
            _("Without a next step, below me"),
            "owner=my_department&owner.not=me&state=open&next_step.empty=1&group=owner",
        ),
        (
            _("Next step overdue, below me"),
            "owner=my_department&owner.not=me&state=open&next_step_on.in=past&group=owner",
        ),
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
            marks=lanes.marks,
            mark_reads=lanes.MARK_READS,
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
    first_steps=(
        (_("Bring opportunities in from a file"), "table-import", "transfer:imports", "opportunity.create"),
        (_("Set up pipelines and stages"), "route", "sales:pipelines", "sales.configure"),
        (_("See the leads"), "filter", "sales:leads", "lead.view"),
    ),
)

LEADS = ListPage(
    "lead",
    columns=("name", "company", "score", "phone", "state", "source", "next_step", "owner"),
    default_sort="-created_at",
    first=_AT_WORK,
    card=("company", "score", "phone", "state", "next_step"),
    views=(
        (_("Mine"), "owner=me&state=new&state=working&state=qualified"),
        (_("Open"), "state=new&state=working&state=qualified"),
        (_("Without a next step"), f"{_AT_WORK}&next_step.empty=1&group=owner"),
        (_("Next step overdue"), f"{_AT_WORK}&next_step_on.in=past&group=owner"),
        (
            _("Without a next step, below me"),
            f"owner=my_department&owner.not=me&{_AT_WORK}&next_step.empty=1&group=owner",
        ),
        (
            _("Next step overdue, below me"),
            f"owner=my_department&owner.not=me&{_AT_WORK}&next_step_on.in=past&group=owner",
        ),
        (_("Hot"), "band=hot&state=new&state=working&state=qualified&sort=-score"),
        (_("Without an owner"), "owner.empty=1&state=new&state=working&state=qualified"),
        (_("Converted"), "state=converted&sort=-updated_at"),
        (_("Discarded"), "state=discarded&sort=-updated_at"),
    ),
    tones={
        "state": {"qualified": "good", "converted": "good", "discarded": "bad"},
        "band": {"hot": "bad", "warm": "warn", "cold": "info"},
    },
    layouts=(
        TABLE,
        Board(
            fields=(
                LaneField(
                    "state", move=lead_cells.move, verb=LeadVerb.EDIT, gate=lead_board.gate, lanes=lead_board.states
                ),
                LaneField("owner", move=lead_cells.give_to, verb=LeadVerb.ASSIGN),
            ),
            card=("company", "score", "band", "next_step", "owner"),
            sum="budget",
            due="next_step_on",
            settled={"state": ("converted", "discarded")},
        ),
        Cards(),
    ),
    groupings=("state", "owner", "source", "band", "authority"),
    sums=("budget",),
    bulk=pool_verbs.OF_LEADS,
    import_page="transfer:imports",
    create="sales:new_lead",
    create_label=_("New lead"),
    create_in_dialog=True,
    empty_title=_("No leads yet"),
    empty_text=_("Somebody who may want something: from a fair, a call, a form. Qualified, he becomes a customer."),
    first_steps=(
        (_("Bring leads in from a file"), "table-import", "transfer:imports", "lead.import"),
        (_("Say who gets which leads"), "arrows-split", "sales:assignment", "lead.configure"),
        (_("Say what makes a lead hot"), "flame", "sales:scoring", "lead.configure"),
    ),
)

POOLED_CUSTOMERS = ListPage(
    "pooled_customer",
    columns=("name", "tier", "industry", "city", "phone", "last_contact_at", "pool", "pooled_at"),
    default_sort="-pooled_at",
    card=("tier", "city", "last_contact_at", "pool"),
    views=(
        (_("Key accounts and tier A"), "tier=key&tier=a"),
        (_("New this week"), "pooled_at.last=7"),
    ),
    tones={"tier": {"key": "warn", "a": "good", "b": "info"}},
    groupings=("pool", "tier", "lifecycle_stage", "kind"),
    layouts=(TABLE, Cards()),
    bulk=pool_verbs.OF_POOLED_CUSTOMERS,
    row_action=pool_verbs.CLAIM_CUSTOMER,
    actions="sales/pools/actions.html",
    empty_title=_("Nothing waits here"),
    empty_text=_("Customers whom nobody owns, and those nobody was in touch with for too long, wait in a pool until a "
                 "member claims them. Pools and their rules are made in the settings."),
)  # fmt: skip

POOLED_LEADS = ListPage(
    "pooled_lead",
    columns=("name", "company", "score", "need", "city", "source", "phone", "pool", "pooled_at"),
    default_sort="-pooled_at",
    card=("company", "score", "need", "pool"),
    views=((_("Hot"), "band=hot&sort=-score"), (_("New this week"), "pooled_at.last=7")),
    tones={"band": {"hot": "bad", "warm": "warn", "cold": "info"}},
    groupings=("pool", "band", "source", "state"),
    layouts=(TABLE, Cards()),
    bulk=pool_verbs.OF_POOLED_LEADS,
    row_action=pool_verbs.CLAIM_LEAD,
    actions="sales/pools/actions.html",
    empty_title=_("Nothing waits here"),
    empty_text=_("Leads that no rule gave to anybody, or that were left alone for too long, wait in a pool until a "
                 "member claims them. Pools and their rules are made in the settings."),
)  # fmt: skip
