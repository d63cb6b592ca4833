"""Approvals of the demo company: quotes for renewals need consent, large ones of two; some wait, some are decided."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.foundation.access.models import Role, User
from kehu.foundation.approvals.models import Act, Approver, By, Mode, OnTimeout, Request, Rule, RuleStep, Step
from kehu.foundation.approvals.telling import ASKED
from kehu.foundation.company.models import Company
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.sales.actions.stage_approval import SUBJECT
from kehu.sales.models import Opportunity, Stage

LARGE = 100_000
# What became of it, days ago, the seller's words, what was answered.
STORIES = [
    ("waiting", 1, "客户月底前要定，折扣已含在内。", ""),
    ("waiting", 2, "", ""),
    ("returned", 3, "", "请先确认客户的付款方式，再提交。"),
    ("approved", 6, "老客户，条件与去年相同。", "同意，按去年条件执行。"),
    ("rejected", 9, "", "毛利太低，请与客户重新商谈带宽。"),
    ("approved", 13, "", "同意。"),
    ("waiting", 4, "竞争对手报价更低，请尽快。", ""),
]


@dataclass
class Desk:
    scene: Scene
    new: ids.Series
    rule: Rule
    small: Rule | None
    stage: Stage
    manager: User
    administrators: list[User]

    def tell(self, sale: Opportunity, outcome: str, days: int, said: str, answer: str) -> None:
        at = datetime.fromtimestamp(self.scene.now, tz=UTC) - timedelta(days=days, hours=int(sale.amount_home) % 5)
        ended = at + timedelta(hours=5)
        large = sale.amount_home >= LARGE
        over = outcome in ("approved", "rejected")
        request = Request.objects.create(
            id=self.new(at.timestamp()), created_at=at, subject=SUBJECT, object_key="opportunity", record_id=sale.pk,
            title=f"{sale.name}：进入“{self.stage.label}”", note=said, asker=sale.owner, asked_at=at, state=outcome,
            rule=self.rule if large else self.small, decided_at=ended if over else None,
            decided_by=self._last(outcome, large=large) if over else None,
            facts={
                "amount": format(sale.amount_home.normalize(), "f"), "currency": Company.objects.current().currency,
                "stage": str(self.stage.pk), "pipeline": str(self.stage.pipeline_id),
            },
        )  # fmt: skip
        first = self._step(request, 1, outcome, at, [self.manager], answer)
        self._act(request, "asked", request.asker, at, said)
        if outcome != "waiting":
            self._act(request, outcome, self.manager, ended, answer, first)
        else:
            Notice.objects.create(
                user=self.manager, kind=Notice.Kind.ASSIGNMENT, url=registry.address("approval", request.pk),
                message=ASKED,
                params={"asker": request.asker.name, "title": request.title},
            )  # fmt: skip
        if large and not over:
            self._step(request, 2, "ahead", at, [], "")
        elif large and outcome == "approved":
            self._step(request, 2, outcome, ended, self.administrators[:1], answer)
            self._act(request, outcome, self.administrators[0], ended + timedelta(hours=1), "")

    def _last(self, outcome: str, *, large: bool) -> User:
        return self.administrators[0] if large and outcome == "approved" else self.manager

    def _step(self, request: Request, place: int, state: str, at: datetime, people: list[User], answer: str) -> Step:
        asked = (By.ROLE, str(_administrators().pk)) if place > 1 else (By.MANAGER, None)
        current = state == "waiting"
        step = Step.objects.create(
            id=self.new(at.timestamp()), request=request, position=place, state="current" if current else state,
            name="" if place == 1 else _administrators().name, mode=Mode.ANY, spec={"by": asked[0], "users": [], "role": asked[1], "levels": 1},
            began_at=None if state == "ahead" else at, ended_at=None if current or state == "ahead" else at,
        )  # fmt: skip
        for one in people:
            Approver.objects.create(
                id=self.new(at.timestamp()), step=step, request=request, user=one, note=answer,
                waiting_in=request if current else None, state="asked" if current else state,
                answered_at=None if current else at + timedelta(hours=5),
            )  # fmt: skip
        return step

    def _act(self, request: Request, what: str, by: User, at: datetime, note: str, step: Step | None = None) -> None:
        Act.objects.create(id=self.new(at.timestamp()), request=request, what=what, by=by, at=at, note=note, step=step)


def load(scene: Scene) -> None:
    new = ids.Series(ids.APPROVALS)
    stage = (
        Stage.objects.filter(pipeline__key="demo-renewals", outcome=Stage.Outcome.OPEN).order_by("-position").first()
    )
    if stage is None:
        return
    Stage.objects.filter(pk=stage.pk).update(needs_approval=True)
    desk = Desk(
        scene, new, _rule(scene, new), Rule.objects.filter(subject=SUBJECT).order_by("-position").first(), stage,
        scene.people["manager"], [scene.people["admin"]],
    )  # fmt: skip
    rows = Opportunity.objects.filter(pipeline=stage.pipeline, state=Opportunity.State.OPEN, owner__isnull=False)
    ordered = rows.select_related("owner").order_by("-amount_home", "pk")
    before, inside = iter(ordered.exclude(stage=stage)[: len(STORIES)]), iter(ordered.filter(stage=stage)[:2])
    for story in STORIES:
        sale = next(inside if story[0] == "approved" else before, None)
        if sale is not None:
            desk.tell(sale, *story)


def _rule(scene: Scene, new: ids.Series) -> Rule:
    """Before the one that every company begins with."""
    Rule.objects.filter(subject=SUBJECT).update(position=1)
    rule = Rule.objects.create(
        id=new(scene.now), subject=SUBJECT, name="大额续约：两级审批", position=0,
        conditions=[{"fact": "amount", "is": "at_least", "values": [str(LARGE)]}],
    )  # fmt: skip
    RuleStep.objects.create(
        id=new(scene.now), rule=rule, position=0, by=By.MANAGER, remind_after=4, hours=16,
        on_timeout=OnTimeout.ESCALATE,
    )  # fmt: skip
    RuleStep.objects.create(id=new(scene.now), rule=rule, position=1, by=By.ROLE, role=_administrators(), mode=Mode.ANY)
    return rule


def _administrators() -> Role:
    return Role.objects.get(key="administrator")
