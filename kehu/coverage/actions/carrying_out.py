"""Carrying a hand-over out: everything in one transaction, so that it is done or not done, however it ends."""

from collections import Counter, defaultdict
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app

from kehu.coverage.actions.preparing import HandoverRefused, gather, propose
from kehu.coverage.events import HandedOver
from kehu.coverage.holdings import Holding, holdings
from kehu.coverage.models import Handover, HandoverItem, HandoverPromise
from kehu.coverage.permissions import HandoverVerb
from kehu.customers.models import AccountTeamMember
from kehu.foundation.access.models import User
from kehu.foundation.approvals.actions import requests as approvals
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes import bulk
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.bulk import Edit
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.bus import publish
from kehu.foundation.jobs.actions import runs
from kehu.foundation.notices.actions.notices import tell
from kehu.foundation.objects import registry
from kehu.interactions.models import Task

SUBJECT = "handover"
BATCH = 1000
_OUT_OF_REACH = gettext_noop("This record is out of your reach.")


def submit(*, handover: Handover, by: User) -> None:
    """Ask for approval; where no rule wants one, it begins at once."""
    by.require(HandoverVerb.RUN)
    by.require("customer.assign")
    if handover.state != Handover.State.PREPARED:
        raise HandoverRefused(_("This hand-over is no longer being prepared."))
    items = HandoverItem.objects.filter(handover=handover)
    if not items.exists():
        raise HandoverRefused(_("There is nothing to hand over."))
    if items.filter(successor=None).exists():
        raise HandoverRefused(_("Some records have no successor yet."))
    with writing(by=by):
        Handover.objects.filter(pk=handover.pk).update(state=Handover.State.ASKED)
        asked = approvals.ask(
            subject=SUBJECT, record_id=handover.pk, title=_("Hand-over of %(name)s") % {"name": handover.leaver.name},
            facts=facts(handover), by=by,
        )  # fmt: skip
        if asked is None:
            start(handover_id=handover.pk, by=by)


def facts(handover: Handover) -> dict[str, Any]:
    """What rules of approval may ask about."""
    items = HandoverItem.objects.filter(handover=handover)
    return {
        "customers": items.filter(object_key="customer").count(),
        "worth": str(items.aggregate(sum=Sum("worth"))["sum"] or 0),
        "reason": handover.reason,
    }


def decided(handover_id: UUID, outcome: str, by: User | None) -> None:
    """What approval said: it begins, or goes back to be prepared."""
    handover = Handover.objects.get(pk=handover_id)
    if handover.state != Handover.State.ASKED:
        return
    if outcome == "approved":
        # Whoever prepared it is answerable for it; the approver only allowed it.
        start(handover_id=handover.pk, by=handover.created_by or User.objects.system())
    else:
        Handover.objects.filter(pk=handover.pk).update(state=Handover.State.PREPARED)


def start(*, handover_id: UUID, by: User) -> None:
    """Have it done by a job, with progress that can be watched."""
    handover = Handover.objects.get(pk=handover_id)
    run = runs.plan(
        kind="handover", title=_("Hand-over of %(name)s") % {"name": handover.leaver.name}, by=by,
        total=HandoverItem.objects.filter(handover=handover).count(), url=registry.address("handover", handover.pk),
    )  # fmt: skip
    Handover.objects.filter(pk=handover_id).update(state=Handover.State.RUNNING, run=run)
    job = app.configure_task("coverage.carry_out_handover", queue="long")
    job.defer(handover_id=str(handover_id), by_id=str(by.pk))


@transaction.atomic
def carry_out(*, handover_id: UUID, by: User) -> Handover:
    """Hand everything over, in one transaction and one change set. Doing it twice is doing it once.

    What came to the leaver since it was prepared goes too. Records that `by` may not edit stay and are told of.
    """
    handover = Handover.objects.select_for_update(of=("self",)).select_related("leaver").get(pk=handover_id)
    if handover.state != Handover.State.RUNNING:
        return handover
    made = change_sets.begin(
        kind=ChangeSet.Kind.AUTOMATION, title=_("Hand-over of %(name)s") % {"name": handover.leaver.name},
        object_key="customer", by=by,
    )  # fmt: skip
    with writing(by=by, change_set=made.pk):
        gather(handover=handover, by=by)
        propose(handover=handover, by=by)
        counts = {one.object_key: _move_kind(handover, one, made.pk, by) for one in holdings()}
        _pass_account_teams(handover)
        counts["promise"] = _make_tasks(handover, by)
        _tell_successors(handover)
        publish(HandedOver(handover.pk, handover.leaver_id, counts, made.pk), by=by.pk)
        now = timezone.now()
        Handover.objects.filter(pk=handover.pk).update(state=Handover.State.DONE, done_at=now, change_set=made)
    change_sets.finish(change_set=made, counts={"updated": sum(counts.values())})
    handover.refresh_from_db()
    return handover


