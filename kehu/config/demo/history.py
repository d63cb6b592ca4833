"""What was said and done: interactions, tasks and visits of one demo customer."""

from dataclasses import dataclass, field
from operator import itemgetter
from random import Random

from kehu.config.demo import ids, stories, words
from kehu.config.demo.copying import NULL
from kehu.config.demo.parties import Party, Plan, Row

HOUR = 3600.0
DAY = 86400.0
INTERACTIONS = (
    "id", "created_at", "customer_id", "contact_id", "employee_id", "kind", "channel", "direction", "started_at",
    "duration_seconds", "subject", "body", "outcome", "next_step", "place", "private", "related_key", "source",
    "external_id",
)  # fmt: skip


@dataclass(slots=True)
class Told:
    """The interactions of one customer: their lines for COPY into INTERACTIONS, how many of each kind, the last time."""

    lines: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    last: float | None = None


@dataclass(slots=True)
class _Beat:
    """A step of a story in one language, with all its cells put together that are always the same."""

    day: float
    inbound: bool
    seconds: float
    kind: str
    how: str
    said: str
    has_places: bool


def _beat(step: stories.Step, language: int) -> _Beat:
    said = f"{step.subject[language]}\t{step.body[language]}\t{step.outcome}\t\t\tf\t\t\t\n"
    how = f"{step.kind}\t{step.channel}\t{step.direction}"
    return _Beat(step.day * DAY, step.direction == "in", step.minutes * 60, step.kind, how, said, "{" in said)


def _prepared(told: list[list[stories.Step]]) -> tuple[list[list[_Beat]], list[list[_Beat]]]:
    """The stories in Chinese and in English."""
    chinese, english = ([[_beat(step, language) for step in story] for story in told] for language in (0, 1))
    return chinese, english


_PERSON = _prepared(stories.PERSON_STORIES)
_DEALER = _prepared(stories.DEALER_STORIES + stories.COMPANY_STORIES[-1:])
_OFFICE = _prepared(stories.OFFICE_STORIES)
_COMPANY = _prepared(stories.COMPANY_STORIES)
_OF_STANDING = {"consumer": _PERSON, "employee": _PERSON, "dealer": _DEALER, "department": _OFFICE}


def interactions(party: Party, plan: Plan, count: int, first: int) -> Told:
    """`count` interactions, oldest first, numbered from `first`; whole stories, the last one cut where it must be."""
    rng = Random(plan.seed * 9_000_011 + party.number)
    pick = rng.random
    told = _OF_STANDING.get(party.standing, _COMPANY)[0 if party.chinese else 1]
    made: list[tuple[float, _Beat, dict[str, str], str]] = []
    span = max(plan.now - party.created - DAY, DAY)
    employee = party.owner or plan.agents[0]
    while len(made) < count:
        story = told[int(pick() * len(told))]
        begun = party.created + pick() * span
        places = _places(party, rng)
        answered = plan.agents[int(pick() * len(plan.agents))]
        for beat in story[: count - len(made)]:
            at = _office_hour(begun + beat.day, rng)
            if at < plan.now:
                made.append((at, beat, places, answered if beat.inbound else employee))
        if begun + story[0].day >= plan.now - DAY:
            span *= 0.9
    made.sort(key=itemgetter(0))
    return _written(party, made, first, rng)


def _written(party: Party, made: list[tuple[float, _Beat, dict[str, str], str]], first: int, rng: Random) -> Told:
    contacts = [contact for contact, _name in party.contacts] or [NULL]
    several = len(contacts)
    told = Told(last=made[-1][0] if made else None)
    for number, (at, beat, places, employee) in enumerate(made, first):
        contact = contacts[int(rng.random() * several)]
        seconds = int(beat.seconds * (0.6 + rng.random() * 0.8)) or NULL
        when = ids.moment(at)
        said = beat.said.format_map(places) if beat.has_places else beat.said
        told.lines.append(
            f"{ids.demo_id(ids.INTERACTION, number, at)}\t{when}\t{party.id}\t{contact}\t{employee}\t{beat.how}"
            f"\t{when}\t{seconds}\t{said}"
        )
        told.counts[beat.kind] = told.counts.get(beat.kind, 0) + 1
    return told


def _places(party: Party, rng: Random) -> dict[str, str]:
    index = int(rng.random() * len(words.PRODUCTS))
    return {
        "product": (words.PRODUCTS if party.chinese else words.ENGLISH_PRODUCTS)[index],
        "plan": words.PLANS[int(rng.random() * len(words.PLANS))],
        "amount": str(int(20 + rng.random() * (200 if party.kind == "person" else 90_000))),
        "name": party.name,
    }


def _office_hour(at: float, rng: Random) -> float:
    """Some minute between nine and eighteen o'clock in China on the day of `at`."""
    midnight = (at + 8 * HOUR) // DAY * DAY - 8 * HOUR
    return midnight + 9 * HOUR + rng.random() * 9 * HOUR


TASK_TITLES = [
    ("回电确认需求", "Call back about the request"), ("发送报价", "Send the quote"), ("跟进续约", "Follow up on renewal"),
    ("核对账单", "Check the bill"), ("安排上门时间", "Arrange a visit"), ("收集开票资料", "Collect invoice data"),
]  # fmt: skip
VISIT_PURPOSES = [("方案讲解", "Present the proposal"), ("例行拜访", "Regular visit"), ("故障回访", "After the repair")]


def tasks(party: Party, plan: Plan) -> list[Row]:
    """An open task for every sixth customer or so, some overdue, most in the coming days; some done ones."""
    rng = Random(plan.seed * 7_000_003 + party.number)
    if not party.owner or rng.random() > 0.3:
        return []
    title = rng.choice(TASK_TITLES)[0 if party.chinese else 1]
    done = rng.random() < 0.45
    due = _office_hour(
        plan.now + (-60 * rng.random() if done else rng.choice([-3, -1, 0, 0, 1, 2, 4, 7, 14])) * DAY, rng
    )
    closed = min(due + DAY * 0.2, plan.now - HOUR) if done else None
    return [
        (
            ids.demo_id(ids.TASK, party.number, plan.now - 20 * DAY), plan.now - 20 * DAY, title, due,
            rng.choice([1, 2, 2, 2, 3]), party.owner, "done" if done else "open", closed, party.owner if done else None,
            party.id, party.owner,
        )
    ]  # fmt: skip


def visits(party: Party, plan: Plan) -> list[Row]:
    """A planned visit in the next two weeks for some organisations."""
    rng = Random(plan.seed * 5_000_011 + party.number)
    if not party.owner or party.kind == "person" or rng.random() > 0.2:
        return []
    start = _office_hour(plan.now + (0.2 + rng.random() * 13) * DAY, rng) // 1800 * 1800
    purpose = rng.choice(VISIT_PURPOSES)[0 if party.chinese else 1]
    return [
        (
            ids.demo_id(ids.VISIT, party.number, plan.now - 5 * DAY), plan.now - 5 * DAY, party.id, party.owner,
            purpose, start, start + HOUR, party.city, "planned", party.owner,
        )
    ]  # fmt: skip
