"""Trying the rule and applying it, batch by batch: killed anywhere and begun again, it comes to the same end."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kehu.customers.actions import standing
from kehu.customers.entries import CustomerUpdate
from kehu.customers.events import CustomersChanged
from kehu.customers.models import Customer
from kehu.customers.storing.changing import Why, change
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.key_accounts.models import TierEffect, TierRule
from kehu.key_accounts.queries import tiers

BATCH = 500
WHAT = "tiers"
NOTHING = UUID(int=0)
Outcome = TierEffect.Outcome


def work_out(*, rule: TierRule, run: Run) -> None:
    """What the rule would change, as rows that can be looked at. Raises Cancelled."""
    today, done = timezone.localdate(), 0
    system = User.objects.system()
    runs.progress(run=run, done=0, total=tiers.judged_customers().count())
    for rows in _batches(NOTHING):
        with writing(by=system):
            _write_effects(rule, _effects(rule, rows, today))
        done += len(rows)
        runs.progress(run=run, done=done)
    with writing(by=system):
        _forget_others(rule)
        # Unless the rule was changed meanwhile, which made another trial of it.
        TierRule.objects.filter(pk=rule.pk, run=run).update(tried_at=timezone.now())


def apply(*, run: Run | None = None) -> ChangeSet | None:
    """Give every customer the tier of the rule in force unless a person has set his; what changes is one change set.
    None where there was nothing to change, or no rule at work. Raises Cancelled.
    """
    rule = tiers.in_force()
    if rule is None or rule.paused_at:
        return None
    with translation.override(Company.objects.current().language):
        return _apply(rule, run)


def _apply(rule: TierRule, run: Run | None) -> ChangeSet | None:
    today, done = timezone.localdate(), 0
    work = _cut_off(rule)
    after = UUID(work.checkpoint.get("after", str(NOTHING))) if work else NOTHING
    if run:
        runs.progress(run=run, done=0, total=tiers.judged_customers().filter(pk__gt=after).count())
    for rows in _batches(after):
        work = _give(rule, rows, today, work)
        done += len(rows)
        try:
            if run:
                runs.progress(run=run, done=done)
        except runs.Cancelled:
            if work:
                _finish(work, ChangeSet.State.CANCELLED)
            raise
    with writing(by=User.objects.system()):
        _forget_others(rule)
        if work:
            _finish(work)
    return work


def _finish(work: ChangeSet, state: ChangeSet.State = ChangeSet.State.DONE) -> None:
    change_sets.finish(change_set=work, counts={"changed": work.checkpoint.get("count", 0)}, state=state)


def _batches(after: UUID) -> Iterator[dict[UUID, str]]:
    """The tiers of the customers the rule speaks of, by id."""
    while True:
        rows = tiers.judged_customers().filter(pk__gt=after).order_by("pk").values_list("pk", "tier")
        found = dict(rows[:BATCH])
        if not found:
            return
        yield found
        after = max(found)


def _effects(rule: TierRule, rows: dict[UUID, str], today: date) -> list[TierEffect]:
    ids = list(rows)
    found, by_person = tiers.verdicts(rule, ids, today), tiers.held(ids)
    made = []
    for pk, verdict in found.items():
        now = rows[pk]
        if verdict.tier == now:
            outcome, then = Outcome.STAYS, now
        elif pk in by_person and by_person[pk].tier == now:
            outcome, then = Outcome.KEPT, now
        else:
            outcome, then = Outcome.CHANGES, verdict.tier
        numbers = {one.measure: str(one.number) for one in verdict.shares}
        made.append(
            TierEffect(
                rule=rule, customer_id=pk, from_tier=now, to_tier=then, by_rule=verdict.tier, outcome=outcome,
                points=verdict.points, numbers=numbers,
            )
        )  # fmt: skip
    return made


def _give(rule: TierRule, rows: dict[UUID, str], today: date, work: ChangeSet | None) -> ChangeSet | None:
    """One batch in one transaction: the tiers that change, what became of each, and the checkpoint."""
    system = User.objects.system()
    effects = _effects(rule, rows, today)
    moving = {one.customer_id: one.to_tier for one in effects if one.outcome == Outcome.CHANGES}
    with transaction.atomic():
        if moving:
            work = work or _begin(rule, system)
            with writing(by=system, change_set=work.pk):
                why = Why(rule=_("Rule of tiers, version %(number)s") % {"number": rule.number})
                result = change([CustomerUpdate(pk, {"tier": tier}) for pk, tier in moving.items()], by=system, why=why)
                if result.tiers:
                    publish(CustomersChanged(list(result.tiers), ["tier"], work.pk), by=system.pk)
            work.checkpoint = {"after": str(max(rows)), "count": work.checkpoint.get("count", 0) + len(result.tiers)}
            work.save(update_fields=["checkpoint"])
        with writing(by=system):
            for one in effects:  # of the rule in force it says how things stand now
                if one.outcome == Outcome.CHANGES:
                    one.from_tier, one.outcome = one.to_tier, Outcome.STAYS
            _write_effects(rule, effects)
    return work


def _begin(rule: TierRule, system: User) -> ChangeSet:
    title = _("Tiers by the rule, version %(number)s") % {"number": rule.number}
    work = change_sets.begin(kind=ChangeSet.Kind.AUTOMATION, title=title, object_key="customer", by=system)
    work.asked = {"work": WHAT, "rule": str(rule.pk)}
    work.save(update_fields=["asked"])
    return work


def _cut_off(rule: TierRule) -> ChangeSet | None:
    """The work of a run that was killed, to go on with; what was begun by another rule ends where it is."""
    rows = ChangeSet.objects.filter(kind=ChangeSet.Kind.AUTOMATION, state=ChangeSet.State.RUNNING, asked__work=WHAT)
    work = rows.order_by("-started_at").first()
    if work and work.asked["rule"] != str(rule.pk):
        _finish(work, ChangeSet.State.CANCELLED)
        return None
    return work


_TOLD = ("from_tier", "to_tier", "by_rule", "outcome", "points", "numbers")


def _write_effects(rule: TierRule, effects: list[TierEffect]) -> None:
    """Only what is new or otherwise is written."""
    ids = [one.customer_id for one in effects]
    there = {one.customer_id: one for one in TierEffect.objects.filter(rule=rule, customer__in=ids)}
    new, changed = [], []
    for one in effects:
        old = there.get(one.customer_id)
        if old is None:
            new.append(one)
        elif any(getattr(old, name) != getattr(one, name) for name in _TOLD):
            for name in _TOLD:
                setattr(old, name, getattr(one, name))
            changed.append(old)
    TierEffect.objects.bulk_create(new, batch_size=BATCH)
    TierEffect.objects.bulk_update(changed, _TOLD, batch_size=BATCH)


def _forget_others(rule: TierRule) -> None:
    """Rows of customers whom the rule no longer speaks of, and those of rules that were."""
    TierEffect.objects.filter(rule=rule).exclude(customer__in=tiers.judged_customers()).delete()
    TierEffect.objects.filter(rule__state=TierRule.State.PAST).delete()


def release(*, customer: Customer, by: User) -> Customer:
    """Let the rule decide the tier that a person had set: at once, and from now on."""
    with writing(by=by):
        result = standing.set_tier(customer=customer, tier="", by=by, reason=_("The rule decides again."))
        rule = tiers.in_force()
        if rule is None or not tiers.judged_customers().filter(pk=customer.pk).exists():
            return result
        verdict = tiers.verdicts(rule, [customer.pk], timezone.localdate())[customer.pk]
        if not verdict.tier:
            return result
        name = _("Rule of tiers, version %(number)s") % {"number": rule.number}
        return standing.set_tier(customer=result, tier=verdict.tier, by=by, rule=name)
