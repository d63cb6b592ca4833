"""The cadences of the demo company: one for new leads, one for opportunities without a next step, and who is in them."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from kehu.cadences.models import Cadence, CadenceStep, Enrolment, StepTaken
from kehu.cadences.queries.records import customer_of, rows, values_of
from kehu.cadences.schedule import due
from kehu.cadences.templates import filled
from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.foundation.company.calendar import WorkingDays
from kehu.foundation.company.models import Company
from kehu.interactions.actions import activity
from kehu.interactions.models import Task
from kehu.sales.models import Lead, Opportunity, Touch

LEADS, SALES, DAY = 36, 18, 86_400
# Kind, working days after the step before, hour, what to do, text.
NEW_LEADS = (
    ("call", 0, None, "首次电话：{name}", "{name}您好，我是中原通信的{owner}。看到您关注{subject}，想了解三件事：现在用谁的线路、最着急的问题、何时要定。"),
    ("message", 1, time(10), "发微信：{name}", "{name}您好，昨天电话里提到的{subject}，先发您一份一页纸的说明，方便时我再细讲。{owner}"),
    ("mail", 2, time(9, 30), "给{name}发方案邮件", "{name}您好：\n\n附上{company}可参考的方案与报价区间。本周三或周四下午您哪天方便，我打电话过去，十五分钟即可。\n\n{owner}"),
    ("call", 3, time(15), "第二次电话：{name}", "问清：看过方案没有，谁来定，还在和谁谈。"),
    ("letter", 5, None, "寄客户案例给{company}", "附便签：{name}您好，贵司同行去年的做法供参考。{owner}"),
)  # fmt: skip
STALE_SALES = (
    ("mail", 0, None, "重新联系{name}：{subject}", "{name}您好：\n\n关于“{subject}”，我们有了新的交付时间和价格，想用十分钟和您对一下。{owner}"),
    ("call", 2, time(10), "电话{name}：还做不做", "问清：项目还在不在，什么变了，下一步和谁、在哪天谈。"),
    ("visit", 4, time(14), "约{company}见面", "带上最新方案和一份同行案例。"),
    ("message", 5, time(10), "最后一条消息给{name}", "{name}您好，若近期不考虑“{subject}”，回个“缓”字即可，我过一个季度再联系您。{owner}"),
)  # fmt: skip
# How it stands with one of many, in percent: under way, paused, answered, gone through, stopped otherwise.
STANDS = (("active", 50), ("paused", 6), ("replied", 24), ("finished", 14), ("by_hand", 6))


class Desk:
    """Makes cadences and who is in them; everything is written together."""

    def __init__(self, scene: Scene):
        self.scene, self.rng, self.new = scene, scene.chance("cadences"), ids.Series(ids.CADENCES)
        self.now = datetime.fromtimestamp(scene.now, tz=UTC)
        self.zone = ZoneInfo(Company.objects.current().time_zone)
        self.calendar = WorkingDays.read(self.now.date() - timedelta(days=120), 700)
        self.enrolments: list[Enrolment] = []
        self.taken: list[StepTaken] = []
        self.tasks: list[Task] = []
        self.touches: list[Touch] = []
        self.planned: list[Any] = []

    def cadence(self, name: str, subject: str, note: str, steps: Sequence[Any], **more: Any) -> list[CadenceStep]:
        cadence = Cadence.objects.create(
            id=self.new(self.scene.now), name=name, subject=subject, note=note,
            created_by=self.scene.people["manager"], **more,
        )  # fmt: skip
        return CadenceStep.objects.bulk_create(
            CadenceStep(
                id=self.new(self.scene.now), cadence=cadence, position=10 * (place + 1), kind=kind, days=days, at=at,
                title=title, body=body,
            )
            for place, (kind, days, at, title, body) in enumerate(steps)
        )  # fmt: skip

    def put_in(self, record: Any, steps: list[CadenceStep]) -> None:
        """One record that began some days ago and came as far as chance has it."""
        stands = _chosen(self.rng)
        done = len(steps) if stands == "finished" else self.rng.randrange(0 if stands == "active" else 1, len(steps))
        waited = sum(step.days for step in steps[: done + 1]) * 1.5 + (8 if stands in ("replied", "finished") else 0)
        begun = self.now - timedelta(days=waited + self.rng.random() * 2, hours=3)
        row = Enrolment(
            id=self.new(begun.timestamp()), created_at=begun, cadence=steps[0].cadence, name=record.name,
            owner=record.owner, started_at=begun, enrolled_by=record.owner,
            **{str(steps[0].cadence.subject): record},
        )  # fmt: skip
        after = begun
        for step in steps[:done]:
            after = min(self._due(step, after) + timedelta(hours=2), self.now)
            self._take(row, step, after, "done")
        self._stand(row, record, steps, done, stands, after)
        self.enrolments.append(row)

    def _stand(
        self, row: Enrolment, record: Any, steps: list[CadenceStep], done: int, stands: str, after: datetime
    ) -> None:  # fmt: skip
        row.state, row.step = stands, steps[min(done, len(steps) - 1)]
        if stands in ("active", "paused"):
            row.due_at = self._due(row.step, after) if stands == "active" else None
            row.paused_until = self.now.date() + timedelta(days=9) if stands == "paused" else None
            self._take(row, row.step, row.due_at or after, "open", open_=stands == "active")
            return
        row.ended_at = min(after + timedelta(hours=20), self.now)
        if stands != "finished":
            row.state, row.stop_reason = "stopped", stands
            self._take(row, row.step, row.ended_at, "stopped")
        if stands == "replied" and isinstance(record, Lead):
            said = {"lead": record, "kind": "email", "direction": "in", "body": "方案收到了，下周可以来谈。"}
            at = row.ended_at
            self.touches.append(Touch(id=self.new(at.timestamp()), created_at=at, at=at, by=record.owner, **said))

    def _take(self, row: Enrolment, step: CadenceStep, at: datetime, state: str, *, open_: bool = False) -> None:
        """A step with its task: done or called off at `at`, else due then."""
        record, values = row.record, values_of(row.record)
        closed = {} if open_ else {"closed_at": min(at, self.now), "closed_by": row.owner}
        task = Task(
            id=self.new(row.started_at.timestamp()), created_at=row.started_at, title=filled(step.title, values),
            notes=filled(step.body, values), due_at=at, all_day=step.at is None, assignee=row.owner,
            state="open" if open_ else "done" if state == "done" else "cancelled", customer=customer_of(record),
            contact=record.contact if isinstance(record, Opportunity) else None, related_key=row.object_key,
            related_id=record.pk, created_by=row.owner, **closed,
        )  # fmt: skip
        self.tasks.append(task)
        self.taken.append(
            StepTaken(
                id=self.new(row.started_at.timestamp()), created_at=row.started_at + timedelta(seconds=len(self.taken)),
                enrolment=row, step=step, state=state, task=task, at=None if state == "open" else at,
            )
        )  # fmt: skip
        if open_ and not record.next_step:
            record.next_step, record.next_step_on = task.title, at.astimezone(self.zone).date()
            self.planned.append(record)

    def _due(self, step: CadenceStep, after: datetime) -> datetime:
        return due(step.days, step.at, after, self.calendar, self.zone).moment

    def write(self) -> None:
        Task.objects.bulk_create(self.tasks, batch_size=500)
        Enrolment.objects.bulk_create(self.enrolments, batch_size=500)
        StepTaken.objects.bulk_create(self.taken, batch_size=500)
        Touch.objects.bulk_create(self.touches, batch_size=500)
        activity.refresh_work(customer_ids={one.customer_id for one in self.tasks})
        models: tuple[Any, ...] = (Lead, Opportunity)
        for model in models:
            said = [one for one in self.planned if isinstance(one, model)]
            model.objects.bulk_update(said, ["next_step", "next_step_on"], batch_size=500)


def load(scene: Scene) -> None:
    desk = Desk(scene)
    for_leads = desk.cadence(
        "新线索五步跟进", "lead", "展会、官网和来电的新线索。当天打第一通电话，对方有回应就停。", NEW_LEADS, takes_new=True,
        conditions="score.from=10",
    )  # fmt: skip
    for_sales = desk.cadence("停滞商机唤醒", "opportunity", "没有下一步、久未联系的商机。", STALE_SALES)
    leads = rows("lead").filter(state__in=["new", "working"], owner__isnull=False).order_by("pk")
    for lead in leads[:LEADS]:
        desk.put_in(lead, for_leads)
    stale = rows("opportunity").filter(state="open", next_step="", owner__isnull=False).order_by("pk")
    for sale in stale[:SALES]:
        desk.put_in(sale, for_sales)
    desk.write()


def _chosen(rng: Random) -> str:
    chance = rng.random() * 100
    for stands, share in STANDS:
        chance -= share
        if chance < 0:
            return stands
    return STANDS[0][0]
