"""Writing down what was said and done, and correcting it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.fields.values import apart
from kehu.foundation.files.actions import attachments
from kehu.foundation.files.models import Attachment
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.addresses import url
from kehu.interactions.actions import activity, own_fields, tasks
from kehu.interactions.actions.rights import require_belonging, require_visible
from kehu.interactions.events import InteractionCorrected, InteractionLogged
from kehu.interactions.models import Interaction
from kehu.interactions.permissions import InteractionVerb

Kind, Channel, Direction = Interaction.Kind, Interaction.Channel, Interaction.Direction

# Channel and direction of a kind when nobody says otherwise.
USUAL: dict[str, tuple[str, str]] = {
    Kind.NOTE: ("", Direction.NONE),
    Kind.CALL: (Channel.PHONE, Direction.OUT),
    Kind.EMAIL: (Channel.EMAIL, Direction.OUT),
    Kind.MEETING: (Channel.IN_PERSON, Direction.NONE),
    Kind.VISIT: (Channel.IN_PERSON, Direction.OUT),
    Kind.LETTER: (Channel.LETTER, Direction.OUT),
    Kind.FAX: (Channel.FAX, Direction.OUT),
    Kind.CHAT: (Channel.CHAT, Direction.IN),
    Kind.SMS: (Channel.SMS, Direction.OUT),
    Kind.WEB: (Channel.WEB, Direction.IN),
    Kind.OTHER: (Channel.OTHER, Direction.NONE),
}
CLOCKS_DIFFER = timedelta(minutes=10)
CORRECTABLE = (
    "contact", "contact_point", "employee", "kind", "channel", "direction", "started_at", "duration_seconds",
    "subject", "body", "outcome", "next_step", "place", "private",
)  # fmt: skip


class NothingSaid(Refusal):
    """Neither text, subject nor outcome."""


class NotYet(Refusal):
    """It lies in the future: that is a plan, not a touch."""


class AlreadyCorrected(Refusal):
    """Somebody corrected this version before."""


class NothingChanged(Refusal):
    """The correction says what the original says."""


@dataclass(frozen=True)
class FollowUp:
    """The next step as a task: `assignee` defaults to whoever logs."""

    title: str
    due_at: datetime | None = None
    all_day: bool = False
    assignee: User | None = None


def log(
    *,
    customer: Customer,
    kind: str,
    by: User,
    contact: Contact | None = None,
    contact_point: ContactPoint | None = None,
    channel: str | None = None,
    direction: str | None = None,
    started_at: datetime | None = None,
    duration_seconds: int | None = None,
    subject: str = "",
    body: str = "",
    outcome: str = "",
    next_step: str = "",
    place: str = "",
    private: bool = False,
    employee: User | None = None,
    related_key: str = "",
    related_id: UUID | None = None,
    source: str = "",
    external_id: str = "",
    follow_up: FollowUp | None = None,
    uploads: Iterable[UploadedFile] = (),
    mentions: Iterable[User] = (),
    custom: dict[str, Any] | None = None,
) -> Interaction:
    """Write down one touch. What is not given follows from the kind; `employee` defaults to `by`; `custom` are
    fields of the company's own by key.

    Raises `PermissionMissing`, `Http404` for a customer out of sight, `NothingSaid`, `NotYet`, `NotOfThisCustomer`
    and what attaching files raises.
    """
    by.require(InteractionVerb.LOG)
    require_visible(customer, by)
    require_belonging(customer, contact, contact_point)
    now = timezone.now()
    usual_channel, usual_direction = USUAL[kind]
    interaction = Interaction(
        customer=customer, contact=contact, contact_point=contact_point, employee=employee or by, created_by=by,
        kind=kind, channel=usual_channel if channel is None else channel, direction=direction or usual_direction,
        started_at=started_at or now, duration_seconds=duration_seconds, subject=subject.strip()[:300],
        body=body.strip(), outcome=outcome.strip()[:80],
        next_step=(next_step or (follow_up.title if follow_up else ""))[:200], place=place.strip()[:200],
        private=private, related_key=related_key, related_id=related_id, source=source, external_id=external_id,
        custom=own_fields.checked("interaction", custom, by),
    )  # fmt: skip
    _check(interaction, now)
    with writing(by=by):
        interaction.save(force_insert=True)
        delta = activity.Delta()
        delta.add(kind, interaction.started_at, now)
        activity.add(deltas={customer.pk: delta})
        keep_uploads(interaction=interaction, uploads=uploads, by=by)
        if follow_up:
            tasks.create(
                title=follow_up.title, due_at=follow_up.due_at, all_day=follow_up.all_day, customer=customer,
                contact=contact, assignee=follow_up.assignee or by, origin=interaction, by=by,
            )  # fmt: skip
        publish(InteractionLogged(interaction.pk, customer.pk, kind, interaction.direction), by=by.pk)
        _tell_mentioned(interaction, mentions, by)
    return interaction


def correct(*, interaction: Interaction, changes: dict[str, Any], by: User, at: datetime | None = None) -> Interaction:
    """Write a new version that takes the old one's place in the timeline; the old one stays and can be looked at.

    `changes` maps names of `CORRECTABLE` and the company's own fields to new values. One's own touches need
    `interaction.correct`, those of others `interaction.correct_others`.

    Raises `AlreadyCorrected`, `NothingChanged`, and what `log` raises.
    """
    changes, own_values = apart(changes)
    if unknown := set(changes) - set(CORRECTABLE):
        raise ValueError(f"not correctable: {sorted(unknown)}")
    with writing(by=by):
        old = Interaction.objects.visible_to(by).filter(pk=interaction.pk).select_for_update(of=("self",)).first()
        if old is None:
            raise Http404
        own = by.pk in {old.created_by_id, old.employee_id}
        by.require(InteractionVerb.CORRECT if own else InteractionVerb.CORRECT_OTHERS)
        if old.superseded_at:
            raise AlreadyCorrected(_("This was corrected in the meantime; correct the newest version."))
        if own_values:
            changes["custom"] = own_fields.checked("interaction", own_values, by, old.custom)
        new = _version_of(old, changes, by)
        now = at or timezone.now()
        require_belonging(old.customer, new.contact, new.contact_point)
        _check(new, now)
        new.save(force_insert=True)
        Interaction.objects.filter(pk=old.pk).update(superseded_at=now)
        _move_with_correction(old, new, now)
        publish(InteractionCorrected(new.pk, old.pk, old.customer_id), by=by.pk)
    return new


def keep_uploads(*, interaction: Interaction, uploads: Iterable[UploadedFile], by: User) -> None:
    """Hang files on an interaction that `by` has just written."""
    for upload in uploads:
        if upload.size and upload.size > attachments.LARGEST:
            raise attachments.FileRefused(_("The file is too large."), field="file")
        attachments.attach_content(
            object_key="interaction", record_id=interaction.pk, name=upload.name or "", data=upload.read(), by=by
        )


def _check(interaction: Interaction, now: datetime) -> None:
    said = interaction.subject or interaction.body or interaction.outcome or interaction.duration_seconds
    if not said and interaction.kind not in {Kind.CALL, Kind.VISIT, Kind.MEETING}:
        raise NothingSaid(_("Write what it was about."), field="body")
    if interaction.started_at > now + CLOCKS_DIFFER:
        raise NotYet(_("This lies in the future: plan a task or a visit instead."), field="started_at")


def _version_of(old: Interaction, changes: dict[str, Any], by: User) -> Interaction:
    kept = {
        one.attname: getattr(old, one.attname)
        for one in Interaction._meta.concrete_fields
        if one.name not in {"id", "created_at", "updated_at", "version", "superseded_at", "external_id", "corrects"}
    }
    new = Interaction(**kept)
    for name, value in changes.items():
        setattr(new, name, value)
    if all(
        getattr(new, f.attname) == getattr(old, f.attname)
        for f in Interaction._meta.concrete_fields
        if f.name in changes
    ):
        raise NothingChanged(_("Nothing was changed."))
    new.corrects, new.created_by = old, by
    return new


def _move_with_correction(old: Interaction, new: Interaction, now: datetime) -> None:
    """What hung on the old version hangs on the new one; the counts follow a change of kind."""
    delta = activity.Delta()
    delta.add(old.kind, old.started_at, now, -1)
    delta.add(new.kind, new.started_at, now)
    activity.add(deltas={new.customer_id: delta})
    if old.started_at > new.started_at or old.kind != new.kind:
        activity.rebuild(customer_ids=[new.customer_id])
    for task in old.next_tasks.all():
        task.origin = new
        task.save(update_fields=["origin"])
    visit = getattr(old, "visit", None)
    if visit:
        visit.interaction = new
        visit.save(update_fields=["interaction"])
    Attachment.objects.filter(object_key="interaction", record_id=old.pk).update(record_id=new.pk)


def _tell_mentioned(interaction: Interaction, users: Iterable[User], by: User) -> None:
    """Whoever does not see the customer is not told: a mention opens no door."""
    seeing = [
        user
        for user in users
        if user.pk != by.pk and Interaction.objects.visible_to(user).filter(pk=interaction.pk).exists()
    ]
    if seeing:
        notices.tell(
            users=seeing,
            kind=Notice.Kind.MENTION,
            message=gettext_noop("%(author)s mentioned you at %(customer)s."),
            params={"author": by.name, "customer": interaction.customer.name},
            url=url("interactions:interaction", interaction.pk),
        )
