"""Rows that are past touches or tasks; both find their customer by external id, name, number or mail address."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.importing.finding import CustomerUnknown, Finder
from kehu.foundation.company.models import Company
from kehu.foundation.fields.values import apart
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import CREATED, FAILED, SKIPPED, Context, Entry, Outcome, Writer
from kehu.interactions.actions import bulk, task_bulk
from kehu.interactions.actions.own_fields import checker
from kehu.interactions.models import Interaction, Task

_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})\Z")
_UNITS = re.compile(
    r"(?:(\d+(?:\.\d+)?)\s*(?:h|hours?|小时|时))?\s*(?:(\d+(?:\.\d+)?)\s*(?:m|min|minutes?|分钟?|分))?"
    r"\s*(?:(\d+(?:\.\d+)?)\s*(?:s|sec|seconds?|秒))?\Z",
    re.IGNORECASE,
)
LONGEST_DURATION = 10 * 24 * 3600
KEPT = 6 * 3600  # a bare number above so many minutes is taken for seconds


class NamingWriter(Writer):
    """Finds the customers of a batch; `make` says what a row becomes."""

    object_key = ""

    def __init__(self, context: Context):
        self.context = context
        self.system = context.source or "import"
        self.region = Company.objects.current().phone_region or "CN"
        self.check = checker(self.object_key, context.by)

    def own(self, values: dict[str, Any]) -> dict[str, Any]:
        """What a row says in the company's own fields; a file without such columns is not asked for them."""
        _plain, given = apart(values)
        return self.check(given or None, None)

    def finder(self, entries: Sequence[Entry]) -> Finder:
        texts = {str(one.values["customer"]) for one in entries if "customer" in one.values}
        return Finder(texts, by=self.context.by, system=self.system, region=self.region)


class InteractionWriter(NamingWriter):
    object_key = "interaction"

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        finder = self.finder(entries)
        outcomes: dict[int, Outcome] = {}
        rows: dict[int, bulk.Row] = {}
        for entry in entries:
            try:
                rows[entry.number] = self._row(entry, finder)
            except Refusal as refusal:
                outcomes[entry.number] = Outcome(FAILED, reasons=[(refusal.field, refusal.message)])
        if rows:
            logged = bulk.log_many(
                rows=list(rows.values()), by=self.context.by, change_set=self.context.change_set,
                announce=bool(self.context.options.get("automations")),
            )  # fmt: skip
            for number, record_id in zip(rows, logged.ids, strict=True):
                outcomes[number] = Outcome(CREATED if record_id else SKIPPED, record_id)
        return [outcomes[entry.number] for entry in entries]

    def _row(self, entry: Entry, finder: Finder) -> bulk.Row:
        values = entry.values
        if "customer" not in values:
            raise CustomerUnknown(_("This may not be empty."), field="customer")
        if "started_at" not in values:
            raise Refusal(_("This may not be empty."), field="started_at")
        customer = finder.find(values["customer"])
        kind = values.get("kind") or _kind_of(values)
        texts: dict[str, Any] = {
            key: _fit(values.get(key, ""), longest)
            for key, longest in (
                ("subject", 300), ("body", 100_000), ("outcome", 80), ("next_step", 200), ("external_id", 200),
            )
        }  # fmt: skip
        texts["external_id"] = texts["external_id"] or _fingerprint(customer.id.hex, kind, values, texts)
        return bulk.Row(
            customer_id=customer.id, kind=kind, started_at=values["started_at"], employee_id=values.get("employee"),
            channel=values.get("channel"), direction=values.get("direction"),
            duration_seconds=_seconds(values.get("duration", "")), source=self.system, created_at=values["started_at"],
            created_by_id=values.get("employee"), custom=self.own(values), **texts,
        )  # fmt: skip


class TaskWriter(NamingWriter):
    object_key = "task"

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        finder = self.finder(entries)
        outcomes: dict[int, Outcome] = {}
        tasks: dict[int, Task] = {}
        for entry in entries:
            try:
                tasks[entry.number] = self._task(entry.values, finder)
            except Refusal as refusal:
                outcomes[entry.number] = Outcome(FAILED, reasons=[(refusal.field, refusal.message)])
        if tasks:
            ids = task_bulk.create_many(
                tasks=list(tasks.values()), by=self.context.by, change_set=self.context.change_set
            )
            for number, record_id in zip(tasks, ids, strict=True):
                outcomes[number] = Outcome(CREATED if record_id else SKIPPED, record_id)
        return [outcomes[entry.number] for entry in entries]

    def _task(self, values: dict[str, Any], finder: Finder) -> Task:
        title = _fit(values.get("title", ""), 300)
        if not title:
            raise Refusal(_("This may not be empty."), field="title")
        customer = finder.find(values["customer"]) if "customer" in values else None
        due = values.get("due_at")
        state = values.get("status") or Task.State.OPEN
        closed = {} if state == Task.State.OPEN else {"closed_at": timezone.now(), "closed_by": self.context.by}
        return Task(
            title=title, notes=_fit(values.get("notes", ""), 100_000), due_at=due,
            all_day=bool(due and not (due.hour or due.minute)), priority=int(values.get("priority") or 2),
            assignee_id=values.get("assignee") or self.context.by.pk, state=state,
            customer_id=customer.id if customer else None, created_by=self.context.by,
            custom=self.own(values), **closed,
        )  # fmt: skip


def _kind_of(values: dict[str, Any]) -> str:
    """What a touch was where the file does not say: as the channel tells, else a note."""
    by_channel = {
        "phone": "call", "email": "email", "in_person": "visit", "video": "meeting", "wechat": "chat", "wecom": "chat",
        "chat": "chat", "sms": "sms", "web": "web", "letter": "letter", "fax": "fax",
    }  # fmt: skip
    return by_channel.get(values.get("channel", ""), Interaction.Kind.NOTE)


def _fit(text: Any, longest: int) -> str:
    return str(text).replace("\0", "").strip()[:longest]


def _fingerprint(customer: str, kind: str, values: dict[str, Any], texts: dict[str, str]) -> str:
    """Stands for an identifier, so that the same row is not logged a second time."""
    told = "\n".join([customer, kind, values["started_at"].isoformat(), texts["subject"], texts["body"]])
    return "row-" + hashlib.sha256(told.encode()).hexdigest()[:40]


def _seconds(text: str) -> int | None:
    """Seconds of “3:20”, “1:02:03”, “5 分钟”, “2h 5m”; a bare number is minutes, a large one seconds."""
    tidy = str(text).strip()
    if not tidy:
        return None
    if match := _CLOCK.match(tidy):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        found = float(hours * 3600 + minutes * 60 + seconds)
    elif re.fullmatch(r"\d+(\.\d+)?", tidy):
        number = float(tidy)
        found = number * 60 if number * 60 <= KEPT else number
    elif match := _UNITS.match(tidy):
        hours_, minutes_, seconds_ = (float(part or 0) for part in match.groups())
        found = hours_ * 3600 + minutes_ * 60 + seconds_
    else:
        raise Refusal(_("“%(value)s” is not a duration.") % {"value": tidy[:60]}, field="duration")
    if found > LONGEST_DURATION:
        raise Refusal(_("“%(value)s” is not a duration.") % {"value": tidy[:60]}, field="duration")
    return round(found)
