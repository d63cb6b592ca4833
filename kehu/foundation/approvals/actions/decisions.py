"""What somebody who is asked can do: approve, reject, send back, hand on, ask somebody else as well."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.approvals import flow, telling
from kehu.foundation.approvals.actions.requests import EmptyWords, NotOpen, words
from kehu.foundation.approvals.models import Act, Approver, By, Mode, Request, Step
from kehu.foundation.approvals.permissions import ApprovalVerb
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal

BEFORE, AFTER = "before", "after"
MOST_SIGNERS = 10


class NotAsked(PermissionDenied):
    """The decision is not his."""


class NotPossible(Refusal):
    """These people, or this step, do not do."""


def approve(*, request: Request, by: User, note: str = "") -> Request:
    """Raises NotAsked, NotOpen, and whatever the domain refuses."""
    with writing(by=by):
        row, step, mine = _turn(request, by)
        flow.answer(mine, Approver.State.APPROVED, words(note))
        flow.note(row, Act.What.APPROVED, by, step=step, text=words(note))
        flow.settle(row, step, by)
    return row


def reject(*, request: Request, note: str, by: User) -> Request:
    """The end of the request; `note` says why. Raises NotAsked, NotOpen, EmptyWords."""
    reason = _reason(note)
    with writing(by=by):
        row, step, mine = _turn(request, by)
        flow.answer(mine, Approver.State.REJECTED, reason)
        flow.note(row, Act.What.REJECTED, by, step=step, text=reason)
        flow.finish(row, "rejected", by)
    return row


def send_back(*, request: Request, note: str, by: User, to: UUID | None = None, straight: bool = False) -> Request:
    """To the asker, or to an earlier step `to`, which is gone through again with all that follow it. `straight`: after
    the asker's answer it comes straight back to this step, unless the facts or the rule changed. Raises NotAsked,
    NotOpen, EmptyWords, NotPossible.
    """
    reason = _reason(note)
    with writing(by=by):
        row, step, mine = _turn(request, by)
        again = _from(row, step, to) if to else []
        flow.answer(mine, Approver.State.RETURNED, reason)
        flow.note(row, Act.What.RETURNED, by, step=step, text=reason, to=None if again else row.asker)
        flow.end(step, Step.State.RETURNED)
        if again:
            flow.go_again(row, again)
            flow.walk_on(row, by)
        else:
            row.state, row.comes_back_to = Request.State.RETURNED, step if straight else None
            row.save(update_fields=["state", "comes_back_to"])
            telling.returned(row, by=by)
    return row


def hand_on(*, request: Request, to: User, by: User, note: str = "", instead_of: User | None = None) -> Request:
    """`to` decides in one's place; with the right to configure approvals also in the place of `instead_of`. Raises
    NotAsked, NotOpen, NotPossible.
    """
    with writing(by=by):
        if instead_of is not None and instead_of.pk != by.pk:
            by.require(ApprovalVerb.CONFIGURE)
            row, step, mine = _turn(request, instead_of)
        else:
            row, step, mine = _turn(request, by)
        _require_able(row, [to], "to")
        if step.approvers.filter(user=to, state=Approver.State.ASKED).exists():
            raise NotPossible(_("%(name)s is asked in this step already.") % {"name": to.name}, field="to")
        flow.answer(mine, Approver.State.HANDED_ON, words(note))
        flow.note(row, Act.What.HANDED_ON, by, step=step, to=to, text=words(note))
        seat = flow.people_of(row).seat(to)
        if seat is None or step.approvers.filter(user=seat.user, state=Approver.State.ASKED).exists():
            raise NotPossible(_("%(name)s cannot decide this now.") % {"name": to.name}, field="to")
        flow.ask(row, step, seat)
        telling.ask(row, [seat.user], by=by)
    return row


def add_signers(*, request: Request, users: Iterable[User], place: str, by: User, note: str = "") -> Request:
    """Ask others as well: `before` this step is decided, or `after` it. All of them have to approve. Raises NotAsked,
    NotOpen, NotPossible.
    """
    people = list({one.pk: one for one in users}.values())
    with writing(by=by):
        row, step, _mine = _turn(request, by)
        if not people or len(people) > MOST_SIGNERS:
            raise NotPossible(_("Choose one to ten people."), field="users")
        if by.pk in {one.pk for one in people}:
            raise NotPossible(_("You are asked already."), field="users")
        _require_able(row, people, "users")
        for one in people:
            flow.note(row, Act.What.ADDED, by, step=step, to=one, text=words(note))
        _insert(row, step, people, before=place == BEFORE, by=by)
    return row


def _insert(row: Request, step: Step, people: list[User], *, before: bool, by: User) -> None:
    position = step.position if before else step.position + 1
    if before:
        flow.put_off(step)
    made = flow.insert(
        row, position, mode=Mode.ALL, origin=Step.Origin.BEFORE if before else Step.Origin.AFTER,
        name=", ".join(one.name for one in people)[:120],
        spec={"by": By.USERS, "users": [str(one.pk) for one in people], "role": None, "levels": 1},
        remind_after=step.remind_after, hours=step.hours, on_timeout=step.on_timeout,
    )  # fmt: skip
    if before:
        flow.begin(row, made, by)


def earlier_steps(request: Request) -> list[Step]:
    """The steps that it can be sent back to, the latest first."""
    step = flow.current_step(request)
    if step is None:
        return []
    rows = request.steps.filter(is_void=False, state=Step.State.APPROVED, position__lt=step.position)
    return list(rows.prefetch_related("approvers__user").order_by("-position"))


def _from(request: Request, step: Step, to: UUID) -> list[Step]:
    """The steps to be gone through again: the wanted one and all after it up to the current one."""
    steps = list(request.steps.filter(is_void=False, position__lte=step.position).order_by("position", "pk"))
    place = next((i for i, one in enumerate(steps) if one.pk == to and one.state == Step.State.APPROVED), None)
    if place is None:
        raise NotPossible(_("It cannot be sent back to this step."), field="to")
    return steps[place:]


def _turn(request: Request, who: User) -> tuple[Request, Step, Approver]:
    """The locked request, its current step and the place in it of who is to decide."""
    who.require(ApprovalVerb.DECIDE)
    row = flow.locked(request)
    step = flow.current_step(row)
    mine = step.approvers.filter(user=who, state=Approver.State.ASKED).first() if step else None
    if step is not None and mine is not None:
        return row, step, mine
    if not row.approvers.filter(user=who).exists():
        raise NotAsked(_("You are not asked to decide this."))
    if row.is_open:
        raise NotOpen(_("It does not wait for you now; somebody else has to act first."))
    words_for = {"state": row.get_state_display(), "name": row.decided_by.name if row.decided_by else ""}
    raise NotOpen(_("It has been decided by %(name)s: %(state)s.") % words_for)


def _require_able(request: Request, people: list[User], field: str) -> None:
    for one in people:
        if not one.is_active or one.is_system:
            raise NotPossible(_("%(name)s cannot sign in any more.") % {"name": one.name}, field=field)
        if one.pk == request.asker_id and not request.allows_own:
            raise NotPossible(_("Nobody approves what he asked for himself."), field=field)
        if not one.may(ApprovalVerb.DECIDE):
            raise NotPossible(_("The roles of %(name)s do not let him decide approvals.") % {"name": one.name},
                              field=field)  # fmt: skip


def _reason(note: str) -> str:
    if not note.strip():
        raise EmptyWords(_("Say why, so that the other knows what to do."), field="note")
    return words(note)
