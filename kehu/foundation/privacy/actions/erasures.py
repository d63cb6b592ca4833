"""Asking for an erasure, releasing it by a second person, and refusing it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.jobs.actions import runs
from kehu.foundation.privacy.models import Erasure, Hold
from kehu.foundation.privacy.permissions import PrivacyVerb
from kehu.foundation.privacy.registry import holding_of, record_of
from kehu.foundation.refusals import Refusal

Subject = tuple[str, UUID]


class HeldBack(Refusal):
    """A hold forbids to erase; the message says which and whom to ask."""


class NotYours(Refusal):
    """Who prepared an erasure cannot release it as well."""


def standing_holds(ids: Iterable[UUID]) -> list[Hold]:
    """The holds that forbid to erase these records today."""
    today = timezone.localdate()
    rows = Hold.objects.filter(record_id__in=list(ids), lifted_at=None)
    return list(rows.filter(Q(until=None) | Q(until__gte=today)).select_related("placed_by").order_by("created_at"))


def request(
    *,
    subjects: list[Subject],
    mode: str,
    basis: str,
    by: User,
    two_persons: bool = False,
    thorough: bool = True,
    suppress: bool = True,
    url: str = "",
) -> Erasure:
    """Prepare an erasure; it begins at once unless a second person has to release it. Raises HeldBack,
    PermissionMissing.
    """
    by.require(PrivacyVerb.HANDLE)
    refuse_held(subjects)
    with writing(by=by):
        made = Erasure.objects.create(
            mode=mode, basis=basis[:200], thorough=thorough, suppress=suppress, requested_by=by,
            subjects=[[key, str(record_id)] for key, record_id in subjects], retained=retained(subjects),
            state=Erasure.State.WAITING if two_persons else Erasure.State.QUEUED,
        )  # fmt: skip
        if not two_persons:
            _begin(made, by, url)
    return made


def prepare(*, subjects: list[Subject], mode: str, basis: str, by: User) -> Erasure:
    """An erasure by a rule of the house, for the caller to run: nobody asked for it, so that the persons may come back,
    and only what is about them is looked through.
    """
    by.require(PrivacyVerb.CONFIGURE)
    refuse_held(subjects)
    with writing(by=by):
        return Erasure.objects.create(
            mode=mode, basis=basis[:200], thorough=False, suppress=False, requested_by=by, retained=[],
            subjects=[[key, str(record_id)] for key, record_id in subjects],
        )  # fmt: skip


def approve(*, erasure: Erasure, by: User, url: str = "") -> None:
    """The second person releases what the first has prepared. Raises NotYours, HeldBack, PermissionMissing."""
    by.require(PrivacyVerb.APPROVE)
    refuse_held([(key, UUID(record_id)) for key, record_id in erasure.subjects])
    with writing(by=by):
        locked = _waiting(erasure)
        if locked.requested_by_id == by.pk:
            raise NotYours(
                _("You prepared this erasure. Somebody else with the right to release it has to look at it.")
            )
        locked.decided_by, locked.decided_at, locked.state = by, timezone.now(), Erasure.State.QUEUED
        locked.save(update_fields=["decided_by", "decided_at", "state"])
        _begin(locked, by, url)


def refuse(*, erasure: Erasure, reason: str, by: User) -> None:
    """The second person, or the first after thinking again, stops what was prepared."""
    if erasure.requested_by_id != by.pk:
        by.require(PrivacyVerb.APPROVE)
    with writing(by=by):
        locked = _waiting(erasure)
        locked.decided_by, locked.decided_at, locked.failure = by, timezone.now(), reason
        locked.state, locked.finished_at = Erasure.State.REFUSED, timezone.now()
        locked.save(update_fields=["decided_by", "decided_at", "failure", "state", "finished_at"])


def place_hold(*, object_key: str, record_id: UUID, reason: str, until: date | None, by: User) -> Hold:
    by.require(PrivacyVerb.HANDLE)
    with writing(by=by):
        return Hold.objects.create(object_key=object_key, record_id=record_id, reason=reason, until=until, placed_by=by)


def lift_hold(*, hold: Hold, by: User) -> None:
    by.require(PrivacyVerb.HANDLE)
    with writing(by=by):
        Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by)


def refuse_held(subjects: Iterable[Subject]) -> None:
    for hold in standing_holds(record_id for _key, record_id in subjects)[:1]:
        raise HeldBack(
            _("A hold forbids to erase this: %(reason)s. Ask %(person)s, who placed it.")
            % {"reason": hold.reason, "person": hold.placed_by}
        )


def retained(subjects: Iterable[Subject]) -> list[tuple[str, str]]:
    """What stays of the records, and why."""
    found: list[tuple[str, str]] = []
    for key, record_id in subjects:
        record = record_of(key, record_id)
        found += holding_of(key).retained(record) if record is not None else []
    return list(dict.fromkeys(found))


def _waiting(erasure: Erasure) -> Erasure:
    locked: Any = Erasure.objects.select_for_update().get(pk=erasure.pk)
    if locked.state != Erasure.State.WAITING:
        raise Refusal(_("This was decided already."))
    return locked  # type: ignore[no-any-return]


@transaction.atomic
def _begin(erasure: Erasure, by: User, url: str) -> None:
    from kehu.foundation.privacy.jobs import run_erasure

    erasure.run = runs.plan(
        kind="privacy.erase", title=_("Erasure %(reference)s") % {"reference": erasure.reference}, by=by, url=url
    )
    erasure.save(update_fields=["run"])
    run_erasure.defer(erasure_id=str(erasure.pk))
