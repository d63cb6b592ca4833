"""What a contract in force tells those who deliver."""

from kehu.contracts.events import OrderHandedOver
from kehu.contracts.models import Contract, ContractVersion
from kehu.customers.models import IdentityDocument
from kehu.foundation.access.models import User
from kehu.foundation.events.bus import publish


def hand_over(contract: Contract, version: ContractVersion, *, by: User, amended: bool = False) -> None:
    """Publish the order inside the running transaction: it is handed over if and only if the contract is in force."""
    lines = [
        {
            "position": one.position, "code": one.code, "name": one.name, "unit": one.unit,
            "quantity": str(one.quantity), "unit_price": str(one.unit_price), "discount": str(one.discount),
            "tax_rate": str(one.tax_rate), "net": str(one.net), "tax": str(one.tax), "gross": str(one.gross),
            "product_id": str(one.product_id or ""),
        }
        for one in version.lines.all()
    ]  # fmt: skip
    plan = [
        {"name": one.name, "due_on": _day(one.due_on), "amount": str(one.amount)} for one in contract.instalments.all()
    ]
    publish(
        OrderHandedOver(
            contract_id=contract.pk, contract_number=contract.number, contract_version=version.number,
            customer_id=contract.customer_id, opportunity_id=contract.opportunity_id,
            quote_id=contract.quote_version.quote_id if contract.quote_version else None,
            owner_id=contract.owner_id, currency=contract.currency, amount=str(contract.amount),
            tax=str(contract.tax_amount), amount_home=str(contract.amount_home), signed_on=_day(contract.signed_on),
            starts_on=_day(contract.starts_on), ends_on=_day(contract.ends_on),
            external_number=contract.external_number, billing_address=contract.billing_address,
            delivery_address=contract.delivery_address, buyer=_buyer(contract), lines=lines, instalments=plan,
            amended=amended,
        ),
        by=by.pk,
    )  # fmt: skip


def _day(day: object) -> str:
    return "" if day is None else str(day)


def _buyer(contract: Contract) -> dict[str, str]:
    return {"name": contract.their_party, "tax_number": tax_number_of(contract)}


def tax_number_of(contract: Contract) -> str:
    """As it stands among the customer's identity documents; "" if it is not known."""
    rows = IdentityDocument.objects.filter(customer=contract.customer_id)
    wanted = (IdentityDocument.Kind.TAX_NUMBER, IdentityDocument.Kind.CREDIT_CODE)
    found = dict(rows.filter(kind__in=wanted).values_list("kind", "number"))
    return next((str(found[kind]) for kind in wanted if kind in found), "")
