"""What is done to many at once: leads and opportunities put into a cadence, enrolments paused, resumed and stopped."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kehu.cadences.actions import enrolling, enrolments, pausing
from kehu.cadences.actions.pausing import EnrolmentRefused
from kehu.cadences.models import Cadence, Enrolment
from kehu.cadences.permissions import CadenceVerb
from kehu.cadences.queries.refusing import usable_by
from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.changes.bulk import Applied, BulkForm, BulkVerb
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.widgets import DateInput


class EnrolForm(BulkForm):
    subject = ""
    cadence = forms.ChoiceField(label=_("Cadence"))
    start = forms.DateField(
        label=_("Begins on"), required=False, widget=DateInput, help_text=_("Empty: today.")
    )  # fmt: skip

    def __init__(self, *args: Any, by: User | None = None, **options: Any):
        super().__init__(*args, by=by, **options)
        usable = usable_by(by, self.subject) if by else []
        self.fields["cadence"].choices = [(str(one.pk), one.name) for one in usable]  # type: ignore[attr-defined]


class EnrolLeadsForm(EnrolForm):
    subject = "lead"


class EnrolOpportunitiesForm(EnrolForm):
    subject = "opportunity"


class PauseForm(BulkForm):
    until = forms.DateField(
        label=_("Until"), required=False, widget=DateInput, help_text=_("Empty: until somebody lets it go on.")
    )


def _enrol(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    cadence = Cadence.objects.visible_to(by).filter(pk=given["cadence"], subject=change_set.object_key).first()
    if cadence is None:
        raise EnrolmentRefused(_now("Choose a cadence."), field="cadence")
    return enrolling.enrol_many(cadence=cadence, ids=ids, by=by, start=_day(given.get("start")))


def _check(given: dict[str, Any], _by: User) -> None:
    if not given.get("cadence"):
        raise EnrolmentRefused(_now("Choose a cadence."), field="cadence")
    enrolling.beginning(_day(given.get("start")))


def _each(act: Callable[[Enrolment, User, dict[str, Any]], object]) -> Any:
    """A verb that does this to each of a batch, as far as it may."""

    def apply(ids: list[UUID], given: dict[str, Any], by: User, _change_set: ChangeSet) -> Applied:
        rows = {one.pk: one for one in Enrolment.objects.editable_by(by).filter(pk__in=ids)}
        done = Applied(missing=[one for one in ids if one not in rows])
        for pk in sorted(rows):
            try:
                act(rows[pk], by, given)
            except Refusal as refusal:
                done.refused[pk] = refusal
            else:
                done.changed.append(pk)
        return done

    return apply


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_PAUSE = BulkVerb(
    "pause", _("Pause"), icon="player-pause", verb=CadenceVerb.ENROL, form=PauseForm,
    apply=_each(lambda row, by, given: pausing.pause(enrolment=row, by=by, until=_day(given.get("until")))),
    text=_("Their tasks are called off until then."),
)  # fmt: skip
_RESUME = BulkVerb(
    "resume", _("Let go on"), icon="player-play", verb=CadenceVerb.ENROL,
    apply=_each(lambda row, by, _given: pausing.resume(enrolment=row, by=by)),
    text=_("The step they waited with is due again on the next working day."),
)  # fmt: skip
_STOP = BulkVerb(
    "stop", _("Stop the cadence"), icon="player-stop", verb=CadenceVerb.ENROL, danger=True,
    apply=_each(lambda row, by, _given: enrolments.stop(enrolment=row, by=by)),
    text=_("Their open tasks are called off."),
)  # fmt: skip
OF_ENROLMENTS = (_PAUSE, _RESUME, _STOP)


def connect() -> None:
    """Lists of leads and opportunities offer to put many into a cadence."""
    forms_of: dict[str, type[BulkForm]] = {"lead": EnrolLeadsForm, "opportunity": EnrolOpportunitiesForm}
    for key, form in forms_of.items():
        bulk.declare(
            key,
            BulkVerb(
                "enrol", _("Put into a cadence"), icon="repeat", verb=CadenceVerb.ENROL, apply=_enrol, form=form,
                check=_check, words=("cadence", "sequence"),
                text=_("The first step becomes a task of each owner. Who cannot go in is named with the reason."),
            ),
        )  # fmt: skip
