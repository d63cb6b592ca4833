"""How a quote goes from state to state: each time a row, a fact, and the search terms in step."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal
from kehu.quotes import events
from kehu.quotes.derived import count_for
from kehu.quotes.models import Quote, StateChange

State = Quote.State


class WrongState(Refusal):
    """This cannot be done with a quote in its state."""


def require_state(quote: Quote, *wanted: str) -> None:
    if quote.state not in wanted:
        raise WrongState(
            _("The quote is %(state)s, so this cannot be done with it.") % {"state": quote.get_state_display()}
        )


def require_draft(quote: Quote) -> None:
    if quote.state != State.DRAFT:
        raise WrongState(
            _("The quote is %(state)s and stands as it is. Make a new version to change it.")
            % {"state": quote.get_state_display()}
        )


def enter(
    quote: Quote, state: str, *, by: User | None, note: str = "", at: datetime | None = None,
    version_id: UUID | None = None,
) -> None:  # fmt: skip
    """Move the locked row, and save it; inside `writing`."""
    former, now = quote.state, at or timezone.now()
    quote.state, quote.state_since = state, now
    quote.save()
    note_change(quote, former, state, by=by, note=note, at=now)
    count_for([quote.customer_id])
    publish(
        events.QuoteMoved(quote.pk, quote.customer_id, quote.opportunity_id, former, state, version_id),
        by=by.pk if by else None,
    )


def note_change(
    quote: Quote, former: str, state: str, *, by: User | None, note: str = "", at: datetime | None = None,
    version_no: int = 0,
) -> None:  # fmt: skip
    StateChange.objects.create(
        quote=quote, version_no=version_no or quote.version_no, from_state=former, to_state=state, changed_by=by,
        note=note.strip(), at=at or timezone.now(),
    )  # fmt: skip
