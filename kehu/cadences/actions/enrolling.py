"""Putting leads and opportunities into a cadence, one or many, and new leads by the rule of a cadence."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.cadences.actions import going_on
from kehu.cadences.actions.pausing import EnrolmentRefused
from kehu.cadences.events import Enrolled
from kehu.cadences.models import Cadence, CadenceStep, Enrolment
from kehu.cadences.permissions import CadenceVerb
from kehu.cadences.queries.records import Subject, rows
from kehu.cadences.queries.refusing import may_use, refusals
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.bulk import Applied
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.lists import conditions
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.ui.addresses import url
from kehu.sales.models import Lead


def enrol(*, cadence: Cadence, record: Subject, by: User, start: date | None = None) -> Enrolment:
    """Put one record into the cadence; its days are counted from `start` (today). Raises PermissionMissing, OutOfReach,
    EnrolmentRefused.
    """
    done = enrol_many(cadence=cadence, ids=[record.pk], by=by, start=start)
    if record.pk in done.refused:
        raise done.refused[record.pk]
    if record.pk in done.missing:
        raise OutOfReach(record)
    found: Enrolment = Enrolment.objects.get(state="active", **{str(cadence.subject): record.pk})
    return found


def enrol_many(*, cadence: Cadence, ids: Sequence[UUID], by: User, start: date | None = None) -> Applied:
    """Put those of a batch into the cadence that may go in; the others are refused with the reason. Owners other than
    `by` are told once for the batch.
    """
    by.require(CadenceVerb.ENROL)
    _require_usable(cadence, by)
    begin = beginning(start)
    with writing(by=by):
        mine = rows(cadence.subject).editable_by(by).filter(pk__in=list(ids)).order_by("pk")
        found = list(mine.select_for_update(no_key=True, of=("self",)))
        said = refusals(cadence, found)
        going = [one for one in found if one.pk not in said]
        _put_in(cadence, going, begin, by)
        _tell_owners(cadence, going, by)
    there = {one.pk for one in found}
    return Applied(
        changed=[one.pk for one in going], refused={pk: EnrolmentRefused(text) for pk, text in said.items()},
        missing=[one for one in ids if one not in there],
    )  # fmt: skip


def take_new(*, leads: Iterable[UUID]) -> int:
    """New leads that have an owner go into the first cadence in use that takes them; those that were in one before do
    not. May run twice. Returns how many went in.
    """
    waiting = Lead.objects.filter(pk__in=list(leads), state="new", deleted_at=None, owner__is_active=True)
    ids = list(waiting.filter(enrolments=None).order_by("pk").values_list("pk", flat=True))
    rules = Cadence.objects.filter(takes_new=True, is_active=True, deleted_at=None, steps__is_removed=False)
    cadences = list(rules.distinct().order_by("name", "pk"))
    if not ids or not cadences:
        return 0
    fits = conditions.fitting("lead", [one.conditions for one in cadences], ids)
    system, done = User.objects.system(), 0
    for place, cadence in enumerate(cadences):
        first = [pk for pk in ids if True in fits[pk] and fits[pk].index(True) == place]
        with writing(by=system):
            still = Q(pk__in=first, enrolments=None)
            locked = rows("lead").filter(pk__in=Lead.objects.filter(still).values("pk")).order_by("pk")
            found = list(locked.select_for_update(no_key=True, of=("self",)))
            known = set(Enrolment.objects.filter(lead__in=found).values_list("lead", flat=True))
            said = refusals(cadence, found)
            going = [one for one in found if one.pk not in said and one.pk not in known]
            _put_in(cadence, going, timezone.now(), system)
            done += len(going)
    return done


def beginning(start: date | None) -> datetime:
    """Now, or the first minute of a day to come on the company's clock. Raises EnrolmentRefused for one that passed."""
    zone, now = ZoneInfo(Company.objects.current().time_zone), timezone.now()
    today = now.astimezone(zone).date()
    if start is None or start == today:
        return now
    if start < today:
        raise EnrolmentRefused(_("Choose today or a day to come."), field="start")
    return datetime.combine(start, time(0), zone)


def _put_in(cadence: Cadence, records: Sequence[Subject], begin: datetime, by: User) -> None:
    if not records:
        return
    column = str(cadence.subject)
    made = [
        Enrolment(cadence=cadence, name=one.name[:200], owner=one.owner, enrolled_by=by, **{column: one})
        for one in records
        if one.owner is not None
    ]
    Enrolment.objects.bulk_create(made, batch_size=500)
    going_on.go_on(made, after=begin, by=by)
    publish(Enrolled(cadence.pk, [one.pk for one in made]), by=by.pk)


def _require_usable(cadence: Cadence, by: User) -> None:
    if cadence.deleted_at is not None or not cadence.is_active:
        raise EnrolmentRefused(_("This cadence is not in use."), field="cadence")
    if not may_use(cadence, by):
        raise EnrolmentRefused(_("This cadence is for other teams."), field="cadence")
    if not CadenceStep.objects.filter(cadence=cadence, is_removed=False).exists():
        raise EnrolmentRefused(_("This cadence has no steps yet."), field="cadence")


def _tell_owners(cadence: Cadence, records: Sequence[Subject], by: User) -> None:
    counted = Counter(one.owner for one in records if one.owner is not None and one.owner_id != by.pk)
    for owner, number in counted.items():
        notices.tell(
            users=[owner], kind=Notice.Kind.ASSIGNMENT,
            message=gettext_noop("%(author)s put records of yours into the cadence “%(name)s”: %(number)s in all."),
            params={"author": by.name, "name": cadence.name, "number": number},
            url=f"{url('cadences:enrolments')}?owner=me&cadence={cadence.pk}",
        )  # fmt: skip
