"""Asking for approval where more is given away than one may by himself, and what becomes of it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.approvals.actions import requests
from kehu.foundation.approvals.queries import requests as found
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.quotes.actions.states import State, enter, require_state
from kehu.quotes.defaults import SUBJECT
from kehu.quotes.entries import shown
from kehu.quotes.models import Quote
from kehu.quotes.permissions import QuoteVerb
from kehu.quotes.queries.limits import Limits, limits_of

__all__ = ["SUBJECT", "ask", "decided", "facts_of", "limits_for", "needs_approval", "take_back", "tiers"]


class NoApprovalNeeded(Refusal):
    """The seller may give this discount by himself."""


class NobodyApproves(Refusal):
    """No rule says who approves."""


def limits_for(quote: Quote, user: User) -> Limits:
    return limits_of(user, quote.customer.tier)


def needs_approval(quote: Quote, user: User, limits: Limits | None = None) -> bool:
    """`limits` are those of the user, if they are known already."""
    if quote.state != State.DRAFT:
        return False
    return not (limits or limits_for(quote, user)).allow(quote.deepest_discount, quote.margin_percent)


def what_it_needs(limits: Limits) -> str:
    """The sentence for a quote that goes beyond them."""
    shares = {"limit": shown(limits.discount), "margin": shown(limits.least_margin)}
    if limits.least_margin is None:
        said = _("You may give discounts up to %(limit)s %% by yourself; this one needs approval before it is sent.")
        return said % shares
    return (
        _(
            "You may give discounts up to %(limit)s %% by yourself, with a margin of at least %(margin)s %%; this one "
            "needs approval before it is sent."
        )
        % shares
    )


def facts_of(quote: Quote) -> dict[str, Any]:
    """What rules look at: the deepest discount of a line, the margin, and the total in the company's currency."""
    return {
        "discount": quote.deepest_discount, "amount": quote.total_home, "margin": quote.margin_percent,
        "tier": quote.customer.tier,
    }  # fmt: skip


def tiers() -> list[tuple[str, Any]]:
    return list(Customer.Tier.choices)


def ask(*, quote: Quote, by: User, note: str = "") -> Quote:
    """Raises NoApprovalNeeded, NobodyApproves, WrongState, and what asking raises."""
    by.require(QuoteVerb.EDIT)
    with writing(by=by):
        row = editable(quote, by)
        require_state(row, State.DRAFT)
        if not needs_approval(row, by):
            raise NoApprovalNeeded(_("This is within your own limit; you can send it as it is."))
        enter(row, State.IN_APPROVAL, by=by, note=note)
        asked = requests.ask(subject=SUBJECT, record_id=row.pk, title=str(row), facts=facts_of(row), note=note, by=by)
        if asked is None:
            raise NobodyApproves(
                _(
                    "No rule says who approves such a discount. An administrator can add one in the settings of "
                    "approvals."
                )
            )
        row.refresh_from_db()  # it may have been decided at once
    return row


def take_back(*, quote: Quote, by: User, note: str = "") -> Quote:
    """Back to the draft, from approval or once approved; an approval that was given is lost by it."""
    by.require(QuoteVerb.EDIT)
    with writing(by=by):
        row = editable(quote, by)
        require_state(row, State.IN_APPROVAL, State.APPROVED)
        if found.open_for("quote", row.pk, SUBJECT) is not None:
            requests.call_off(object_key="quote", record_id=row.pk, subject=SUBJECT, by=by, note=note)
            row.refresh_from_db()
        if row.state != State.DRAFT:
            enter(row, State.DRAFT, by=by, note=note)
    return row


def decided(record_id: UUID, outcome: str, by: User) -> None:
    """Called by approvals, inside the transaction of the decision."""
    row = Quote.objects.select_for_update(no_key=True, of=("self",)).filter(pk=record_id).first()
    if row is None or row.state != State.IN_APPROVAL:
        return
    words = {"rejected": _("Approval was refused."), "withdrawn": _("Approval was taken back.")}
    enter(row, State.APPROVED if outcome == "approved" else State.DRAFT, by=by, note=words.get(outcome, ""))
