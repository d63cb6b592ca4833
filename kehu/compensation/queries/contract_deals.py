"""Credits of contracts: when they are signed, and when their money comes. Without tax, at the contract's rate.

Who was credited with the opportunity when it was won is credited with its contract; without an opportunity it is the
owner of the contract.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from kehu.compensation.arithmetic.commission import Credit
from kehu.compensation.arithmetic.rounding import HUNDRED, cents, split
from kehu.compensation.models import DealCredit
from kehu.compensation.queries.days import day_of
from kehu.compensation.queries.deals import Share, bases, shares_of_deals
from kehu.contracts.models import Allocation, Contract, ContractLine, Receipt
from kehu.sales.models import SellingTeamMember

State = Contract.State
STANDING = (State.ACTIVE, State.SUSPENDED, State.ENDED, State.TERMINATED)
Occasion = tuple[str, Contract, date, Decimal, date | None]  # key, contract, day, amount, the day it fell


def signed(people: Iterable[UUID], since: date, until: date) -> dict[UUID, list[Credit]]:
    """Contracts signed in the days; one that was terminated early fell on that day."""
    wanted = set(people)
    rows = _of(wanted).filter(signed_on__gte=since, signed_on__lte=until, state__in=STANDING, deleted_at=None)
    occasions: list[Occasion] = []
    for one in rows.order_by("signed_on", "pk"):
        fell = day_of(one.state_since) if one.state == State.TERMINATED else None
        occasions.append((f"signed:{one.pk}", one, one.signed_on or since, _home(one, one.amount), fell))
    return _credited("signed", occasions, wanted)


def received(people: Iterable[UUID], since: date, until: date) -> dict[UUID, list[Credit]]:
    """What confirmed receipts of the days paid of contracts. Money that went back takes its allocation away."""
    wanted = set(people)
    rows = Allocation.objects.filter(
        instalment__contract__in=_of(wanted).values("pk"), receipt__state=Receipt.State.CONFIRMED,
        receipt__received_on__gte=since, receipt__received_on__lte=until, settled__gt=0,
    ).select_related("receipt", "instalment__contract")  # fmt: skip
    occasions: list[Occasion] = [
        (
            f"received:{one.pk}", one.instalment.contract, one.receipt.received_on,
            _home(one.instalment.contract, one.settled), None,
        )
        for one in rows.order_by("receipt__received_on", "pk")
    ]  # fmt: skip
    return _credited("received", occasions, wanted)


def _of(people: set[UUID]) -> QuerySet[Contract]:
    """Contracts in which any of the people may have a part."""
    won = DealCredit.objects.filter(user__in=people).values("opportunity")
    helped = SellingTeamMember.objects.filter(user__in=people).values("opportunity")
    return Contract.objects.filter(
        Q(owner__in=people) | Q(opportunity__owner__in=people) | Q(opportunity__in=won) | Q(opportunity__in=helped)
    )


def _home(contract: Contract, gross: Decimal) -> Decimal:
    """A part of a contract without tax, in the company's currency."""
    if not contract.amount:
        return Decimal(0)
    net = gross * (contract.amount - contract.tax_amount) / contract.amount
    return cents(net * contract.rate)


def _credited(basis: str, occasions: Sequence[Occasion], wanted: set[UUID]) -> dict[UUID, list[Credit]]:
    contracts = {one.pk: one for _key, one, *_rest in occasions}
    shares = _shares(contracts.values())
    categories = _categories(contracts)
    found: dict[UUID, list[Credit]] = defaultdict(list)
    for key, contract, day, amount, fell in occasions:
        weights = categories.get(contract.pk) or {("", ""): Decimal(1)}
        parts = split(amount, list(weights.values()))
        for (category, name), part in zip(weights, parts, strict=True):
            given = bases(part, shares[contract.pk])
            for share in shares[contract.pk]:
                if share.user_id not in wanted:
                    continue
                found[share.user_id].append(
                    Credit(
                        key=f"{key}#{category}" if category else key, deal=contract.opportunity_id,
                        title=f"{contract.number} {contract.name}", day=day, amount=part,
                        base=given.get(share, Decimal(0)), share=share.percent, category=name, undone_on=fell,
                        basis=basis,
                    )
                )  # fmt: skip
    return found


def _shares(contracts: Iterable[Contract]) -> dict[UUID, list[Share]]:
    rows: list[Any] = list(contracts)
    by_deal = shares_of_deals({one.opportunity_id for one in rows if one.opportunity_id})
    return {
        one.pk: by_deal.get(one.opportunity_id) or ([Share(one.owner_id, HUNDRED)] if one.owner_id else [])
        for one in rows
    }


def _categories(contracts: Iterable[UUID]) -> dict[UUID, dict[tuple[str, str], Decimal]]:
    """By contract, how much of the version in force is of which category of products: identifier and name."""
    rows = ContractLine.objects.filter(contract__in=list(contracts), contract_version__state="in_force", net__gt=0)
    sums = rows.values_list("contract", "product__category", "product__category__name").annotate(total=Sum("net"))
    found: dict[UUID, dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for contract, category, name, total in sums.order_by("contract", "product__category"):
        found[contract][str(category or ""), name or ""] = total
    return found
