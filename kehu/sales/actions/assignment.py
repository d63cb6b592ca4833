"""Giving leads away by the rules, and seeing to it that they are touched in time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.context import coming_from
from kehu.foundation.audit.writing import writing
from kehu.foundation.company import hours
from kehu.foundation.lists import conditions
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.sales.actions import escalation
from kehu.sales.actions.giving import give
from kehu.sales.models import Assignment, AssignmentRule, Lead, Seller
from kehu.sales.permissions import LeadVerb
from kehu.sales.queries import assignment as queries
from kehu.sales.queries.pools import OPEN_STATES

Way, WhenLate = AssignmentRule.Way, AssignmentRule.WhenLate


class AssignmentRefused(Refusal):
    """The rule cannot be like this."""


# -- giving ------------------------------------------------------------------------------------------------------------


def give_out(*, leads: Iterable[UUID], by: User, at: datetime | None = None) -> list[Assignment]:
    """Have the rules give these open leads away, in this order; those that no rule gives to anybody stay as they are.

    Several at once never hand out the same turn twice: whoever gives holds the rules until his transaction ends.
    """
    at, wanted = at or timezone.now(), list(dict.fromkeys(leads))
    with writing(by=by):
        rules = list(AssignmentRule.objects.filter(is_active=True).select_for_update(no_key=True).order_by("pk"))
        rules = [one for one in queries.rules() if one.pk in {rule.pk for rule in rules}]
        if not rules:
            return []
        rows = Lead.objects.filter(pk__in=wanted, state__in=OPEN_STATES, deleted_at=None).order_by("pk")
        found = {row.pk: row for row in rows.select_for_update(no_key=True)}
        fits = conditions.fitting("lead", [one.conditions for one in rules], found)
        desk, is_open = queries.desk(rules), hours.is_open(at)
        known = queries.known_customers(found.values())
        made = []
        for pk in wanted:
            if pk not in found:
                continue
            choice = desk.choose(found[pk], fits[pk], at, is_open=is_open, known=known.get(pk))
            if choice.owner or choice.pool:
                made.append(give(found[pk], choice, by, at))
        for rule in rules:
            if desk.turns[rule.pk] != rule.last_given:
                AssignmentRule.objects.filter(pk=rule.pk).update(last_given=desk.turns[rule.pk])
    return made


def assign_by_rules(*, lead: Lead, by: User) -> Assignment | None:
    """The same for one lead that the user may edit; None where no rule takes it. Raises OutOfReach."""
    by.require(LeadVerb.EDIT)
    by.require(LeadVerb.ASSIGN)
    with writing(by=by):
        row = editable(lead, by)
        return next(iter(give_out(leads=[row.pk], by=by)), None)


# -- in time -----------------------------------------------------------------------------------------------------------


def touched(*, lead: Lead, at: datetime) -> None:
    """Somebody was in touch: whoever waited for it waits no longer."""
    Assignment.objects.filter(lead=lead, touched_at=None, at__lte=at).update(touched_at=at)


def watch(*, at: datetime | None = None) -> tuple[int, int]:
    """Remind owners whose lead should have been touched by now, and tell whoever is told when the same time has passed
    again. Each is told once. Returns how many were reminded and how many cases were told on.
    """
    at = at or timezone.now()
    with coming_from("job"):
        late = Assignment.objects.filter(
            touched_at=None, due_at__lte=at, owner__isnull=False, lead__state__in=OPEN_STATES, lead__deleted_at=None
        ).select_related("lead", "owner", "owner__manager", "rule", "rule__escalates_to")
        reminded = sum(_remind(one, at) for one in late.filter(reminded_at=None).order_by("due_at", "pk")[:1000])
        again = late.filter(reminded_at__isnull=False, escalated_at=None).order_by("due_at", "pk")[:1000]
        return reminded, sum(_escalate(one, at) for one in again)


def _remind(one: Assignment, at: datetime) -> int:
    with writing(by=None):
        mine = Assignment.objects.filter(pk=one.pk, reminded_at=None).update(reminded_at=at)
        if mine and one.owner and one.owner_id == one.lead.owner_id:
            notices.tell(
                users=[one.owner], kind=Notice.Kind.REMINDER,
                message=gettext_noop("Nobody has been in touch with the lead “%(title)s” yet."),
                params={"title": one.lead.name}, url=registry.address("lead", one.lead_id), key=f"untouched-{one.pk}",
            )  # fmt: skip
    return mine


def _escalate(one: Assignment, at: datetime) -> int:
    """The same time has passed again: what the rule says is done, and whoever is told hears of it."""
    span = one.rule.answer_within if one.rule and one.rule.answer_within else 0
    if one.due_at is None or hours.after_hours(one.due_at, span) > at:
        return 0
    given_on = escalation.give_on(one, at)
    if given_on is not None:
        return given_on
    told = (one.rule.escalates_to if one.rule else None) or (one.owner.manager if one.owner else None)
    with writing(by=None):
        mine = Assignment.objects.filter(pk=one.pk, escalated_at=None).update(escalated_at=at)
        if mine and told and one.owner and one.owner_id == one.lead.owner_id:
            notices.tell(
                users=[told], kind=Notice.Kind.REMINDER,
                message=gettext_noop("%(owner)s has not been in touch with the lead “%(title)s” in time."),
                params={"title": one.lead.name, "owner": one.owner.name}, url=registry.address("lead", one.lead_id),
                key=f"late-{one.pk}",
            )  # fmt: skip
    return mine


# -- rules and people --------------------------------------------------------------------------------------------------


def check(values: dict[str, Any]) -> None:
    """Raises AssignmentRefused for a rule that could give nothing to anybody."""
    if not str(values.get("name") or "").strip():
        raise AssignmentRefused(_("Give the rule a name."), field="name")
    needed = {Way.PERSON: "person", Way.TURNS: "team", Way.LEAST: "team", Way.POOL: "pool"}
    field = needed.get(values.get("way"))  # type: ignore[arg-type]
    if field and not values.get(field):
        raise AssignmentRefused(_("Say to whom the leads go."), field=field)
    late, hours_given = values.get("when_late") or WhenLate.TELL, values.get("answer_within")
    if late == WhenLate.POOL and not values.get("late_pool"):
        raise AssignmentRefused(_("Say into which pool it goes."), field="late_pool")
    if late != WhenLate.TELL and not hours_given:
        raise AssignmentRefused(_("Say within how many hours it has to be touched."), field="answer_within")
    if late == WhenLate.NEXT and values.get("way") not in (Way.TURNS, Way.LEAST):
        raise AssignmentRefused(_("Only a team has somebody who is next."), field="when_late")
    conditions.read("lead", values.get("conditions", ""))


def save_rule(*, rule: AssignmentRule | None, values: dict[str, Any], by: User) -> AssignmentRule:
    by.require(LeadVerb.CONFIGURE)
    check(values)
    values = {**values, "conditions": conditions.read("lead", values.get("conditions", "")).link}
    found = rule or AssignmentRule(position=10 * (AssignmentRule.objects.count() + 1))
    for key, value in values.items():
        setattr(found, key, value.strip() if isinstance(value, str) else value)
    with writing(by=by):
        found.save()
    return found


def remove_rule(*, rule: AssignmentRule, by: User) -> None:
    by.require(LeadVerb.CONFIGURE)
    with writing(by=by):
        rule.delete()


def save_seller(*, user: User, values: dict[str, Any], by: User) -> Seller:
    """What a person can be given: `skills` and `regions` as lists of words, `most_open`, `away_until`."""
    by.require(LeadVerb.CONFIGURE)
    with writing(by=by):
        found, _made = Seller.objects.get_or_create(user=user)
        for key, value in values.items():
            setattr(found, key, value)
        found.save()
    return found
