"""Asking for approval, asking again, taking it back, and talking about it."""

import zlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.approvals import flow, subjects, telling
from kehu.foundation.approvals.conditions import Asker
from kehu.foundation.approvals.events import ApprovalAsked
from kehu.foundation.approvals.models import Act, Approver, Request
from kehu.foundation.approvals.permissions import ApprovalVerb
from kehu.foundation.approvals.routing import RuleDraft, choose, rules_of
from kehu.foundation.approvals.subjects import Subject
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal

LONGEST_NOTE = 4000


class AlreadyAsked(Refusal):
    """A request about the same is open."""


class NobodyToAsk(Refusal):
    """There is nobody who could decide."""


class NotOpen(Refusal):
    """It has ended, or waits for somebody else."""


class NotTheAsker(PermissionDenied):
    """Only who asked may do this."""


class EmptyWords(Refusal):
    """Words are needed."""


def ask(
    *, subject: str, record_id: UUID, title: str, by: User, facts: Mapping[str, Any] | None = None, note: str = ""
) -> Request | None:
    """Ask for approval about a record, with the facts that rules look at (by default what the subject says of the
    record). None: no rule asks for approval, go on. A request that was sent back is asked again. Raises AlreadyAsked,
    NobodyToAsk; KeyError for a subject that nobody registered.
    """
    declared = subjects.get(subject)
    with writing(by=by):
        _one_at_a_time(subject, record_id)
        given = subjects.plain(facts if facts is not None else declared.facts(_record(declared, record_id)))
        rule = choose(rules_of(subject), given, Asker.of(by))
        standing = Request.objects.filter(subject=subject, record_id=record_id, state__in=Request.OPEN).first()
        if standing is not None:
            if standing.state != Request.State.RETURNED:
                raise AlreadyAsked(_("Approval of “%(title)s” was asked for already.") % {"title": standing.title})
            return _again(flow.locked(standing), rule, given, by, note, title=title)
        if rule is None or not rule.steps:
            _remember_free(declared, record_id, title, given, rule, by)
            return None
        request = _new(declared, record_id, title, given, rule, note, by)
        flow.note(request, Act.What.ASKED, by, text=request.note)
        _set_out(request, rule, by)
        publish(ApprovalAsked(request.pk, subject, declared.object_key, record_id), by=by.pk)
    return request


def ask_again(*, request: Request, by: User, note: str = "") -> Request:
    """The asker's answer to a request that was sent back: with the facts of the record as they are now. If no rule asks
    for approval of these any more it is approved. Raises NotOpen, NotTheAsker.
    """
    with writing(by=by):
        row = flow.locked(request)
        _require_asker(row, by)
        if row.state != Request.State.RETURNED:
            raise NotOpen(_("It was not sent back to you."))
        declared = subjects.find(row.subject)
        facts = row.facts
        if declared is not None and (record := _record(declared, row.record_id)) is not None:
            facts = subjects.plain(declared.facts(record))
        rule = choose(rules_of(row.subject), facts, Asker.of(by))
        if _again(row, rule, facts, by, note) is None:
            flow.finish(row, "approved", by)
    return row


def withdraw(*, request: Request, by: User, note: str = "") -> Request:
    """The asker takes it back. Raises NotOpen, NotTheAsker."""
    with writing(by=by):
        row = flow.locked(request)
        _require_asker(row, by)
        _require_open(row)
        flow.note(row, Act.What.WITHDRAWN, by, step=flow.current_step(row), text=words(note))
        flow.finish(row, "withdrawn", by)
    return row


def call_off(*, object_key: str, record_id: UUID, by: User, note: str = "", subject: str = "") -> int:
    """For domains: the open requests about a record have become pointless (it was deleted, or something newer took its
    place). They end as withdrawn, and `decided` is called. Returns how many.
    """
    rows = Request.objects.filter(object_key=object_key, record_id=record_id, state__in=Request.OPEN)
    with writing(by=by):
        found = [flow.locked(one) for one in (rows.filter(subject=subject) if subject else rows)]
        ended = [one for one in found if one.is_open]
        for one in ended:
            flow.note(one, Act.What.WITHDRAWN, by, step=flow.current_step(one), text=words(note))
            flow.finish(one, "withdrawn", by)
    return len(ended)