def give_up(*, handover_id: UUID, by: User) -> None:
    """It could not be done: back to be prepared."""
    with writing(by=by):
        running = Handover.objects.filter(pk=handover_id, state=Handover.State.RUNNING)
        running.update(state=Handover.State.PREPARED)


def _move_kind(handover: Handover, held: Holding, change_set: UUID, by: User) -> int:
    items = HandoverItem.objects.filter(handover=handover, object_key=held.object_key, moved=False)
    by_successor: dict[UUID, list[UUID]] = defaultdict(list)
    for successor, record in items.order_by("pk").values_list("successor", "record_id"):
        by_successor[successor].append(record)
    moved = 0
    for successor, records in by_successor.items():
        for start_at in range(0, len(records), BATCH):
            moved += _move(handover, held, records[start_at : start_at + BATCH], successor, change_set, by)
    return moved


def _move(
    handover: Handover, held: Holding, records: list[UUID], successor: UUID, change_set: UUID, by: User
) -> int:  # fmt: skip
    if held.object_key == "customer":
        changer = bulk.find("customer")
        assert changer is not None
        done = changer.apply([Edit(one, {"owner": str(successor)}) for one in records], by, change_set)
        moved = {*done.changed, *done.same}
        refused = {pk: one.message for pk, one in done.refused.items()} | dict.fromkeys(done.missing, _OUT_OF_REACH)
    else:
        # One statement for all: a notice for each of a thousand tasks would bury the one about the hand-over.
        rows = held.kind.model_class._default_manager
        mine: Any = rows.editable_by(by).filter(pk__in=records)  # type: ignore[attr-defined]
        moved = set(mine.values_list("pk", flat=True))
        rows.filter(pk__in=moved).update(**{held.owner: successor})
        if held.kind.refresh:
            held.kind.refresh(list(moved))  # who held a lead is written down, too
        refused = dict.fromkeys(set(records) - moved, _OUT_OF_REACH)
    items = HandoverItem.objects.filter(handover=handover, object_key=held.object_key)
    items.filter(record_id__in=moved).update(moved=True, refused="")
    for reason in set(refused.values()):
        those = [pk for pk, said in refused.items() if said == reason]
        items.filter(record_id__in=those).update(refused=reason[:300])
    return len(moved)


def _heirs(handover: Handover) -> dict[UUID, UUID]:
    """The successor of each customer that was handed over."""
    items = HandoverItem.objects.filter(handover=handover, object_key="customer", moved=True)
    return dict(items.values_list("customer", "successor"))


def _pass_account_teams(handover: Handover) -> None:
    """His seats in account teams go to the successor of the customer, or are given up where he has none."""
    heirs = _heirs(handover)
    seats = AccountTeamMember.objects.filter(user=handover.leaver)
    if handover.reason != Handover.Reason.LEAVES:
        seats = seats.filter(customer__in=list(heirs))
    taken = set(AccountTeamMember.objects.filter(customer__in=list(heirs)).values_list("customer", "user"))
    for seat in list(seats.order_by("pk")):
        heir = heirs.get(seat.customer_id)
        if heir is None or (seat.customer_id, heir) in taken:
            seat.delete()
        else:
            AccountTeamMember.objects.filter(pk=seat.pk).update(user=heir)


def _make_tasks(handover: Handover, by: User) -> int:
    """A task of the successor for each promise that is to be kept."""
    heirs = _heirs(handover)
    made, kept = [], []
    for promise in HandoverPromise.objects.filter(handover=handover, kept_up=True, task_id=None).order_by("pk"):
        if promise.customer_id not in heirs:
            continue
        task = Task(
            title=_("Keep a promise: %(sentence)s") % {"sentence": promise.sentence[:240]},
            customer_id=promise.customer_id,
            assignee_id=heirs[promise.customer_id], created_by=by, all_day=True, notes=promise.sentence,
            due_at=_moment(promise.due_on),
        )  # fmt: skip
        promise.task_id = task.pk
        made.append(task)
        kept.append(promise)
    Task.objects.bulk_create(made, batch_size=BATCH)
    HandoverPromise.objects.bulk_update(kept, ["task_id"], batch_size=BATCH)
    return len(made)


def _moment(day: date | None) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(max(day, timezone.localdate()), time(18)))


def _tell_successors(handover: Handover) -> None:
    counted: Counter[UUID] = Counter(
        HandoverItem.objects.filter(handover=handover, object_key="customer", moved=True).values_list(
            "successor", flat=True
        )
    )
    everybody = HandoverItem.objects.filter(handover=handover, moved=True).values_list("successor", flat=True)
    for user in User.objects.filter(pk__in=set(everybody)):
        tell(
            users=[user], kind="assignment",
            message=gettext_noop("%(count)s customers of %(name)s are yours from today."),
            params={"count": counted[user.pk], "name": handover.leaver.name},
            url=registry.address("handover", handover.pk), key=f"handover-{handover.pk}",
        )  # fmt: skip
