"""Taking leads in, working and qualifying them, giving them away and discarding them."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.values import PREFIX, validated
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.search.index import reindex
from kehu.foundation.values.emails import InvalidEmail
from kehu.sales import events
from kehu.sales.actions import assignment
from kehu.sales.cleaning import clean_email, clean_phone
from kehu.sales.derived import set_keys
from kehu.sales.models import Lead, Touch
from kehu.sales.permissions import LeadVerb
from kehu.sales.queries.pools import KINDS
from kehu.sales.storing import holdings, scores

EDITABLE = {
    "name", "company", "job_title", "phone", "email", "city", "source", "owner", "budget", "authority", "need",
    "needed_by", "trigger", "next_step", "next_step_on", "notes",
}  # fmt: skip


class LeadRefused(Refusal):
    """The lead cannot be like this."""


class LeadClosed(Refusal):
    """The lead was converted or discarded."""


def capture(*, by: User, name: str = "", at: datetime | None = None, **given: Any) -> Lead:
    """Take a lead in. Further keywords are those of `EDITABLE`, and `custom` with the company's own fields; a firm
    without a person is named by its name. The owner is `by` unless given; None leaves it to the rules of assignment,
    and to nobody where none of them takes it.

    Raises PermissionMissing or a Refusal naming its field.
    """
    by.require(LeadVerb.CREATE)
    require_editable(by, "lead", [key for key, value in given.items() if value])
    custom = given.pop("custom", {})
    given = {"name": name.strip() or str(given.get("company") or ""), "owner": by, **given}
    if given["owner"] not in (None, by):
        by.require(LeadVerb.ASSIGN)
    row = Lead(created_by=by, state_since=at or timezone.now())
    row.custom = validated(custom_fields.definitions("lead"), custom)
    with writing(by=by):
        _set(row, given)
        row.save(force_insert=True)
        reindex("lead", [row.pk], new=True)
        publish(events.LeadCaptured(row.pk, row.owner_id, row.source), by=by.pk)
        _tell_owner(row, None, by)
        _score(row)
        if row.owner_id is None and assignment.give_out(leads=[row.pk], by=by):
            row.refresh_from_db()
    return row


def update(*, lead: Lead, changes: dict[str, Any], by: User, expected_version: int | None = None) -> Lead:
    """Change fields of `EDITABLE` and `custom.…` by key. Another owner needs the right to assign. Raises OutOfReach,
    PermissionMissing, Outdated, or a Refusal naming its field.
    """
    by.require(LeadVerb.EDIT)
    require_editable(by, "lead", changes)
    own = {key.removeprefix(PREFIX): value for key, value in changes.items() if key.startswith(PREFIX)}
    own |= changes.get("custom") or {}
    plain = {key: value for key, value in changes.items() if not key.startswith(PREFIX) and key != "custom"}
    if unknown := set(plain) - EDITABLE:
        raise LeadRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = editable(lead, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        former = row.owner_id
        if "owner" in plain and getattr(plain["owner"], "pk", None) != former:
            by.require(LeadVerb.ASSIGN)
        _set(row, plain)
        if own:
            row.custom = validated(custom_fields.definitions("lead"), own, existing=row.custom)
        row.save()
        reindex("lead", [row.pk])
        _score(row)
        if row.owner_id != former:
            holdings.follow(kind=KINDS["lead"], ids=[row.pk], at=timezone.now())
            publish(events.LeadAssigned(row.pk, row.owner_id, former), by=by.pk)
            _tell_owner(row, former, by)
    return row


def assign(*, lead: Lead, owner: User | None, by: User) -> Lead:
    return update(lead=lead, changes={"owner": owner}, by=by)


def move(*, lead: Lead, state: str, by: User, given: dict[str, Any] | None = None, at: datetime | None = None) -> Lead:
    """Put a lead into another open state. Qualified needs to know what is needed; `given` are fields filled in on the
    way. A discarded lead is open again by this; a converted one refuses (LeadClosed).
    """
    by.require(LeadVerb.EDIT)
    if state not in (Lead.State.NEW, Lead.State.WORKING, Lead.State.QUALIFIED):
        raise LeadRefused(_("A lead gets there by converting or discarding it."), field="state")
    with writing(by=by):
        row = editable(lead, by)
        _require_unconverted(row)
        if given:
            row = update(lead=row, changes=given, by=by)
        if state == Lead.State.QUALIFIED and not row.need:
            raise LeadRefused(_("Say what is needed before the lead counts as qualified."), field="need")
        row.discard_reason = ""
        return _enter(row, state, by, at)


def discard(*, lead: Lead, reason: str, by: User, at: datetime | None = None) -> Lead:
    """Put a lead aside for good, and say why."""
    by.require(LeadVerb.EDIT)
    if reason not in Lead.DiscardReason.values:
        raise LeadRefused(_("Say why it is discarded."), field="reason")
    with writing(by=by):
        row = editable(lead, by)
        _require_unconverted(row)
        row.discard_reason, row.next_step, row.next_step_on = reason, "", None
        return _enter(row, Lead.State.DISCARDED, by, at)


def touch(
    *, lead: Lead, kind: str, body: str, by: User, at: datetime | None = None, direction: str = Touch.Direction.OUT
) -> Touch:  # fmt: skip
    """Write down a contact with the lead; a new lead is being worked from then on. `direction` says who sought it."""
    by.require(LeadVerb.EDIT)
    now = timezone.now()
    at = at or now
    if kind not in Touch.Kind.values:
        raise LeadRefused(_("This kind of contact is not known."), field="kind")
    if direction not in Touch.Direction.values:
        raise LeadRefused(_("Say who got in touch."), field="direction")
    if not body.strip():
        raise LeadRefused(_("Write what it was about."), field="body")
    if at > now:
        raise LeadRefused(_("This lies in the future: plan a next step instead."), field="at")
    with writing(by=by):
        row = editable(lead, by)
        _require_unconverted(row)
        made = Touch.objects.create(lead=row, kind=kind, direction=direction, body=body.strip(), at=at, by=by)
        if kind != Touch.Kind.NOTE:
            row.last_touch_at, row.touch_count = max(at, row.last_touch_at or at), row.touch_count + 1
            row.save(update_fields=["last_touch_at", "touch_count"])
            assignment.touched(lead=row, at=at)
            if row.state == Lead.State.NEW:
                _enter(row, Lead.State.WORKING, by, at)
        _score(row)
        publish(events.LeadTouched(row.pk, kind, direction), by=by.pk)
    return made


def _require_unconverted(row: Lead) -> None:
    if row.state == Lead.State.CONVERTED:
        raise LeadClosed(_("This lead is a customer already."))


def _enter(row: Lead, state: str, by: User, at: datetime | None) -> Lead:
    former = row.state
    if former == state:
        row.save()
        return row
    row.state, row.state_since = state, at or timezone.now()
    row.save()
    _score(row)
    publish(events.LeadMoved(row.pk, former, state), by=by.pk)
    return row


def _score(row: Lead) -> None:
    scores.rescore([row.pk])
    row.refresh_from_db(fields=scores.COLUMNS)


def _set(row: Lead, changes: dict[str, Any]) -> None:
    """Lay checked values over the row."""
    for key, value in changes.items():
        setattr(row, key, value.strip() if isinstance(value, str) else value)
    if not row.name:
        raise LeadRefused(_("Give the lead a name."), field="name")
    if row.budget is not None and row.budget < 0:
        raise LeadRefused(_("An amount is not negative."), field="budget")
    if row.authority and row.authority not in Lead.Authority.values:
        raise LeadRefused(_("Choose one of the answers."), field="authority")
    if row.owner and not row.owner.is_active:
        raise LeadRefused(_("%(name)s does not work here any more.") % {"name": row.owner.name}, field="owner")
    if "phone" in changes:
        row.phone = clean_phone(row.phone)
    if "email" in changes:
        try:
            row.email, row.email_key = clean_email(row.email)
        except InvalidEmail:
            raise LeadRefused(_("This is no e-mail address."), field="email") from None
    set_keys(row)


def _tell_owner(row: Lead, former: Any, by: User) -> None:
    if row.owner and row.owner_id not in (by.pk, former):
        notices.tell(
            users=[row.owner],
            kind=Notice.Kind.ASSIGNMENT,
            message=gettext_noop("%(author)s gave you the lead “%(title)s”."),
            params={"author": by.name, "title": row.name},
            url=registry.address("lead", row.pk),
        )
