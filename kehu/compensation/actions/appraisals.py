"""Appraising: measures entered by hand, and closing the period."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.compensation import events
from kehu.compensation.arithmetic.months import month_of
from kehu.compensation.models import AppraisalSheet, HandReading
from kehu.compensation.permissions import AppraisalVerb
from kehu.compensation.queries import appraisals, people, sealing
from kehu.compensation.queries.appraisals import Sheet
from kehu.compensation.queries.days import today
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.addresses import url


class AppraisalRefused(Refusal):
    """It cannot be appraised like this."""


def rate(*, user: User, month: date, metric: str, value: Decimal | None, why: str, by: User) -> HandReading:
    """Enter a measure of somebody for the period of the month by hand, saying why. None: it does not apply to him. A
    measure that Kehu reads itself can be overruled like this too. Raises PermissionMissing, AppraisalRefused.
    """
    by.require(AppraisalVerb.RATE)
    sheet = _open_sheet(user, month, by)
    if metric not in {row.metric for row in sheet.rows}:
        raise AppraisalRefused(_("This measure is not on the sheet."), field="metric")
    if not why.strip():
        raise AppraisalRefused(_("Say why."), field="why")
    with writing(by=by):
        made, _created = HandReading.objects.update_or_create(
            user=user, starts_on=sheet.starts_on, metric=metric,
            defaults={"value": value, "why": why.strip()[:500], "entered_by": by},
        )  # fmt: skip
    return made


def unrate(*, user: User, month: date, metric: str, by: User) -> None:
    """Take back what was entered by hand."""
    by.require(AppraisalVerb.RATE)
    sheet = _open_sheet(user, month, by)
    with writing(by=by):
        HandReading.objects.filter(user=user, starts_on=sheet.starts_on, metric=metric).delete()


def close(
    *, month: date, by: User, only: Iterable[UUID] | None = None, at: datetime | None = None
) -> list[AppraisalSheet]:
    """Freeze the sheets of the periods that end with the month, of everybody whom `by` appraises (of those in `only`,
    if given) but himself. Raises AppraisalRefused if the month is not over or a measure is missing.
    """
    by.require(AppraisalVerb.CLOSE)
    month = month_of(month)
    reached = people.reached(by, "appraisal", "edit").exclude(pk=by.pk)
    wanted = {one.pk: one for one in (reached.filter(pk__in=list(only)) if only is not None else reached)}
    with writing(by=by):
        _one_at_a_time()
        found = appraisals.sheets(wanted, month)
        ready = [one for one in found.values() if not one.is_closed and month_of(one.ends_on) == month]
        if any(one.ends_on >= today() for one in ready):
            raise AppraisalRefused(_("The period is not over yet."), field="month")
        _require_complete(ready, wanted)
        made = [_freeze(one, wanted[one.user_id], by, at or timezone.now()) for one in ready]
        for start in {one.starts_on for one in made}:
            ids = [one.user_id for one in made if one.starts_on == start]
            publish(events.AppraisalsClosed(start, ids), by=by.pk)
    return made


def _require_complete(ready: Iterable[Sheet], users: dict[UUID, User]) -> None:
    missing = [
        f"{users[one.user_id].name} ({', '.join(row.label for row in one.missing)})" for one in ready if one.missing
    ]
    if missing:
        words = {"people": "; ".join(missing[:10])}
        raise AppraisalRefused(_("Enter first what is missing, or that it does not apply: %(people)s.") % words)


def row_of(sheet: Sheet, user: User, by: User, at: datetime) -> AppraisalSheet:
    """What is kept of a closed sheet, not saved yet."""
    kept = AppraisalSheet(
        user=user, starts_on=sheet.starts_on, ends_on=sheet.ends_on, template_version=sheet.version,
        inputs=[appraisals.said(row) for row in sheet.rows], score=sheet.score, grade=sheet.grade,
        current_score=sheet.score, current_grade=sheet.grade, closed_at=at, closed_by=by,
    )  # fmt: skip
    kept.seal = sealing.of_sheet(kept)
    return kept


def _freeze(sheet: Sheet, user: User, by: User, at: datetime) -> AppraisalSheet:
    kept = row_of(sheet, user, by, at)
    kept.save(force_insert=True)
    notices.tell(
        users=[user],
        kind=Notice.Kind.SYSTEM,
        message=gettext_noop("Your appraisal of %(month)s is closed: %(score)s points."),
        params={"month": f"{sheet.starts_on:%Y-%m}", "score": str(sheet.score)},
        url=url("compensation:sheet", user.pk, f"{sheet.starts_on:%Y-%m}"),
        key=f"appraisal-{sheet.starts_on}",
    )
    return kept


def _open_sheet(user: User, month: date, by: User) -> Sheet:
    if user.pk == by.pk:
        raise AppraisalRefused(_("Nobody appraises himself."))
    if not people.reached(by, "appraisal", "edit").filter(pk=user.pk).exists():
        raise PermissionMissing(AppraisalVerb.RATE)
    sheet = appraisals.sheets([user.pk], month).get(user.pk)
    if sheet is None:
        raise AppraisalRefused(_("Nothing counts for this person yet: there is no template."))
    if sheet.is_closed:
        raise AppraisalRefused(_("The sheet is closed; it can only be corrected."))
    return sheet


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('kehu.appraisal.closing'))")
