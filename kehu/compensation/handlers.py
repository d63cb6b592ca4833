"""What compensation does when a deal is won, lost or opened again."""

from uuid import UUID

from kehu.compensation.actions import crediting
from kehu.foundation.events.bus import handles
from kehu.sales.events import OpportunityLost, OpportunityReopened, OpportunityWon


@handles(OpportunityWon)
def credit_whom_it_is_due(event: OpportunityWon) -> None:
    crediting.follow(opportunity_id=UUID(str(event.opportunity_id)))


@handles(OpportunityLost)
def note_that_it_was_lost(event: OpportunityLost) -> None:
    crediting.follow(opportunity_id=UUID(str(event.opportunity_id)))


@handles(OpportunityReopened)
def note_that_it_fell(event: OpportunityReopened) -> None:
    crediting.follow(opportunity_id=UUID(str(event.opportunity_id)))
