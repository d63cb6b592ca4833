"""Preparing a hand-over: who leaves, what he holds, who takes what."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.coverage import fit
from kehu.coverage.holdings import Holding, holdings
from kehu.coverage.models import Handover, HandoverCandidate, HandoverItem, HandoverPromise
from kehu.coverage.permissions import HandoverVerb
from kehu.coverage.promises import promises
from kehu.coverage.queries import bonds
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.interactions.models import Interaction

BATCH = 2000
NOTES_OF = timedelta(days=365)
MOST_NOTES = 20_000
MOST_CUSTOMERS = 1_000_000


class HandoverRefused(Refusal):
    """The hand-over cannot be prepared like this; the sentence says why."""


def begin(*, leaver: User, candidates: Iterable[User], reason: str, by: User, note: str = "") -> Handover:
    """Open a hand-over, list what the leaver holds, and propose who takes it. One per person at a time."""
    by.require(HandoverVerb.RUN)
    subject, body = _letter()
    with writing(by=by):
        User.objects.select_for_update(no_key=True).get(pk=leaver.pk)  # two at once: the second sees the first
        if Handover.objects.filter(leaver=leaver, state__in=("prepared", "asked", "running")).exists():
            told = _("A hand-over of %(name)s is being prepared already.") % {"name": leaver.name}
            raise HandoverRefused(told, field="leaver")
        made = Handover.objects.create(
            leaver=leaver,
            name=leaver.name,
            reason=reason,
            note=note,
            letter_subject=subject,
            letter_body=body,
            created_by=by,
        )
        _set_candidates(made, candidates)
        gather(handover=made, by=by)
        propose(handover=made, by=by)
    return made


def set_candidates(
    *, handover: Handover, candidates: Iterable[User], by: User, most: Mapping[UUID, int | None] | None = None
) -> None:
    """Who may take over; what was not chosen by hand is proposed anew. `most` says for some of them how many customers
    they take at most (None: their share); the others keep their limit.
    """
    _require_prepared(handover, by)
    with writing(by=by):
        _set_candidates(handover, candidates)
        for user_id, limit in (most or {}).items():
            _limit(handover, user_id, limit)
        propose(handover=handover, by=by)


def limit(*, handover: Handover, user: User, most: int | None, by: User) -> None:
    """How many customers this candidate takes at most, None for his share; proposed anew. What was chosen for him by
    hand stays his.
    """
    _require_prepared(handover, by)
    with writing(by=by):
        if not _limit(handover, user.pk, most):
            refusal = _("%(name)s is not among those who take over.") % {"name": user.name}
            raise HandoverRefused(refusal, field="most")
        propose(handover=handover, by=by)


def write_letter(*, handover: Handover, subject: str, body: str, by: User) -> None:
    """What the customers are told; empty: they are told nothing."""
    _require_prepared(handover, by)
    if bool(subject.strip()) != bool(body.strip()):
        raise HandoverRefused(_("A message needs a subject and a text."), field="subject" if body.strip() else "body")
    with writing(by=by):
        Handover.objects.filter(pk=handover.pk).update(letter_subject=subject.strip(), letter_body=body.strip())


def abandon(*, handover: Handover, by: User) -> None:
    _require_prepared(handover, by)
    with writing(by=by):
        Handover.objects.filter(pk=handover.pk).update(state=Handover.State.ABANDONED)


@transaction.atomic
def gather(*, handover: Handover, by: User) -> int:
    """List anew what the leaver holds; what was chosen by hand stays chosen. Returns how many records there are."""
    found: set[tuple[str, UUID]] = set()
    with writing(by=by):
        for holding in holdings():
            found |= _list(handover, holding)
        gone = [pk for pk, key, record in _listed(handover) if (key, record) not in found]
        HandoverItem.objects.filter(pk__in=gone).delete()
        _find_promises(handover)
        Handover.objects.filter(pk=handover.pk).update(gathered_at=timezone.now())
    return len(found)


def propose(*, handover: Handover, by: User) -> None:
    """Give every record that nobody chose for a successor: customers by fit and load, the rest along with them."""
    people = bonds.colleagues(HandoverCandidate.objects.filter(handover=handover).order_by("created_at", "pk"))
    items = HandoverItem.objects.filter(handover=handover)
    by_customer, worth = _worth(items)
    grouped = bonds.groups(list(by_customer), worth, [one.id for one in people], handover.leaver)
    proposed = fit.propose(grouped, people)
    fallback = min(people, key=lambda one: (one.carries, one.id.int)).id if people else None
    with writing(by=by):
        changed = []
        for item in items.filter(chosen=False).order_by("pk"):
            proposal = proposed.get(item.customer_id) if item.customer_id else None
            item.successor_id = proposal.colleague if proposal else fallback
            item.reasons = list(proposal.reasons) if proposal else ["least_load"] * bool(people)
            changed.append(item)
        HandoverItem.objects.bulk_update(changed, ["successor", "reasons"], batch_size=BATCH)


def give(*, items: Iterable[HandoverItem], successor: User | None, by: User) -> list[UUID]:
    """Choose the successor of these records by hand; what hangs on a customer goes along. Returns all ids."""
    chosen = list(items)
    if successor is None or not successor.is_active or successor.is_system:
        raise HandoverRefused(_("Choose somebody who works here."), field="successor")
    changed: list[UUID] = []
    with writing(by=by):
        for handover in {one.handover_id: one.handover for one in chosen}.values():
            _require_prepared(handover, by)
            mine = [one for one in chosen if one.handover_id == handover.pk]
            if successor.pk == handover.leaver_id:
                raise HandoverRefused(_("He hands over; somebody else must take it."), field="successor")
            HandoverCandidate.objects.get_or_create(handover=handover, user=successor)
            customers = [one.customer_id for one in mine if one.object_key == "customer"]
            rows = HandoverItem.objects.filter(handover=handover)
            ids = {one.pk for one in mine} | set(rows.filter(customer__in=customers).values_list("pk", flat=True))
            rows.filter(pk__in=ids).update(successor=successor, chosen=True, reasons=["chosen"])
            changed += ids
    return changed


def keep_promise(*, promise: HandoverPromise, kept_up: bool, by: User) -> None:
    """Whether a promise becomes a task of the successor."""
    _require_prepared(promise.handover, by)
    with writing(by=by):
        HandoverPromise.objects.filter(pk=promise.pk).update(kept_up=kept_up)


def _list(handover: Handover, holding: Holding) -> set[tuple[str, UUID]]:
    """Write the leaver's records of one kind down; those written down before get their title and worth anew."""
    columns = ["pk", holding.kind.title, holding.customer or "pk", *([holding.worth] if holding.worth else [])]
    rows = list(holding.of([handover.leaver_id]).order_by("pk").values_list(*columns))
    made = [
        HandoverItem(
            handover=handover, object_key=holding.object_key, record_id=row[0], title=str(row[1])[:200] or "—",
            customer_id=row[2], worth=row[3] if holding.worth else 0,
        )
        for row in rows
    ]  # fmt: skip
    HandoverItem.objects.bulk_create(
        made, batch_size=BATCH, update_conflicts=True, unique_fields=["handover", "object_key", "record_id"],
        update_fields=["title", "customer", "worth"],
    )  # fmt: skip
    return {(holding.object_key, row[0]) for row in rows}


