"""What quotes do when something happened."""

from kehu.foundation.events.bus import handles
from kehu.quotes.actions import after_acceptance
from kehu.quotes.events import QuoteAccepted


@handles(QuoteAccepted)
def lead_opportunity_on(event: QuoteAccepted) -> None:
    after_acceptance.lead_on(event)


@handles(QuoteAccepted)
def keep_signed_paper(event: QuoteAccepted) -> None:
    after_acceptance.keep_signed(event)
