"""Rules for how long data is kept: written, rehearsed, and carried out by a job."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.models import RetentionRule, RetentionRun
from kehu.customers.queries import retention
from kehu.foundation.access.models import User
from kehu.foundation.audit.context import coming_from
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import deletion
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.privacy.actions import erasures, running
from kehu.foundation.privacy.models import Erasure
from kehu.foundation.privacy.permissions import PrivacyVerb
from kehu.foundation.refusals import Refusal

SAMPLE = 50
_UNFINISHED = [Erasure.State.QUEUED, Erasure.State.RUNNING, Erasure.State.FAILED]


class NotRehearsed(Refusal):
    """A rule runs only after somebody has looked at what it would do."""


def save(*, rule: RetentionRule | None, values: dict[str, Any], by: User) -> RetentionRule:
    """A changed rule has to be rehearsed again before it runs by itself."""
    by.require(PrivacyVerb.CONFIGURE)
    with writing(by=by):
        found = rule or RetentionRule(created_by=by)
        for name, value in values.items():
            setattr(found, name, value)
        found.is_active = False
        found.save()
    return found


def remove(*, rule: RetentionRule, by: User) -> None:
    by.require(PrivacyVerb.CONFIGURE)
    with writing(by=by):
        rule.delete()


def switch(*, rule: RetentionRule, active: bool, by: User) -> None:
    """Have the rule run every night, or no more. Raises NotRehearsed."""
    by.require(PrivacyVerb.CONFIGURE)
    rehearsed = rule.runs.filter(state=RetentionRun.State.DONE, started_at__gte=rule.updated_at).exists()
    if active and not rehearsed and not rule.is_active:
        raise NotRehearsed(_("Rehearse the rule first and look at whom it would take."))
    with writing(by=by):
        RetentionRule.objects.filter(pk=rule.pk).update(is_active=active)


def plan(*, rule: RetentionRule, dry: bool, by: User | None, defer: Callable[..., Any] | None) -> RetentionRun:
    """Have a job rehearse the rule or carry it out; `defer` queues it with `run_no`, without it the caller calls `run`.
    `by` is empty for the nightly run. Raises NotRehearsed.
    """
    if by:
        by.require(PrivacyVerb.CONFIGURE)
        if not dry and not rule.is_active and not rule.runs.filter(dry=True, state=RetentionRun.State.DONE).exists():
            raise NotRehearsed(_("Rehearse the rule first and look at whom it would take."))
    with transaction.atomic():
        made = RetentionRun.objects.create(rule=rule, dry=dry, by=by)
        title = _("Rehearsal: %(rule)s") if dry else _("Retention rule: %(rule)s")
        address = f"/settings/retention/runs/{made.pk}/"
        made.run = runs.plan(kind="privacy.retention", title=title % {"rule": rule}, by=by, url=address)
        made.save(update_fields=["run"])
        if defer:
            defer(run_no=made.pk)
    return made


def run(*, run_no: int) -> RetentionRun:
    """Rehearse or carry out, batch by batch; killed and run again it goes on with those who are still there."""
    made = RetentionRun.objects.select_related("rule", "by", "run").get(pk=run_no)
    if made.state != RetentionRun.State.RUNNING:
        return made
    found = retention.fitting(made.rule)
    if not made.found:
        made.found = found.count()
        made.sample = list(found.order_by("updated_at", "pk").values_list("pk", flat=True)[:SAMPLE])
        made.save(update_fields=["found", "sample"])
    try:
        if not made.dry:
            with coming_from("job"):
                _carry_out(made, made.by or User.objects.system())
    except runs.Cancelled:
        return _end(made, RetentionRun.State.FAILED, Run.State.CANCELLED)
    return _end(made, RetentionRun.State.DONE, Run.State.DONE)


def _carry_out(made: RetentionRun, by: User) -> None:
    basis = _("Retention rule “%(rule)s”, run %(number)s") % {"rule": made.rule, "number": made.pk}
    for unfinished in Erasure.objects.filter(basis=basis, state__in=_UNFINISHED):
        running.run(erasure_id=unfinished.pk)
        made.done += len(unfinished.subjects)
    for ids in retention.batches(made.rule):
        if made.run:
            runs.progress(run=made.run, done=made.done, total=made.found)
        _take(made.rule, ids, basis, by)
        made.done += len(ids)
        RetentionRun.objects.filter(pk=made.pk).update(done=made.done)


def _take(rule: RetentionRule, ids: list[UUID], basis: str, by: User) -> None:
    if rule.action == RetentionRule.Action.TRASH:
        deletion.trash(object_key="customer", ids=ids, by=by)
        return
    erasure = erasures.prepare(subjects=[("customer", one) for one in ids], mode=rule.action, basis=basis, by=by)
    running.run(erasure_id=erasure.pk)


def _end(made: RetentionRun, state: str, run_state: str) -> RetentionRun:
    made.state, made.finished_at = state, timezone.now()
    made.save(update_fields=["state", "finished_at", "done"])
    if made.run:
        runs.finish(run=made.run, state=Run.State(run_state))
    return made
