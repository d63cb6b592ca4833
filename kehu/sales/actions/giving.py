"""One lead into other hands, as a rule chose them."""

from datetime import datetime

from django.utils.translation import gettext_noop

from kehu.foundation.access.models import User
from kehu.foundation.company import hours
from kehu.foundation.events.bus import publish
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.search.index import reindex
from kehu.sales import events
from kehu.sales.models import Assignment, Holding, Lead
from kehu.sales.queries.assignment import Choice
from kehu.sales.queries.pools import KINDS
from kehu.sales.storing import holdings


def give(lead: Lead, choice: Choice, by: User, at: datetime) -> Assignment:
    """Inside `writing`, with the row of the lead locked; tells the new owner and keeps why."""
    former, rule = lead.owner_id, choice.rule
    due = hours.after_hours(at, rule.answer_within) if rule and rule.answer_within and choice.owner else None
    pool = choice.pool or lead.pool_id
    Lead.objects.filter(pk=lead.pk).update(owner=choice.owner, pool=pool, pooled_at=at if choice.pool else None)
    holdings.note(
        kind=KINDS["lead"], ids=[lead.pk], owner=choice.owner, pools={lead.pk: choice.pool}, at=at, by=by,
        how=Holding.How.ASSIGNED if choice.owner else Holding.How.PLACED, former={lead.pk: former},
        reason=rule.name if rule else "",
    )  # fmt: skip
    reindex(KINDS["lead"].pooled_key, [lead.pk])
    publish(events.LeadAssigned(lead.pk, choice.owner.pk if choice.owner else None, former), by=by.pk)
    if choice.owner and choice.owner.pk not in (by.pk, former):
        notices.tell(
            users=[choice.owner], kind=Notice.Kind.ASSIGNMENT,
            message=gettext_noop("“%(rule)s” gave you the lead “%(title)s”."),
            params={"rule": rule.name if rule else "", "title": lead.name}, url=registry.address("lead", lead.pk),
        )  # fmt: skip
    return Assignment.objects.create(
        lead=lead, rule=rule, owner=choice.owner, pool_id=choice.pool, reasons=choice.reasons, at=at, due_at=due
    )
