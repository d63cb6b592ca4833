"""What key accounts do when something happened elsewhere."""

from procrastinate.contrib.django import app

from kehu.customers.events import CustomerChanged, CustomersChanged, CustomersMerged, CustomersUnmerged
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.events import ChangeSetUndone
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.bus import handles
from kehu.interactions.events import VisitHeld
from kehu.key_accounts.actions import accounts, rules
from kehu.key_accounts.actions.applying import WHAT
from kehu.key_accounts.models import TierRule


@handles(CustomersChanged)
def follow_tiers(event: CustomersChanged) -> None:
    if "tier" in event.fields:
        accounts.refresh(event.customer_ids)


@handles(CustomerChanged)
def follow_tier(event: CustomerChanged) -> None:
    if "tier" in event.fields:
        accounts.refresh([event.customer_id])


@handles(VisitHeld)
def follow_visit(event: VisitHeld) -> None:
    accounts.refresh([event.customer_id])


@handles(CustomersMerged)
def follow_merge(event: CustomersMerged) -> None:
    accounts.refresh([event.survivor_id, event.loser_id])


@handles(CustomersUnmerged)
def follow_parting(event: CustomersUnmerged) -> None:
    accounts.refresh([event.survivor_id, event.loser_id])


@handles(ChangeSetUndone)
def rest_when_taken_back(event: ChangeSetUndone) -> None:
    """Whoever takes back what the rule did does not want it done again the next night."""
    work = ChangeSet.objects.filter(pk=event.change_set_id, asked__work=WHAT).first()
    rule = TierRule.objects.filter(state=TierRule.State.IN_FORCE, pk=work.asked["rule"]).first() if work else None
    if rule:
        with writing(by=None):
            rules.pause(rule=rule, by=None)
            app.configure_task("key_accounts.refresh_accounts", queue="long").defer()
