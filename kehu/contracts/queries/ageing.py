"""What is owed to us and for how long: by age, by customer or owner, in the company's currency."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, CharField, Count, QuerySet, Sum, Value, When

from kehu.contracts.figures.ageing import BUCKETS, Bucket
from kehu.contracts.models import Contract, Instalment, Receipt
from kehu.foundation.access.models import User

NOT_DUE = "not_due"
MOST_GROUPS = 50
SIGNED = (Contract.State.ACTIVE, Contract.State.SUSPENDED, Contract.State.ENDED, Contract.State.TERMINATED)
_PATHS = {"customer": ("contract__customer", "contract__customer__name"),
          "owner": ("contract__owner", "contract__owner__name")}  # fmt: skip
NOTHING = Decimal(0)


@dataclass
class Owed:
    """One customer's or owner's debts: the sum and number of instalments by the key of their bucket."""

    id: UUID | None
    name: str
    sums: dict[str, Decimal] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def overdue(self) -> Decimal:
        return sum((amount for key, amount in self.sums.items() if key != NOT_DUE), NOTHING)

    @property
    def total(self) -> Decimal:
        return sum(self.sums.values(), NOTHING)


@dataclass(frozen=True)
class Ageing:
    """`groups` are those who owe most overdue first, at most MOST_GROUPS; `all` is the sum over everybody."""

    today: date
    by: str
    all: Owed
    groups: list[Owed]
    more: bool

    def link(self, bucket: str, group: Owed | None = None) -> str:
        """The list of the instalments behind a figure, as parameters."""
        return link_of(bucket, self.today, {self.by: str(group.id)} if group and group.id else {})


def owed(user: User) -> QuerySet[Instalment]:
    """Instalments of signed contracts that the user sees and of which something is open."""
    rows = Instalment.objects.visible_to(user).filter(outstanding__gt=0, contract__state__in=SIGNED)
    return rows.filter(contract__deleted_at=None)


def ageing(user: User, *, by: str, today: date) -> Ageing:
    """`by` is `customer` or `owner`. One statement."""
    key, name = _PATHS[by]
    rows = owed(user).order_by().values(key, name).annotate(
        bucket=_bucket(today), amount=Sum("outstanding_home"), number=Count("pk")
    )  # fmt: skip
    groups: dict[Any, Owed] = {}
    everybody = Owed(None, "")
    for row in rows:
        one = groups.setdefault(row[key], Owed(row[key], row[name] or ""))
        for taker in (one, everybody):
            taker.sums[row["bucket"]] = taker.sums.get(row["bucket"], NOTHING) + row["amount"]
            taker.counts[row["bucket"]] = taker.counts.get(row["bucket"], 0) + row["number"]
    ordered = sorted(groups.values(), key=lambda one: (-one.overdue, -one.total, one.name))
    return Ageing(today, by, everybody, ordered[:MOST_GROUPS], len(ordered) > MOST_GROUPS)


def unused_credit(user: User) -> Decimal:
    """What came in and pays nothing yet, in the company's currency."""
    rows = Receipt.objects.visible_to(user).filter(credit__gt=0).values_list("credit", "rate")
    return sum((credit * rate for credit, rate in rows), NOTHING).quantize(Decimal("0.01"))


def link_of(bucket: str, today: date, more: dict[str, str]) -> str:
    """The filter of the list of instalments whose rows make a figure of this bucket; "" means all that is overdue."""
    pairs = [("state", "open"), ("state", "partly"), *(("contract_state", str(one)) for one in SIGNED)]
    if bucket == NOT_DUE:
        pairs.append(("due_on.from", today.isoformat()))
    else:
        known = next((one for one in BUCKETS if one.key == bucket), Bucket("", "", 1, None))
        earliest, latest = known.days(today)
        pairs += [("due_on.from", earliest.isoformat())] if earliest else []
        pairs.append(("due_on.to", latest.isoformat()))
    return urlencode([*pairs, *more.items()])


def _bucket(today: date) -> Case:
    """As in figures/ageing.py, but where the rows are. What has no day is not due."""
    whens = [
        When(due_on__lte=latest, then=Value(one.key))
        for one in reversed(BUCKETS)
        for latest in (today - timedelta(days=one.first),)
    ]
    return Case(*whens, default=Value(NOT_DUE), output_field=CharField())
