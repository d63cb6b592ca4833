"""The lists of expenses, declared for the list engine."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.compensation.actions import expense_bulk
from kehu.compensation.permissions import ExpenseVerb
from kehu.foundation.changes.bulk import BulkVerb
from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.calendar import Calendar
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.pages import ListPage

TONES = {"state": {"submitted": "info", "returned": "warn", "approved": "good", "paid": "good"}}

CLAIMS = ListPage(
    "expense_claim",
    columns=("title", "claimant", "state", "total_home", "submitted_at", "paid_on"),
    default_sort="-updated_at",
    card=("claimant", "state", "total_home"),
    views=(
        (_("Mine"), "claimant=me"),
        (_("Waiting for a decision"), "state=submitted"),
        (_("To be paid"), "state=approved"),
        (pgettext_lazy("expenses", "Paid"), "state=paid"),
    ),
    tones=TONES,
    layouts=(TABLE, Cards()),
    groupings=("state", "claimant", "paid_on", "submitted_at"),
    sums=("total_home",),
    bulk=(
        BulkVerb(
            "approve", _("Approve"), icon="check", verb=ExpenseVerb.APPROVE, apply=expense_bulk.approve,
            shows=("state",), text=_("Claims of others that wait for a decision are approved."),
        ),
        BulkVerb(
            "pay", _("Mark as paid"), icon="cash", verb=ExpenseVerb.PAY, apply=expense_bulk.pay, shows=("state",),
            text=_("Approved claims are marked as paid today."),
        ),
    ),
    create="compensation:new_line",
    create_label=_("New expense"),
    create_in_dialog=True,
    empty_title=_("No expenses yet"),
    empty_text=_("What you paid for a visit, a trip, a dinner: photograph the receipt and hand it in."),
)  # fmt: skip

LINES = ListPage(
    "expense_line",
    columns=("description", "day", "category", "amount", "customer", "claimant", "state"),
    default_sort="-day",
    card=("day", "category", "amount"),
    views=((_("Mine"), "claimant=me"), (_("Over the limit"), "over_home.from=0.01")),
    tones=TONES,
    searched=("description",),
    layouts=(TABLE, Calendar(start="day"), Cards()),
    groupings=("category", "claimant", "day", "state"),
    sums=("amount_home",),
    create="compensation:new_line",
    create_label=_("New expense"),
    create_in_dialog=True,
    empty_title=_("No expenses yet"),
    empty_text=_("Each thing that was paid for, with its day, its receipt, and the customer it was for."),
)
