"""What is derived: sums of money, search terms, the order of names.

Sums are always added up anew from the rows and never moved by a difference, so that nothing drifts. Actions keep them
in step; after raw changes (taking back a change set, plain SQL) `refresh_…` make them anew.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Q, Sum
from django.utils import timezone

from kehu.contracts.figures.allocating import state_of
from kehu.contracts.models import Allocation, Contract, Instalment, Invoice, InvoicedInstalment, Receipt, Refund
from kehu.contracts.queries.rates import at_home
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key

NOTHING = Decimal(0)


def lock_contracts(ids: Iterable[UUID]) -> dict[UUID, Contract]:
    """Locked in one order by everybody who touches money of a contract, before its instalments and after a receipt."""
    rows = Contract.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(ids)).order_by("pk")
    return {one.pk: one for one in rows}


def settle_instalment(row: Instalment, rate: Decimal) -> None:
    """Bring the row's figures in step with its allocations and invoices, and save it. `rate` is the contract's."""
    paid = Allocation.objects.filter(instalment=row).aggregate(
        settled=Sum("settled"), last=Max("receipt__received_on")
    )  # fmt: skip
    live = InvoicedInstalment.objects.filter(~Q(invoice__state="void"), instalment=row)
    row.received = paid["settled"] or NOTHING
    row.invoiced = live.aggregate(total=Sum("amount"))["total"] or NOTHING
    row.outstanding = row.amount - row.received - row.waived
    row.outstanding_home = at_home(row.outstanding, rate)
    row.state = state_of(row.amount, row.received, row.waived)
    row.settled_on = (paid["last"] or timezone.localdate()) if row.state == Instalment.State.PAID else None
    if row.outstanding == 0:
        row.level = 0
    row.save()


def settle_contract(row: Contract) -> None:
    """Add up the plan of a contract into it, and save these columns."""
    sums = Instalment.objects.filter(contract=row).aggregate(
        received=Sum("received"), invoiced=Sum("invoiced"), outstanding=Sum("outstanding")
    )
    row.received, row.invoiced = sums["received"] or NOTHING, sums["invoiced"] or NOTHING
    row.outstanding = sums["outstanding"] or NOTHING
    row.save(update_fields=["received", "invoiced", "outstanding"])


def settle_receipt(row: Receipt) -> None:
    """What of the receipt is allocated, what went back, and what is left; saves it."""
    row.allocated = row.allocations.aggregate(total=Sum("amount"))["total"] or NOTHING
    row.refunded = Refund.objects.filter(receipt=row).aggregate(total=Sum("amount"))["total"] or NOTHING
    cancelled = row.state == Receipt.State.CANCELLED
    row.credit = NOTHING if cancelled else row.amount - row.allocated - row.refunded
    row.save()


def refresh_contracts(ids: list[UUID]) -> None:
    for row in Contract.objects.filter(pk__in=ids):
        for one in row.instalments.all():
            settle_instalment(one, row.rate)
        row.sort_name = sort_key(row.name)
        row.save(update_fields=["sort_name"])
        settle_contract(row)
    reindex("contract", ids)


def refresh_instalments(ids: list[UUID]) -> None:
    refresh_contracts(list(Instalment.objects.filter(pk__in=ids).values_list("contract_id", flat=True).distinct()))


def refresh_receipts(ids: list[UUID]) -> None:
    for row in Receipt.objects.filter(pk__in=ids):
        settle_receipt(row)
    paid = Instalment.objects.filter(allocations__receipt__in=ids)
    refresh_contracts(list(paid.values_list("contract_id", flat=True).distinct()))
    reindex("receipt", ids)


def refresh_invoices(ids: list[UUID]) -> None:
    rows = Invoice.objects.filter(pk__in=ids)
    refresh_contracts(list(rows.values_list("contract_id", flat=True).distinct()))
    reindex("invoice", ids)
