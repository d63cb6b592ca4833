"""The lists of contracts and money, declared for the list engine."""

from django.utils.translation import gettext_lazy as _

from kehu.contracts import bulk_verbs, state_boards
from kehu.contracts.actions import cell_edits
from kehu.contracts.permissions import ContractVerb, InvoiceVerb, ReceiptVerb
from kehu.contracts.state_boards import TONES
from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.board import Board
from kehu.foundation.lists.layouts.calendar import Calendar
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.pages import ListPage

_OVER = {"state": ("ended", "terminated")}
_SETTLED = {"state": ("paid", "waived")}
LIVE = "state=active&state=suspended"
_SIGNED = "&".join(f"contract_state={one}" for one in ("active", "suspended", "ended", "terminated"))
OWED = f"state=open&state=partly&{_SIGNED}"

CONTRACTS = ListPage(
    "contract",
    columns=("number", "name", "customer", "state", "amount", "outstanding", "ends_on", "owner"),
    default_sort="-updated_at",
    card=("customer", "state", "amount", "ends_on"),
    views=(
        (_("My contracts in force"), f"owner=me&{LIVE}"),
        (_("All in force"), LIVE),
        (_("To renew this quarter"), f"{LIVE}&ends_on.in=this_quarter&notice_given_on.empty=1&sort=ends_on"),
        (_("Ending within 90 days"), f"{LIVE}&ends_on.next=90&sort=ends_on"),
        (_("Drafts"), "state=draft&state=in_approval"),
        (_("Over"), "state=ended&state=terminated"),
    ),
    tones={"state": TONES["contract"]},
    layouts=(
        TABLE,
        Board(
            fields=(
                LaneField(
                    "state", move=cell_edits.move_contract, verb=ContractVerb.SIGN, gate=state_boards.contract_gate,
                    lanes=state_boards.contract_states,
                ),
                LaneField("owner", move=cell_edits.give_to, verb=ContractVerb.ASSIGN),
                LaneField("kind"),
            ),
            card=("customer", "amount", "ends_on", "owner"),
            sum="amount_home",
            due="ends_on",
            settled=_OVER,
        ),
        Calendar(start="ends_on", also="customer", settled=_OVER),
        Cards(),
    ),
    groupings=("state", "owner", "kind", "ends_on", "signed_on"),
    sums=("amount_home",),
    create="contracts:new_contract",
    create_label=_("New contract"),
    create_in_dialog=True,
    empty_title=_("No contracts yet"),
    empty_text=_("What was agreed with a customer: from when until when, for how much, and when it is paid."),
    first_steps=((_("Draw one up from an accepted quote"), "file-invoice", "quotes:quotes", "quote.view"),),
)  # fmt: skip

MILESTONES = ListPage(
    "milestone",
    columns=("name", "contract", "customer", "due_on", "done_on", "responsible"),
    default_sort="due_on",
    card=("contract", "due_on", "responsible"),
    views=(
        (_("Mine to reach"), "responsible=me&done_on.empty=1"),
        (_("To reach"), "done_on.empty=1"),
        (_("Late"), "done_on.empty=1&due_on.in=past"),
        (_("Reached"), "done_on.filled=1&sort=-due_on"),
    ),
    layouts=(
        TABLE,
        Calendar(start="due_on", also="contract", reschedule=cell_edits.due_on("milestone"), verb=ContractVerb.EDIT),
        Cards(),
    ),
    groupings=("due_on", "responsible", "contract"),
    empty_title=_("No milestones yet"),
    empty_text=_("What has to be reached under a contract, by when. They are set on the page of a contract."),
    actions="contracts/tabs.html",
    searched=("name",),
)

