"""What an accepted quote does to its opportunity, as the company's rules say; and the signed paper is kept."""

from kehu.foundation.access.models import User
from kehu.foundation.files.models import Attachment
from kehu.foundation.refusals import Refusal
from kehu.quotes.actions.sending import keep_paper
from kehu.quotes.events import QuoteAccepted
from kehu.quotes.models import QuoteRules, QuoteVersion
from kehu.quotes.queries import papers
from kehu.quotes.queries.rules import rules
from kehu.sales.actions import opportunities
from kehu.sales.models import Opportunity, Stage


def lead_on(event: QuoteAccepted) -> None:
    """Win or advance the opportunity; one that is closed already, or whose gate is shut, stays as it is."""
    said, system = rules(), User.objects.system()
    one = Opportunity.objects.filter(pk=event.opportunity_id, deleted_at=None).first() if event.opportunity_id else None
    if one is None or not one.is_open:
        return
    try:
        if said.on_acceptance == QuoteRules.OnAcceptance.WIN:
            opportunities.close(opportunity=one, outcome=Opportunity.State.WON, by=system)
        elif said.on_acceptance == QuoteRules.OnAcceptance.ADVANCE and said.stage:
            _advance(one, said.stage, system)
    except Refusal:
        return  # its owner was told of the acceptance and sees on its page what the stage still needs


def keep_signed(event: QuoteAccepted) -> None:
    """The PDF with the signature among the files of the quote, once."""
    version = QuoteVersion.objects.filter(pk=event.version_id).first()
    if version is None:
        return
    name = papers.file_name(version.content)
    if Attachment.objects.filter(object_key="quote", record_id=version.quote_id, name=name).count() < 2:
        keep_paper(version, None)


def _advance(one: Opportunity, stage: Stage, by: User) -> None:
    if stage.pipeline_id == one.pipeline_id and stage.outcome == Stage.Outcome.OPEN:
        opportunities.advance(opportunity=one, stage=stage, by=by)
