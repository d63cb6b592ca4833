"""Leads that nobody touched in time, twice: the next by the rule gets them, or a pool.

Each is a change set of its own, so that it stands in the history and can be taken back like any other.
"""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.company import hours
from kehu.foundation.company.models import Company
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.sales.actions.giving import give
from kehu.sales.models import Assignment, AssignmentRule, Lead
from kehu.sales.queries import assignment as queries
from kehu.sales.queries.assignment import Choice

WhenLate = AssignmentRule.WhenLate


def give_on(one: Assignment, at: datetime) -> int | None:
    """Give the lead of a late assignment away, if its rule says so. Returns how many cases were settled by it, and None
    where it is for people: the rule only tells, nobody else is free, or the lead has another owner by now.
    """
    rule = one.rule
    if rule is None or rule.when_late == WhenLate.TELL or one.owner is None or one.owner_id != one.lead.owner_id:
        return None
    if _choice(one, rule, one.lead, at) is None:
        return None
    system = User.objects.system()
    with translation.override(Company.objects.current().language):
        title = _("“%(lead)s” was not touched in time") % {"lead": one.lead.name}
        work = change_sets.begin(kind=ChangeSet.Kind.AUTOMATION, title=title[:200], object_key="lead", by=system)
    with writing(by=system, change_set=work.pk):
        made = _given_on(one, rule, at, system)
    change_sets.finish(change_set=work, counts={"changed": int(made is not None)})
    return 1 if made is not None else None


def _given_on(one: Assignment, rule: AssignmentRule, at: datetime, system: User) -> Assignment | None:
    """Locks the rule before the lead, as giving out does."""
    list(AssignmentRule.objects.filter(pk=rule.pk).select_for_update(no_key=True).values_list("pk"))
    rule.refresh_from_db(fields=["last_given"])
    lead = Lead.objects.select_for_update(no_key=True).get(pk=one.lead_id)
    untouched = Assignment.objects.filter(pk=one.pk, escalated_at=None, touched_at=None).exists()
    if not untouched or lead.owner_id != one.owner_id:
        return None
    choice = _choice(one, rule, lead, at)
    if choice is None:
        return None
    Assignment.objects.filter(lead=lead, escalated_at=None, touched_at=None).update(escalated_at=at)
    made = give(lead, choice, system, at)
    if choice.owner:
        AssignmentRule.objects.filter(pk=rule.pk).update(last_given=choice.owner.pk)
    _tell(one, lead, choice)
    return made


def _choice(one: Assignment, rule: AssignmentRule, lead: Lead, at: datetime) -> Choice | None:
    late = ["late", {"name": one.owner.name if one.owner else ""}]
    if rule.when_late == WhenLate.POOL and rule.late_pool:
        return Choice([late, ["pool", {"pool": rule.late_pool.name}]], rule, pool=rule.late_pool_id)
    had = set(lead.assignments.filter(owner__isnull=False).values_list("owner", flat=True))
    desk = queries.desk([rule])
    found = desk.choose(lead, [True], at, is_open=hours.is_open(at), known=None, but=had)
    return Choice([late, *found.reasons], rule, found.owner) if found.owner else None


def _tell(one: Assignment, lead: Lead, choice: Choice) -> None:
    """Whoever let it lie, and who would have been told."""
    told = [one.owner, (one.rule.escalates_to if one.rule else None) or (one.owner.manager if one.owner else None)]
    people = {who.pk: who for who in told if who is not None and who != choice.owner}
    params = {"title": lead.name, "owner": one.owner.name if one.owner else ""}
    message = gettext_noop("%(owner)s has not been in touch with the lead “%(title)s” in time; it went to a pool.")
    if choice.owner:
        message = gettext_noop(
            "%(owner)s has not been in touch with the lead “%(title)s” in time; %(next)s has it now."
        )
        params["next"] = choice.owner.name
    notices.tell(
        users=list(people.values()), kind=Notice.Kind.REMINDER, message=message, params=params,
        url=registry.address("lead", lead.pk), key=f"given-on-{one.pk}",
    )  # fmt: skip
