"""Answering what people ask about their data; every step is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.customers.actions import customers
from kehu.customers.models import Consent, Contact, Customer, PrivacyPolicy, PrivacyRequest, PrivacyStep
from kehu.customers.objects import CUSTOMER
from kehu.customers.queries.privacy import due_on, people_of, policy
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.privacy.actions import erasures
from kehu.foundation.privacy.models import Erasure
from kehu.foundation.privacy.permissions import PrivacyVerb
from kehu.foundation.refusals import Refusal

What = PrivacyStep.What


class CannotAnswer(Refusal):
    """Something has to come first: the identity, the records, a person to release it."""


def record(
    *, kind: str, by: User, requester: str, reach: str = "", source: str = "", details: str = "", law: str = "",
    received_on: date | None = None, people: list[tuple[str, UUID]] | None = None,
) -> PrivacyRequest:  # fmt: skip
    """Write down that somebody asked. The clock runs from `received_on`. Raises PermissionMissing."""
    by.require(PrivacyVerb.RECORD)
    law = law or policy().law
    received = received_on or timezone.localdate()
    with writing(by=by):
        made = PrivacyRequest.objects.create(
            kind=kind, law=law, requester=requester, reach=reach, source=source, details=details, received_on=received,
            due_on=due_on(law, received), people=[[key, str(one)] for key, one in people or []], created_by=by,
        )  # fmt: skip
        _step(made, What.RECEIVED, by)
    _tell_handlers(made, by)
    return made


def assign(*, request: PrivacyRequest, to: User | None, by: User) -> None:
    with _changing(request, by) as locked:
        locked.assignee = to
        _begin(locked)
        locked.save(update_fields=["assignee", "state"])
        _step(locked, What.ASSIGNED, by, to.name if to else "")
    if to and to != by:
        notices.tell(
            users=[to], kind=Notice.Kind.ASSIGNMENT,
            message=gettext_noop("The privacy request %(reference)s is yours."),
            params={"reference": request.reference}, url=_address(request),
        )  # fmt: skip


def check_identity(*, request: PrivacyRequest, identity: str, proof: str, by: User) -> None:
    """What shows that he who asks is the person: kept until the request is closed by an erasure."""
    with _changing(request, by) as locked:
        locked.identity, locked.identity_proof = identity, proof
        _begin(locked)
        locked.save(update_fields=["identity", "identity_proof", "state"])
        _step(locked, What.IDENTITY, by, str(locked.get_identity_display()))


def choose(*, request: PrivacyRequest, object_key: str, record_id: UUID, by: User, chosen: bool = True) -> None:
    """Say that a record is, or is not, this person."""
    with _changing(request, by) as locked:
        pair = [object_key, str(record_id)]
        locked.people = [one for one in locked.people if one != pair] + ([pair] if chosen else [])
        _begin(locked)
        locked.save(update_fields=["people", "state"])
        _step(locked, What.FOUND, by, str(len(locked.people)))


def extend(*, request: PrivacyRequest, until: date, reason: str, by: User) -> None:
    """The law allows more time when the person is told why. Raises CannotAnswer for a date before the present one."""
    if until <= request.due_on:
        raise CannotAnswer(_("The new date has to be after %(day)s.") % {"day": request.due_on}, field="until")
    with _changing(request, by) as locked:
        locked.due_on, locked.extension_reason = until, reason
        locked.save(update_fields=["due_on", "extension_reason"])
        _step(locked, What.EXTENDED, by, until.isoformat())


def note(*, request: PrivacyRequest, text: str, by: User) -> None:
    with _changing(request, by) as locked:
        _step(locked, What.NOTE, by, text)


def close(*, request: PrivacyRequest, state: str, answer: str, by: User) -> None:
    """Answered, refused with reasons (PIPL 50, GDPR 12(4)), or withdrawn by the person. Raises CannotAnswer."""
    with _changing(request, by) as locked:
        if state == PrivacyRequest.State.REFUSED and not answer.strip():
            raise CannotAnswer(_("A refusal has to say why."), field="answer")
        if locked.erasure and not locked.erasure.is_over:
            raise CannotAnswer(_("The erasure has not ended yet."))
        locked.state, locked.answer, locked.closed_at = state, answer, timezone.now()
        locked.save(update_fields=["state", "answer", "closed_at"])
        _step(locked, What.CLOSED, by, str(locked.get_state_display()))


def correct(
    *, request: PrivacyRequest, customer: Customer, changes: dict[str, Any], expected_version: int | None, by: User
) -> Customer:
    """Correct facts as the request asks. They are one change set that bears its reference, so the history of the
    customer says why. Raises CannotAnswer and what `customers.update` raises.
    """
    _require_verified(request)
    with _changing(request, by) as locked:
        _begin(locked)
        locked.save(update_fields=["state"])
        title = _("Correction, request %(reference)s") % {"reference": locked.reference}
        under = change_sets.begin(kind=ChangeSet.Kind.BULK_EDIT, title=title, object_key="customer", by=by)
        with writing(by=by, change_set=under.pk):
            corrected = customers.update(customer=customer, changes=changes, expected_version=expected_version, by=by)
        change_sets.finish(change_set=under, counts={"changed": 1})
        labels = [str(found.label) if (found := CUSTOMER.field(key)) else key for key in changes]
        _step(locked, What.NOTE, by, _("Corrected: %(fields)s") % {"fields": ", ".join(labels)})
    return corrected


def restrict(*, request: PrivacyRequest, by: User) -> int:
    """Restriction and objection: no contact any more, all consent withdrawn. Returns for how many customers."""
    _require_verified(request)
    with _changing(request, by) as locked:
        done = 0
        for person in people_of(locked):
            customer = person.record if isinstance(person.record, Customer) else getattr(person.record, "person", None)
            if customer is None:
                continue
            Customer._base_manager.filter(pk=customer.pk).update(do_not_contact=True)
            Consent.objects.bulk_create(
                Consent(
                    customer=customer, channel=Consent.Channel.ANY, purpose=purpose,
                    statement=Consent.Statement.WITHDRAWN, source=locked.reference, recorded_by=by,
                )
                for purpose in Consent.Purpose.values
                if purpose != Consent.Purpose.SERVICE
            )  # fmt: skip
            done += 1
        _step(locked, What.RESTRICTED, by, str(done))
    return done


def erase(*, request: PrivacyRequest, mode: str, thorough: bool, by: User) -> Erasure:
    """Prepare the erasure of the chosen records; with two persons it waits for the second. Raises CannotAnswer,
    HeldBack, PermissionMissing.
    """
    _require_verified(request)
    with _changing(request, by) as locked:
        if locked.erasure and locked.erasure.state != Erasure.State.REFUSED:
            raise CannotAnswer(_("This erasure is under way already."))
        people = [person for person in people_of(locked) if person.record is not None]
        if not people:
            raise CannotAnswer(_("Choose first which records are this person."))
        subjects: list[tuple[str, UUID]] = [(one.object_key, one.record_id) for one in _contacts_first(people)]
        locked.erasure = erasures.request(
            subjects=[*subjects, ("privacy_request", locked.pk)], mode=mode, thorough=thorough, by=by,
            basis=_("Request %(reference)s") % {"reference": locked.reference}, two_persons=policy().two_persons,
            url=_address(locked),
        )  # fmt: skip
        locked.save(update_fields=["erasure"])
        _step(locked, What.ERASURE, by, locked.erasure.reference)
    if locked.erasure.state == Erasure.State.WAITING:
        _tell_approvers(locked, by)
    return locked.erasure


def set_policy(*, changes: dict[str, Any], by: User) -> PrivacyPolicy:
    by.require(PrivacyVerb.CONFIGURE)
    with writing(by=by):
        found = policy()
        for name, value in changes.items():
            setattr(found, name, value)
        found.save()
    return found


def step(*, request: PrivacyRequest, what: str, by: User, note: str = "") -> None:
    """Write down something that was done elsewhere: a package made, or taken."""
    with writing(by=by):
        _step(request, what, by, note)


def settle(*, erasure: Erasure) -> None:
    """An erasure is done: its request is answered. Called for every erasure, may be called twice."""
    by = erasure.decided_by or erasure.requested_by or User.objects.system()
    with writing(by=by):
        for request in PrivacyRequest.objects.select_for_update().filter(erasure=erasure, closed_at=None):
            request.state, request.closed_at = PrivacyRequest.State.ANSWERED, timezone.now()
            request.save(update_fields=["state", "closed_at"])
            _step(request, What.ERASED, by, erasure.reference)
            _step(request, What.CLOSED, by)
            notices.tell(
                users=[one for one in {request.assignee, request.created_by} if one], kind=Notice.Kind.JOB,
                message=gettext_noop("The privacy request %(reference)s is answered: everything was erased."),
                params={"reference": request.reference}, url=_address(request), key=f"erased:{request.pk}",
            )  # fmt: skip


@contextmanager
def _changing(request: PrivacyRequest, by: User) -> Iterator[PrivacyRequest]:
    """The locked request inside one `writing`, for who may handle it and only while it is open."""
    by.require(PrivacyVerb.HANDLE)
    with writing(by=by):
        rows = PrivacyRequest.objects.select_for_update(of=("self",)).select_related("erasure")
        locked: PrivacyRequest = rows.get(pk=request.pk)
        if locked.is_closed:
            raise CannotAnswer(_("This request is closed."))
        yield locked


def _require_verified(request: PrivacyRequest) -> None:
    if request.identity != PrivacyRequest.Identity.VERIFIED:
        raise CannotAnswer(_("First check that he who asks is the person: nobody may erase or read another's data."))


def _contacts_first(people: list[Any]) -> list[Any]:
    """A contact has to be read before the customer with whom he might go."""
    return sorted(people, key=lambda one: not isinstance(one.record, Contact))


def _begin(request: PrivacyRequest) -> None:
    if request.state == PrivacyRequest.State.OPEN:
        request.state = PrivacyRequest.State.WORKING


def _step(request: PrivacyRequest, what: str, by: User, note: str = "") -> None:
    PrivacyStep.objects.create(request=request, what=what, by=by, note=note[:300])


def _address(request: PrivacyRequest) -> str:
    return f"/privacy/requests/{request.pk}/"


def _tell_handlers(request: PrivacyRequest, by: User) -> None:
    _tell(PrivacyVerb.HANDLE, gettext_noop("%(person)s wrote down the privacy request %(reference)s."), request, by)


def _tell_approvers(request: PrivacyRequest, by: User) -> None:
    _tell(PrivacyVerb.APPROVE, gettext_noop("%(person)s prepared an erasure that you can release."), request, by)


def _tell(verb: str, message: str, request: PrivacyRequest, by: User) -> None:
    people = User.objects.filter(roles__verbs__contains=[verb], is_active=True, is_system=False).exclude(pk=by.pk)
    params = {"person": by.name, "reference": request.reference}
    notices.tell(
        users=people.distinct(), kind=Notice.Kind.SYSTEM, message=message, params=params, url=_address(request),
        key=f"{verb}:{request.pk}",
    )  # fmt: skip
