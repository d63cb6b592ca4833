"""What a hand-over's page shows: what goes to whom, what became of it, and who holds something and has left."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from kehu.coverage.holdings import holdings
from kehu.coverage.models import Handover, HandoverCandidate, HandoverItem, HandoverPromise
from kehu.coverage.models.handovers import WATCHED
from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.interactions.models import Interaction, Task
from kehu.sales.models import Opportunity, StageChange

PROMISES_SHOWN = 50
CUSTOMERS_SHOWN = 20


@dataclass
class Share:
    """What one successor takes: records by kind, what is open with them, the customers he has already, and `most` of
    those he gets here. `is_candidate` is not who was chosen by hand without being among those who take over.
    """

    user: User
    kinds: dict[str, int] = field(default_factory=dict)
    worth: Decimal = Decimal(0)
    carries: int = 0
    most: int | None = None
    is_candidate: bool = False

    @property
    def customers(self) -> int:
        return self.kinds.get("customer", 0)


def shares(handover: Handover) -> list[Share]:
    """One per candidate, and one for each other successor."""
    rows = HandoverItem.objects.filter(handover=handover).exclude(successor=None).order_by()
    counted = list(rows.values_list("successor", "object_key").annotate(count=Count("pk"), sum=Sum("worth")))
    candidates = HandoverCandidate.objects.filter(handover=handover).select_related("user")
    made = {one.user_id: Share(one.user, most=one.most, is_candidate=True) for one in candidates}
    others = {row[0] for row in counted} - made.keys()
    made |= {one.pk: Share(one) for one in (User.objects.filter(pk__in=others) if others else ())}
    found = dict(sorted(made.items(), key=lambda pair: (pair[1].user.name, pair[0])))
    for person, key, count, worth in counted:
        found[person].kinds[key] = count
        found[person].worth += worth or 0
    held = Customer.objects.filter(owner__in=list(found), deleted_at=None).order_by()
    for person, count in held.values_list("owner").annotate(count=Count("pk")):
        found[person].carries = count
    return list(found.values())


def kinds(handover: Handover) -> list[tuple[Any, str, int, int]]:
    """Label, key, number of records and of refused ones, for each kind that the leaver holds something of."""
    rows = HandoverItem.objects.filter(handover=handover).order_by().values_list("object_key")
    counted = {
        key: (count, stays)
        for key, count, stays in rows.annotate(count=Count("pk"), stays=Count("pk", filter=~Q(refused="")))
    }
    return [
        (one.kind.label_plural, one.object_key, *counted[one.object_key])
        for one in holdings()
        if one.object_key in counted
    ]


def promises(handover: Handover, user: User) -> list[HandoverPromise]:
    """The latest ones whose customers the user sees."""
    rows = HandoverPromise.objects.filter(handover=handover, customer__in=Customer.objects.visible_to(user))
    return list(rows.select_related("customer").order_by("-said_at", "-pk")[:PROMISES_SHOWN])


def customers(handover: Handover, user: User) -> list[HandoverItem]:
    """The customers with most at stake."""
    rows = HandoverItem.objects.filter(handover=handover, object_key="customer")
    rows = rows.filter(customer__in=Customer.objects.visible_to(user))
    return list(rows.select_related("successor", "customer").order_by("-worth", "pk")[:CUSTOMERS_SHOWN])


@dataclass(frozen=True)
class Watch:
    """What became of the customers since: numbers of customers and opportunities."""

    customers: int
    contacted: int
    tasks_open: int
    tasks_overdue: int
    moved: int
    won: int
    lost: int
    unmoved: int

    @property
    def silent(self) -> int:
        return self.customers - self.contacted


def watch(handover: Handover) -> Watch | None:
    """From the moment of the hand-over to thirty days later; None before it is done."""
    if handover.done_at is None:
        return None
    items = HandoverItem.objects.filter(handover=handover, moved=True)
    whose = items.filter(object_key="customer").values("customer")
    sales = items.filter(object_key="opportunity").values("record_id")
    tasks = Task.objects.filter(pk__in=items.filter(object_key="task").values("record_id"), state="open")
    touched = contacted(handover).values("customer").distinct().count()
    states = dict(Opportunity.objects.filter(pk__in=sales).order_by().values_list("state").annotate(count=Count("pk")))
    changed = StageChange.objects.filter(opportunity__in=sales, at__gt=handover.done_at).order_by()
    going_on = changed.filter(opportunity__state="open").values("opportunity").distinct().count()
    return Watch(
        customers=whose.count(), contacted=touched, tasks_open=tasks.count(),
        tasks_overdue=tasks.filter(due_at__lt=timezone.now()).count(), moved=going_on,
        won=states.get("won", 0), lost=states.get("lost", 0), unmoved=states.get("open", 0) - going_on,
    )  # fmt: skip


def contacted(handover: Handover) -> Any:
    """Touches with customers handed over, since then; the message about the hand-over itself does not count."""
    items = HandoverItem.objects.filter(handover=handover, moved=True, object_key="customer")
    rows = Interaction.objects.filter(customer__in=items.values("customer"), started_at__gt=handover.done_at)
    return rows.filter(superseded_at=None).exclude(source="handover").order_by()


def silent(handover: Handover) -> Any:
    """Items of customers whom nobody has spoken to since."""
    items = HandoverItem.objects.filter(handover=handover, moved=True, object_key="customer")
    return items.exclude(customer__in=contacted(handover).values("customer"))


@dataclass(frozen=True)
class Orphaned:
    """Somebody who can no longer sign in and still holds something."""

    user: User
    count: int

    @property
    def said(self) -> str:
        return f"{self.user.name} ({self.count})"


def orphaned(user: User) -> list[Orphaned]:
    """Who left records without anybody looking after them, most first; only what the user may see counts."""
    counts: dict[Any, int] = {}
    gone = User.objects.filter(is_active=False, is_system=False)
    for one in holdings():
        if not user.may(one.kind.view):
            continue
        rows = one.rows.visible_to(user).filter(one.alive, **{f"{one.owner}__in": gone})  # type: ignore[attr-defined]
        for person, count in rows.order_by().values_list(one.owner).annotate(count=Count("pk")):
            counts[person] = counts.get(person, 0) + count
    people = User.objects.in_bulk(list(counts))
    found = [Orphaned(people[person], count) for person, count in counts.items()]
    return sorted(found, key=lambda one: (-one.count, one.user.name))


def recently_done() -> Any:
    """Hand-overs that are still watched."""
    return Handover.objects.filter(done_at__gt=timezone.now() - WATCHED).select_related("leaver")