def _listed(handover: Handover) -> Any:
    return HandoverItem.objects.filter(handover=handover).values_list("pk", "object_key", "record_id")


def _worth(items: Any) -> tuple[dict[UUID, bool], dict[UUID, float]]:
    """The customers in question, and what is open with each."""
    worth: dict[UUID, float] = {}
    for customer, amount in items.exclude(customer=None).values_list("customer", "worth"):
        worth[customer] = worth.get(customer, 0) + float(amount)
    return dict.fromkeys(worth, True), worth


def _set_candidates(handover: Handover, candidates: Iterable[User]) -> None:
    people = [one for one in candidates if one.is_active and not one.is_system and one.pk != handover.leaver_id]
    if not people:
        raise HandoverRefused(_("Choose at least one colleague who takes over."), field="candidates")
    HandoverCandidate.objects.filter(handover=handover).exclude(user__in=people).delete()
    there = set(HandoverCandidate.objects.filter(handover=handover).values_list("user", flat=True))
    HandoverCandidate.objects.bulk_create(
        [HandoverCandidate(handover=handover, user=one) for one in people if one.pk not in there]
    )


def _limit(handover: Handover, user_id: UUID, most: int | None) -> int:
    if most is not None and not 0 <= most <= MOST_CUSTOMERS:
        raise HandoverRefused(_("Enter a number of customers."), field="most")
    return HandoverCandidate.objects.filter(handover=handover, user=user_id).update(most=most)


def _find_promises(handover: Handover) -> None:
    """Sentences that sound like promises, in what the leaver wrote of customers who are handed over."""
    customers = HandoverItem.objects.filter(handover=handover, object_key="customer").values("customer")
    notes = Interaction.objects.filter(
        employee=handover.leaver, superseded_at=None, started_at__gte=timezone.now() - NOTES_OF, customer__in=customers
    ).order_by("-started_at", "-pk")
    columns = notes.values_list("pk", "customer", "started_at", "body", "next_step")[:MOST_NOTES]
    made = [
        HandoverPromise(
            handover=handover,
            interaction_id=pk,
            customer_id=customer,
            sentence=one.sentence,
            said_at=at,
            due_on=one.due_on,
        )
        for pk, customer, at, body, next_step in columns.iterator(chunk_size=BATCH)
        for one in promises(f"{body}\n{next_step}", timezone.localdate(at))
    ]
    HandoverPromise.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)


def _letter() -> tuple[str, str]:
    body = _(
        "Dear {customer},\n\n{former}, who has looked after you until now, is passing this task on. From today"
        " {successor} is there for you and knows what has been agreed.\n\nThank you for your trust."
    )
    return _("Your new contact person"), body


def _require_prepared(handover: Handover, by: User) -> None:
    by.require(HandoverVerb.RUN)
    if handover.state != Handover.State.PREPARED:
        raise HandoverRefused(_("This hand-over is no longer being prepared."))
