"""What was said and done: interactions, tasks and visits of one demo customer."""

from random import Random

from kehu.config.demo import ids, stories, words
from kehu.config.demo.parties import Party, Plan, Row

HOUR = 3600.0
DAY = 86400.0


def interactions(party: Party, plan: Plan, count: int, first: int) -> list[Row]:
    """`count` interactions, oldest first, numbered from `first`; whole stories, the last one cut where it must be."""
    rng = Random(plan.seed * 9_000_011 + party.number)
    told = _stories_of(party)
    made: list[tuple[float, stories.Step, dict[str, str], str]] = []
    span = max(plan.now - party.created - DAY, DAY)
    while len(made) < count:
        story = told[int(rng.random() * len(told))]
        begun = party.created + rng.random() * span
        places = _places(party, rng)
        employee = party.owner or plan.agents[0]
        answered = plan.agents[int(rng.random() * len(plan.agents))]
        for step in story[: count - len(made)]:
            at = _office_hour(begun + step.day * DAY, rng)
            if at < plan.now:
                made.append((at, step, places, answered if step.direction == "in" else employee))
        if begun + story[0].day * DAY >= plan.now - DAY:
            span *= 0.9
    made.sort(key=lambda one: one[0])
    language = 0 if party.chinese else 1
    return [_row(party, first + index, one, language, rng) for index, one in enumerate(made)]


def _stories_of(party: Party) -> list[list[stories.Step]]:
    if party.standing in {"consumer", "employee"}:
        return stories.PERSON_STORIES
    if party.standing == "dealer":
        return stories.DEALER_STORIES + stories.COMPANY_STORIES[-1:]
    if party.standing == "department":
        return stories.OFFICE_STORIES
    return stories.COMPANY_STORIES


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


def _row(
    party: Party, number: int, made: tuple[float, stories.Step, dict[str, str], str], language: int, rng: Random
) -> Row:
    at, step, places, employee = made
    contact = party.contacts[int(rng.random() * len(party.contacts))][0] if party.contacts else None
    seconds = int(step.minutes * 60 * (0.6 + rng.random() * 0.8)) or None
    return (
        ids.demo_id(ids.INTERACTION, number, at), at, party.id, contact, employee, step.kind, step.channel,
        step.direction, at, seconds, step.subject[language].format_map(places), step.body[language].format_map(places),
        step.outcome,
    )  # fmt: skip


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
    due = _office_hour(plan.now + (-60 * rng.random() if done else rng.choice([-3, -1, 0, 0, 1, 2, 4, 7, 14])) * DAY, rng)
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
