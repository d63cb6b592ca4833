"""A call list of the demo company, half worked through by two sellers."""

from datetime import UTC, datetime, timedelta

from kehu.calling.derived import recount
from kehu.calling.models import Call, CallEntry, CallList, CallListMember, Outcome
from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.customers.models import Customer

ENTRIES = 18
SCRIPT = "Ask how the line has been since the last fault, and whether the contract is to be renewed.\n问一问上次故障之后线路是否稳定，合同是否续签。"
# How the first calls ended.
ENDED = (
    Outcome.REACHED, Outcome.NOT_REACHED, Outcome.INTERESTED, Outcome.REACHED, Outcome.LEFT_MESSAGE, Outcome.BUSY,
    Outcome.NOT_INTERESTED, Outcome.REACHED,
)  # fmt: skip
AGAIN = {Outcome.NOT_REACHED, Outcome.LEFT_MESSAGE, Outcome.BUSY}


def load(scene: Scene) -> None:
    new, seller, other = ids.Series(ids.CALLING), scene.people["sales"], scene.people["manager"]
    now = datetime.fromtimestamp(scene.now, tz=UTC)
    rows = Customer.objects.filter(owner=seller, kind="organisation", do_not_contact=False).exclude(phone="")
    customers = list(rows.order_by("pk")[:ENTRIES])
    made = CallList.objects.create(
        id=new(scene.now), name="Renewals · 续约回访", kind="customer", owner=seller, created_by=seller, script=SCRIPT,
        due_on=now.date() + timedelta(days=7),
    )  # fmt: skip
    CallListMember.objects.create(id=new(scene.now), call_list=made, user=other)
    entries = []
    for number, customer in enumerate(customers):
        entry = CallEntry(id=new(scene.now), call_list=made, customer=customer, position=number)
        if number < len(ENDED):
            entry.outcome, entry.attempts = ENDED[number], 1
            if ENDED[number] in AGAIN:
                entry.not_before = now + timedelta(minutes=60 + 20 * number)
            else:
                entry.state = CallEntry.State.DONE
        entries.append(entry)
    CallEntry.objects.bulk_create(entries)
    Call.objects.bulk_create(
        Call(
            id=new(scene.now), call_list=made, entry=one, outcome=one.outcome, by=other if number % 3 == 2 else seller,
            at=now - timedelta(minutes=90 - 10 * number),
        )
        for number, one in enumerate(entries)
        if one.outcome
    )  # fmt: skip
    recount([made.pk])