def comment(*, request: Request, text: str, by: User) -> Act:
    """Whoever sees the request may write about it; who asked and who is asked now are told. Raises EmptyWords."""
    by.require(ApprovalVerb.VIEW)
    if not text.strip():
        raise EmptyWords(_("Write something first."), field="note")
    with writing(by=by):
        step = flow.current_step(request)
        made = flow.note(request, Act.What.COMMENTED, by, step=step, text=words(text))
        waiting = [one.user for one in Approver.objects.filter(waiting_in=request).select_related("user")]
        telling.commented(request, [request.asker, *waiting], by=by)
    return made


def words(text: str) -> str:
    return text.strip()[:LONGEST_NOTE]


def _new(
    subject: Subject, record_id: UUID, title: str, facts: dict[str, str], rule: RuleDraft | None, note: str, by: User
) -> Request:
    return Request.objects.create(
        subject=subject.key, object_key=subject.object_key, record_id=record_id, title=title.strip()[:200], facts=facts,
        note=words(note), asker=by, rule=rule.rule if rule else None,
        allows_own=bool(rule and rule.allows_own), skips_repeated=not rule or rule.skips_repeated,
    )  # fmt: skip


def _set_out(request: Request, rule: RuleDraft, by: User) -> None:
    flow.lay_out(request, rule)
    flow.walk_on(request, by)
    step = flow.current_step(request)
    if step is not None and not step.approvers.exists():
        raise NobodyToAsk(_("There is nobody who could approve this but you. Ask an administrator to change the rule."))


def _again(
    row: Request, rule: RuleDraft | None, facts: dict[str, str], by: User, note: str, *, title: str = ""
) -> Request | None:
    """The way once more; the short way back only if nothing has changed in the meantime. None: no approval is needed,
    and the row is closed as free.
    """
    same = facts == row.facts and rule is not None and str(row.rule_id) == rule.key
    straight = row.comes_back_to if same else None
    row.facts, row.title, row.comes_back_to = facts, title.strip()[:200] or row.title, None
    row.state, row.rule = Request.State.WAITING, rule.rule if rule else None
    if rule:
        row.allows_own, row.skips_repeated = rule.allows_own, rule.skips_repeated
    flow.note(row, Act.What.ASKED_AGAIN, by, text=words(note))
    if straight is not None:
        row.save()
        flow.go_again(row, [straight])
        flow.walk_on(row, by)
        return row
    flow.forget_way(row)
    if rule is None or not rule.steps:
        row.state, row.decided_at, row.decided_by = Request.State.FREE, timezone.now(), by
        row.save()
        return None
    row.save()
    _set_out(row, rule, by)
    return row


def _remember_free(
    subject: Subject, record_id: UUID, title: str, facts: dict[str, str], rule: RuleDraft | None, by: User
) -> None:
    """What needed no approval: one row, as long as the facts are the same. It tells what other rules would ask for."""
    latest = Request.objects.filter(subject=subject.key, record_id=record_id).order_by("-asked_at", "-pk").first()
    if latest is not None and latest.state == Request.State.FREE and latest.facts == facts:
        return
    Request.objects.create(
        subject=subject.key, object_key=subject.object_key, record_id=record_id, title=title.strip()[:200], facts=facts,
        asker=by, rule=rule.rule if rule else None, state=Request.State.FREE, decided_at=timezone.now(), decided_by=by,
    )  # fmt: skip


def _record(subject: Subject, record_id: UUID) -> Any:
    kind = subject.kind
    return kind.model_class._base_manager.filter(pk=record_id).first() if kind else None


def _one_at_a_time(subject: str, record_id: UUID) -> None:
    """Two who ask for the same at once must not both find that nobody has asked yet."""
    with connection.cursor() as cursor:
        key = zlib.crc32(f"approval {subject} {record_id}".encode())
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _require_asker(request: Request, by: User) -> None:
    if request.asker_id != by.pk and not by.is_system:
        raise NotTheAsker(_("Only %(name)s, who asked, can do this.") % {"name": request.asker.name})


def _require_open(request: Request) -> None:
    if not request.is_open:
        raise NotOpen(_("It has been decided: %(state)s.") % {"state": request.get_state_display()})
