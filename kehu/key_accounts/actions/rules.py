"""The rule of tiers: prepared as a new version, tried, then put in force."""

from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.jobs.actions import runs
from kehu.foundation.refusals import Refusal
from kehu.key_accounts.models import TierRule, TierStep
from kehu.key_accounts.permissions import KeyAccountVerb
from kehu.key_accounts.queries import measures, tiers

PAGE = "/settings/tiers/"
THRESHOLDS = ("key_from", "a_from", "b_from", "c_from")
CHANGEABLE = {*THRESHOLDS, "with_group", "note"}


class RuleRefused(Refusal):
    """The rule cannot be like this, or not now."""


def prepare(*, by: User) -> TierRule:
    """A new version to work on, beginning as the one in force; the one being prepared already, if there is one."""
    by.require(KeyAccountVerb.CONFIGURE)
    with writing(by=by):
        if there := TierRule.objects.filter(state=TierRule.State.DRAFT).first():
            return there
        now = tiers.in_force()
        number = (TierRule.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        values = {name: getattr(now, name) for name in (*THRESHOLDS, "with_group")} if now else {}
        made = TierRule.objects.create(number=number, **values)
        steps = now.steps.all() if now else []
        TierStep.objects.bulk_create(
            TierStep(rule=made, measure=one.measure, at_least=one.at_least, points=one.points) for one in steps
        )
    return made


def change(*, changes: dict[str, Any], by: User) -> TierRule:
    """Thresholds, whether groups count, and why, of the version that is being prepared."""
    if unknown := set(changes) - CHANGEABLE:
        raise RuleRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        rule = _draft(by)
        for key, value in changes.items():
            setattr(rule, key, value.strip() if isinstance(value, str) else value)
        steps = [getattr(rule, name) for name in THRESHOLDS]
        for name, higher, lower in zip(THRESHOLDS[1:], steps, steps[1:], strict=False):
            if lower >= higher:
                raise RuleRefused(_("Each tier needs fewer points than the one above it."), field=name)
        if steps[-1] < 1:
            raise RuleRefused(_("Each tier needs at least one point."), field=THRESHOLDS[-1])
        if changes.keys() - {"note"}:
            rule.tried_at = rule.run = None
        rule.save()
    return rule


def set_step(*, measure: str, at_least: Decimal, points: int, by: User) -> TierStep:
    """Points from a number of a measure on; a step that begins there already is changed."""
    if measures.find(measure) is None:
        raise RuleRefused(_("There is no such measure."), field="measure")
    if at_least < 0:
        raise RuleRefused(_("This cannot be below nought."), field="at_least")
    if not 1 <= points <= 1000:
        raise RuleRefused(_("Points are between 1 and 1000."), field="points")
    with writing(by=by):
        rule = _draft(by)
        made, _new = TierStep.objects.update_or_create(
            rule=rule, measure=measure, at_least=at_least, defaults={"points": points}
        )
        _outdated(rule)
    return made


def remove_step(*, step: TierStep, by: User) -> None:
    with writing(by=by):
        rule = _draft(by)
        if step.rule_id != rule.pk:
            raise RuleRefused(_("Only the version that is being prepared can be changed."))
        step.delete()
        _outdated(rule)


def discard(*, by: User) -> None:
    """Give up the version that is being prepared."""
    with writing(by=by):
        _draft(by).delete()


def try_out(*, by: User) -> TierRule:
    """Have a job work out what the version being prepared would change. Nothing moves."""
    with writing(by=by):
        rule = _draft(by)
        if not rule.steps.exists():
            raise RuleRefused(_("The rule gives no points yet."))
        rule.tried_at = None
        rule.run = runs.plan(kind="tiers", title=_("Trying the rule of tiers"), by=by, url=PAGE)
        rule.save(update_fields=["tried_at", "run"])
        job = app.configure_task("key_accounts.try_rule", queue="long", lock="key_accounts.tiers")
        job.defer(rule_id=str(rule.pk), run_id=str(rule.run.pk))
    return rule


def put_in_force(*, by: User) -> TierRule:
    """The version that is being prepared decides from now on, and is applied at once by a job. Its effect must have
    been worked out as it stands.
    """
    with writing(by=by):
        rule = _draft(by)
        if rule.tried_at is None:
            raise RuleRefused(_("See first what it changes: try the rule."))
        TierRule.objects.filter(state=TierRule.State.IN_FORCE).update(state=TierRule.State.PAST)
        rule.state, rule.since, rule.put_by = TierRule.State.IN_FORCE, timezone.now(), by
        rule.run = _applying(rule, by)
        rule.save()
    return rule


def apply_now(*, by: User) -> TierRule:
    """Have a job give every customer the tier of the rule in force; also when it was paused."""
    by.require(KeyAccountVerb.CONFIGURE)
    with writing(by=by):
        rule = TierRule.objects.select_for_update(no_key=True).filter(state=TierRule.State.IN_FORCE).first()
        if rule is None:
            raise RuleRefused(_("No rule is in force."))
        rule.paused_at, rule.run = None, _applying(rule, by)
        rule.save()
    return rule


def pause(*, rule: TierRule, by: User | None) -> None:
    """Let the rule rest until somebody applies it or another is put in force."""
    with writing(by=by):
        TierRule.objects.filter(pk=rule.pk).update(paused_at=timezone.now())


def _applying(rule: TierRule, by: User) -> Any:
    run = runs.plan(
        kind="tiers", title=_("Tiers by the rule, version %(number)s") % {"number": rule.number}, by=by, url=PAGE
    )
    job = app.configure_task("key_accounts.apply_rule", queue="long", lock="key_accounts.tiers")
    job.defer(run_id=str(run.pk))
    return run


def _draft(by: User) -> TierRule:
    """The version that is being prepared, locked. Raises PermissionMissing, RuleRefused."""
    by.require(KeyAccountVerb.CONFIGURE)
    found = TierRule.objects.select_for_update(no_key=True).filter(state=TierRule.State.DRAFT).first()
    if found is None:
        raise RuleRefused(_("No new version is being prepared."))
    return found


def _outdated(rule: TierRule) -> None:
    rule.tried_at = rule.run = None
    rule.save(update_fields=["tried_at", "run"])
