"""Disputes about closed sheets: raised by the person, answered, decided by somebody else, and what they correct."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.compensation import events
from kehu.compensation.models import AppraisalSheet, Dispute, DisputeMessage, SheetCorrection
from kehu.compensation.permissions import AppraisalVerb
from kehu.compensation.queries import appraisals, sealing
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.addresses import url


class DisputeRefused(Refusal):
    """It cannot be disputed or decided like this."""


def raise_dispute(*, sheet: AppraisalSheet, text: str, by: User, metric: str = "") -> Dispute:
    """The person himself does not agree: with one measure, or with the whole."""
    by.require(AppraisalVerb.VIEW)
    if sheet.user_id != by.pk:
        raise DisputeRefused(_("Only the person himself disputes his appraisal."))
    if not text.strip():
        raise DisputeRefused(_("Say what is wrong with it."), field="text")
    if metric and metric not in {one["metric"] for one in sheet.inputs}:
        raise DisputeRefused(_("This measure is not on the sheet."), field="metric")
    with writing(by=by):
        if sheet.disputes.filter(metric=metric, state=Dispute.State.OPEN).exists():
            raise DisputeRefused(_("You are disputing this already; write an answer there."), field="metric")
        made = Dispute.objects.create(sheet=sheet, metric=metric, opened_by=by)
        DisputeMessage.objects.create(dispute=made, author=by, body=text.strip())
        _tell([sheet.closed_by], gettext_noop("%(name)s disputes the appraisal of %(month)s."), sheet, by)
    return made


def answer(*, dispute: Dispute, text: str, by: User) -> DisputeMessage:
    """A word from the person, or from those who appraise him."""
    by.require(AppraisalVerb.VIEW)
    sheet = dispute.sheet
    if sheet.user_id != by.pk:
        by.require(AppraisalVerb.RATE)
        _require_reach(sheet, by, AppraisalVerb.RATE)
    if not text.strip():
        raise DisputeRefused(_("Write something."), field="text")
    with writing(by=by):
        if _locked(dispute).state != Dispute.State.OPEN:
            raise DisputeRefused(_("This dispute is decided."))
        made = DisputeMessage.objects.create(dispute=dispute, author=by, body=text.strip())
        other = sheet.closed_by if sheet.user_id == by.pk else sheet.user
        _tell([other], gettext_noop("%(name)s wrote about the appraisal of %(month)s."), sheet, by)
    return made


def decide(
    *, dispute: Dispute, decision: str, by: User, value: Decimal | None = None, metric: str = "",
    at: datetime | None = None,
) -> Dispute:  # fmt: skip
    """End a dispute: with a `value` its measure (or `metric`, where the whole was disputed) is corrected to that;
    without one the sheet stays as it is. Both sums are kept. Nobody decides about his own.
    """
    by.require(AppraisalVerb.CLOSE)
    sheet, now = dispute.sheet, at or timezone.now()
    if sheet.user_id == by.pk:
        raise DisputeRefused(_("Somebody else decides about your own appraisal."))
    _require_reach(sheet, by, AppraisalVerb.CLOSE)
    if not decision.strip():
        raise DisputeRefused(_("Say why it is decided like this."), field="decision")
    with writing(by=by):
        row = _locked(dispute)
        if row.state != Dispute.State.OPEN:
            raise DisputeRefused(_("This dispute is decided."))
        if value is not None:
            correct(sheet=sheet, metric=row.metric or metric, value=value, why=decision, by=by, dispute=row, at=now)
        row.state = Dispute.State.REJECTED if value is None else Dispute.State.UPHELD
        row.decision, row.decided_by, row.decided_at = decision.strip(), by, now
        row.save()
        _tell([sheet.user], gettext_noop("Your dispute about %(month)s is decided."), sheet, by)
    return row


def correct(
    *, sheet: AppraisalSheet, metric: str, value: Decimal, why: str, by: User, dispute: Dispute | None = None,
    at: datetime | None = None,
) -> SheetCorrection:  # fmt: skip
    """Correct one measure of a closed sheet; what was closed stays, the correction follows it with both sums."""
    by.require(AppraisalVerb.CLOSE)
    if sheet.user_id == by.pk:
        raise DisputeRefused(_("Somebody else decides about your own appraisal."))
    if not why.strip():
        raise DisputeRefused(_("Say why."), field="why")
    with writing(by=by):
        kept: AppraisalSheet = editable(sheet, by)
        shown = appraisals.frozen(kept)
        row = next((one for one in shown.rows if one.metric == metric), None)
        if row is None:
            raise DisputeRefused(_("This measure is not on the sheet."), field="metric")
        before = (row.value, row.score, shown.score)
        row.value = value
        appraisals.evaluate(shown)
        last = kept.corrections.order_by("-number").first()
        made = SheetCorrection(
            sheet=kept, dispute=dispute, number=last.number + 1 if last else 1, metric=metric, value_before=before[0],
            value_after=value, score_before=before[1], score_after=row.score, sum_before=before[2],
            sum_after=shown.score, why=why.strip(), corrected_by=by, corrected_at=at or timezone.now(),
        )  # fmt: skip
        made.seal = sealing.of_correction(made, last.seal if last else kept.seal)
        made.save(force_insert=True)
        kept.current_score, kept.current_grade = shown.score, shown.grade
        kept.save(update_fields=["current_score", "current_grade", "updated_at"])
        publish(events.AppraisalCorrected(kept.pk, kept.user_id), by=by.pk)
    return made


def _locked(dispute: Dispute) -> Dispute:
    return Dispute.objects.select_for_update(no_key=True, of=("self",)).get(pk=dispute.pk)


def _require_reach(sheet: AppraisalSheet, by: User, verb: str) -> None:
    if not AppraisalSheet.objects.editable_by(by).filter(pk=sheet.pk).exists():
        raise PermissionMissing(verb)


def _tell(users: list[User], message: str, sheet: AppraisalSheet, by: User) -> None:
    notices.tell(
        users=[one for one in users if one.pk != by.pk],
        kind=Notice.Kind.SYSTEM,
        message=message,
        params={"name": by.name, "month": f"{sheet.starts_on:%Y-%m}"},
        url=url("compensation:sheet", sheet.user_id, f"{sheet.starts_on:%Y-%m}"),
    )
