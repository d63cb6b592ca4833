"""Writing cadences and their steps. Who is under way goes on with what stands there when his next step comes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.cadences.models import LIVE, Cadence, CadenceStep, Enrolment
from kehu.cadences.models.cadences import LONGEST_WAIT
from kehu.cadences.permissions import CadenceVerb
from kehu.cadences.templates import unknown
from kehu.foundation.access.models import Team, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists import conditions
from kehu.foundation.refusals import Outdated, Refusal

EDITABLE = ("name", "note", "teams", "stops_on_meeting", "new_owner", "takes_new", "conditions", "is_active")
STEP_EDITABLE = ("kind", "days", "at", "title", "body", "conditions")
MOST_STEPS = 60


class CadenceRefused(Refusal):
    """The cadence or the step cannot be like this; the sentence says why."""


def write(*, by: User, subject: str = "lead", **given: Any) -> Cadence:
    """A new cadence for leads or opportunities, without steps."""
    by.require(CadenceVerb.WRITE)
    if subject not in Cadence.Subject.values:
        raise CadenceRefused(_("A cadence is for leads or for opportunities."), field="subject")
    row = Cadence(subject=subject, created_by=by)
    with writing(by=by):
        _set(row, given)
        row.save(force_insert=True)
    return row


def change(*, cadence: Cadence, changes: Mapping[str, Any], by: User, expected_version: int | None = None) -> Cadence:
    """Raises Outdated if somebody else changed it since. What it is for stays."""
    by.require(CadenceVerb.WRITE)
    with writing(by=by):
        row = _locked(cadence)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        _set(row, changes)
        row.save()
    return row


def trash(*, cadence: Cadence, by: User) -> None:
    """Raises CadenceRefused while somebody is under way in it."""
    by.require(CadenceVerb.WRITE)
    with writing(by=by):
        row = _locked(cadence)
        number = Enrolment.objects.filter(cadence=row, state__in=LIVE).count()
        if number:
            raise CadenceRefused(
                _("%(number)s are under way in it. Take it out of use and let them end, or stop them first.")
                % {"number": number}
            )
        row.deleted_at, row.deleted_by, row.is_active = timezone.now(), by, False
        row.save(update_fields=["deleted_at", "deleted_by", "is_active"])


def add_step(*, cadence: Cadence, by: User, **given: Any) -> CadenceStep:
    """Another step, at the end."""
    by.require(CadenceVerb.WRITE)
    with writing(by=by):
        row = _locked(cadence)
        steps = list(CadenceStep.objects.filter(cadence=row, is_removed=False))
        if len(steps) >= MOST_STEPS:
            raise CadenceRefused(_("A cadence has at most %(number)s steps.") % {"number": MOST_STEPS})
        step = CadenceStep(cadence=row, position=10 + max((one.position for one in steps), default=0))
        _set_step(step, given, row)
        step.save(force_insert=True)
    return step


def change_step(*, step: CadenceStep, changes: Mapping[str, Any], by: User) -> CadenceStep:
    """Tasks that were made of it stay as they are."""
    by.require(CadenceVerb.WRITE)
    with writing(by=by):
        cadence = _locked(step.cadence)
        row = _step(step)
        _set_step(row, changes, cadence)
        row.save()
    return row


def remove_step(*, step: CadenceStep, by: User) -> None:
    """It comes to nobody any more; who waits for it finishes it, and its figures stay."""
    by.require(CadenceVerb.WRITE)
    with writing(by=by):
        _locked(step.cadence)
        row = _step(step)
        if row.taken.exists() or row.waiting.exists():
            row.is_removed = True
            row.save(update_fields=["is_removed"])
        else:
            row.delete()


def order_steps(*, cadence: Cadence, order: Sequence[UUID], by: User) -> None:
    """The steps in this order; those that are not named come last."""
    by.require(CadenceVerb.WRITE)
    with writing(by=by):
        row = _locked(cadence)
        steps = {one.pk: one for one in CadenceStep.objects.filter(cadence=row, is_removed=False)}
        named = [steps.pop(one) for one in dict.fromkeys(order) if one in steps]
        for place, step in enumerate([*named, *sorted(steps.values(), key=lambda one: (one.position, one.pk))]):
            if step.position != 10 * (place + 1):
                step.position = 10 * (place + 1)
                step.save(update_fields=["position"])


def _locked(cadence: Cadence) -> Cadence:
    row: Cadence | None = Cadence.objects.select_for_update().filter(pk=cadence.pk, deleted_at=None).first()
    if row is None:
        raise CadenceRefused(_("This cadence is in the trash."))
    return row


def _step(step: CadenceStep) -> CadenceStep:
    row: CadenceStep | None = CadenceStep.objects.filter(pk=step.pk, is_removed=False).first()
    if row is None:
        raise CadenceRefused(_("This step was taken out."))
    return row


def _set(row: Cadence, given: Mapping[str, Any]) -> None:
    for key in EDITABLE:
        if key in given:
            value = given[key]
            setattr(row, key, value.strip() if isinstance(value, str) else value)
    if not row.name:
        raise CadenceRefused(_("Give the cadence a name."), field="name")
    if row.new_owner not in Cadence.NewOwner.values:
        raise CadenceRefused(_("Say what happens with another owner."), field="new_owner")
    if row.takes_new and row.subject != Cadence.Subject.LEAD:
        raise CadenceRefused(_("Only cadences for leads take new ones by themselves."), field="takes_new")
    asked = {str(one) for one in row.teams or ()}
    known = {str(pk) for pk in Team.objects.filter(pk__in=asked).values_list("pk", flat=True)}
    if asked - known:
        raise CadenceRefused(_("There is no such team."), field="teams")
    row.teams = sorted(known)
    row.conditions = conditions.read("lead", row.conditions).link if row.conditions else ""


def _set_step(row: CadenceStep, given: Mapping[str, Any], cadence: Cadence) -> None:
    for key in STEP_EDITABLE:
        if key in given:
            value = given[key]
            setattr(row, key, value.strip() if isinstance(value, str) else value)
    if not row.title:
        raise CadenceRefused(_("Say what is to be done."), field="title")
    if row.kind not in CadenceStep.Kind.values:
        raise CadenceRefused(_("This kind of step is not known."), field="kind")
    if not 0 <= row.days <= LONGEST_WAIT:
        raise CadenceRefused(_("From none to %(most)s working days.") % {"most": LONGEST_WAIT}, field="days")
    for key in ("title", "body"):
        if wrong := unknown(getattr(row, key)):
            raise CadenceRefused(_("There is no field {%(name)s}.") % {"name": wrong[0]}, field=key)
    row.conditions = conditions.read(str(cadence.subject), row.conditions).link if row.conditions else ""
