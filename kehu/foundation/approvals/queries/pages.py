"""The page of one request: its facts in words, what has changed since, the way it goes, what one may do."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import cached_property

from kehu.foundation.access.models import User
from kehu.foundation.approvals import subjects
from kehu.foundation.approvals.conditions import shown
from kehu.foundation.approvals.models import Act, Approver, Request, Step
from kehu.foundation.approvals.permissions import ApprovalVerb
from kehu.foundation.objects import registry
from kehu.foundation.objects.records import visible_record


@dataclass(frozen=True)
class Line:
    """A fact as it was when it was asked for; `now` where it is another by now."""

    label: str
    value: str
    now: str = ""


@dataclass
class Page:
    """`one` comes with everything (`requests.with_everything`)."""

    one: Request
    user: User
    record: Any = field(init=False)

    def __post_init__(self) -> None:
        self.record = self._visible()

    @property
    def subject(self) -> str:
        return subjects.label_of(self.one.subject)

    @property
    def kind(self) -> registry.ObjectType | None:
        return registry.find(self.one.object_key)

    @property
    def record_address(self) -> str:
        return self.kind.url(self.one.record_id) if self.kind and self.record is not None else ""

    @property
    def record_title(self) -> str:
        return str(getattr(self.record, self.kind.title)) if self.kind and self.record is not None else ""

    @cached_property
    def lines(self) -> list[Line]:
        """The declared facts in their order, then what else is known. What changed since is told while it is open."""
        subject = subjects.find(self.one.subject)
        known, now = self.one.facts, self._facts_now()
        currency = known.get(subjects.CURRENCY, "")
        declared = {one.key: one for one in subject.fields} if subject else {}
        keys = [*(key for key in declared if key in known), *(key for key in known if key not in declared)]
        found = []
        for key in keys:
            if key == subjects.CURRENCY and declared.get(key) is None:
                continue
            fact, latest = declared.get(key), now.get(key, known[key])
            changed = shown(latest, fact, now.get(subjects.CURRENCY, currency)) if latest != known[key] else ""
            found.append(Line(str(fact.label) if fact else key, shown(known[key], fact, currency), changed))
        return found

    @property
    def has_changed(self) -> bool:
        return any(line.now for line in self.lines)

    @cached_property
    def steps(self) -> list[Step]:
        return list(self.one.steps.all())

    @property
    def acts(self) -> list[Act]:
        return list(self.one.acts.all())

    @property
    def current(self) -> Step | None:
        return next((one for one in self.steps if one.state == Step.State.CURRENT), None)

    @property
    def mine(self) -> Approver | None:
        """The user's place in the current step."""
        asked = self.current.approvers.all() if self.current else ()
        found = (one for one in asked if one.user_id == self.user.pk and one.state == Approver.State.ASKED)
        return next(found, None) if self.user.may(ApprovalVerb.DECIDE) else None

    @property
    def is_asker(self) -> bool:
        return self.one.asker_id == self.user.pk

    @property
    def may_withdraw(self) -> bool:
        return self.is_asker and self.one.is_open

    @property
    def may_ask_again(self) -> bool:
        return self.is_asker and self.one.state == Request.State.RETURNED

    @property
    def may_hand_on_for_others(self) -> bool:
        return self.current is not None and self.user.may(ApprovalVerb.CONFIGURE)

    def _visible(self) -> Any:
        try:
            return visible_record(self.user, self.one.object_key, self.one.record_id)
        except (Http404, PermissionDenied):
            return None

    def _facts_now(self) -> dict[str, str]:
        subject = subjects.find(self.one.subject)
        if subject is None or self.record is None or not self.one.is_open:
            return {}
        return subjects.plain(subject.facts(self.record))