INSTALMENTS = ListPage(
    "instalment",
    columns=("name", "customer", "due_on", "outstanding", "level", "state", "contract", "amount", "owner"),
    default_sort="due_on",
    card=("customer", "due_on", "outstanding", "state"),
    views=(
        (_("To be received"), OWED),
        (_("Overdue"), f"{OWED}&due_on.in=past"),
        (_("My overdue ones"), f"{OWED}&due_on.in=past&owner=me"),
        (_("Dunned"), f"{OWED}&level.from=1&sort=-level"),
        (_("Due this month"), f"{OWED}&due_on.in=this_month"),
        (_("Due within 30 days"), f"{OWED}&due_on.next=30"),
        (_("Already received"), "state=paid&sort=-due_on"),
    ),
    tones={"state": TONES["instalment"]},
    layouts=(
        TABLE,
        Board(
            fields=(LaneField("state"),),
            card=("customer", "contract", "outstanding", "due_on"),
            sum="outstanding_home",
            due="due_on",
            settled=_SETTLED,
        ),
        Calendar(
            start="due_on", also="customer", reschedule=cell_edits.due_on("instalment"), verb=ContractVerb.EDIT,
            settled=_SETTLED,
        ),
        Cards(),
    ),
    groupings=("due_on", "state", "owner", "level"),
    sums=("outstanding_home",),
    empty_title=_("Nothing is to be paid yet"),
    empty_text=_("Instalments come from the payment plans of contracts."),
    first_steps=(
        (_("See the contracts"), "file-certificate", "contracts:contracts", "contract.view"),
        (_("Say when customers are reminded"), "mail-exclamation", "contracts:dunning_levels", "contracts.configure"),
    ),
    actions="contracts/tabs.html",
    searched=("name",),
)  # fmt: skip

RECEIPTS = ListPage(
    "receipt",
    columns=("number", "received_on", "payer", "customer", "amount", "credit", "state", "purpose", "owner"),
    default_sort="-received_on",
    card=("payer", "amount", "credit", "state"),
    views=(
        (_("Not used up yet"), "credit.from=0.01&state=recorded&state=confirmed"),
        (_("To be confirmed"), "state=recorded"),
        (_("Of nobody yet"), "customer.empty=1&state=recorded&state=confirmed"),
        (_("This month"), "received_on.in=this_month&state=recorded&state=confirmed"),
        (_("All receipts"), "sort=-received_on"),
    ),
    tones={"state": TONES["receipt"]},
    layouts=(
        TABLE,
        Board(
            fields=(
                LaneField(
                    "state", move=cell_edits.move_receipt, verb=ReceiptVerb.CONFIRM, gate=state_boards.receipt_gate,
                    lanes=state_boards.receipt_states,
                ),
            ),
            card=("payer", "customer", "amount", "received_on"),
            sum="amount_home",
        ),
        Calendar(start="received_on", also="payer"),
        Cards(),
    ),
    bulk=(bulk_verbs.CONFIRM, bulk_verbs.ALLOCATE),
    groupings=("received_on", "state", "owner", "method"),
    sums=("amount_home",),
    create="contracts:new_receipt",
    create_label=_("New receipt"),
    create_in_dialog=True,
    import_page="transfer:imports",
    empty_title=_("No receipts yet"),
    empty_text=_("Money that came: recorded by hand, or brought in from the statement of the bank."),
    actions="contracts/tabs.html",
)  # fmt: skip

INVOICES = ListPage(
    "invoice",
    columns=("name", "number", "title", "contract", "amount", "state", "requested_on", "issued_on"),
    default_sort="-requested_on",
    card=("title", "amount", "state"),
    views=(
        (_("Asked for"), "state=requested"),
        (_("Issued, not sent"), "state=issued"),
        (_("Sent out"), "state=sent"),
        (_("All invoices"), "sort=-requested_on"),
    ),
    tones={"state": TONES["invoice"]},
    layouts=(
        TABLE,
        Board(
            fields=(
                LaneField(
                    "state", move=cell_edits.move_invoice, verb=InvoiceVerb.ISSUE, gate=state_boards.invoice_gate,
                    lanes=state_boards.invoice_states,
                ),
            ),
            card=("title", "contract", "amount", "requested_on"),
            sum="amount",
        ),
        Calendar(start="requested_on", also="title"),
        Cards(),
    ),
    groupings=("state", "kind", "requested_on", "issued_on", "owner"),
    empty_title=_("No invoices yet"),
    empty_text=_("Invoices are asked for on the page of a contract, over what is due by its payment plan."),
    actions="contracts/tabs.html",
)  # fmt: skip
