"""What must be true of a contract before it is written."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kehu.contracts.models import Contract
from kehu.contracts.queries.versions import label_of
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.refusals import Refusal
from kehu.foundation.search.sorting import sort_key


class ContractRefused(Refusal):
    """The contract cannot be like this."""


class InForce(Refusal):
    """What was agreed is changed by an amendment."""


def check(row: Contract) -> None:
    """Raises ContractRefused; sets what follows from the name."""
    if not row.name:
        raise ContractRefused(_("Give the contract a name."), field="name")
    if row.amount is None or row.amount < 0:
        raise ContractRefused(_("An amount is not negative."), field="amount")
    if row.tax_amount < 0 or row.tax_amount > row.amount:
        raise ContractRefused(_("The tax is a part of the amount."), field="tax_amount")
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise ContractRefused(_("It ends before it begins."), field="ends_on")
    if row.renews and not row.ends_on:
        raise ContractRefused(_("What renews by itself has a day on which it ends."), field="ends_on")
    if row.renews and not 1 <= row.renewal_months <= 120:
        raise ContractRefused(_("It is renewed for 1 to 120 months."), field="renewal_months")
    if row.owner and not row.owner.is_active:
        raise ContractRefused(_("%(name)s does not work here any more.") % {"name": row.owner.name}, field="owner")
    if row.contact_id and not Contact.objects.filter(pk=row.contact_id, customer=row.customer_id).exists():
        raise ContractRefused(_("This contact belongs to another customer."), field="contact")
    row.sort_name = sort_key(row.name)


def check_line(name: str, quantity: Decimal, price: Decimal, discount: Decimal, tax_rate: Decimal) -> None:
    if not name.strip():
        raise ContractRefused(_("Each line says what is delivered."), field="lines")
    if quantity <= 0 or price < 0:
        raise ContractRefused(_("“%(name)s”: quantity and price are not negative.") % {"name": name}, field="lines")
    if not 0 <= discount <= 100 or not 0 <= tax_rate <= 100:
        raise ContractRefused(
            _("“%(name)s”: discount and tax are between 0 and 100 percent.") % {"name": name}, field="lines"
        )


def require_changeable(row: Contract, agreed: set[str]) -> None:
    """Raises InForce if what was agreed is to be changed without an amendment."""
    if agreed and not row.is_draft:
        raise InForce(
            _("The contract is signed: write an amendment to change “%(field)s”.") % {"field": label_of(min(agreed))},
            field=min(agreed),
        )


def require_customer(row: Contract, by: User) -> None:
    if not Customer.objects.visible_to(by).filter(pk=row.customer_id).exists():
        raise ContractRefused(_("This customer is not known."), field="customer")


def require_number_free(row: Contract) -> None:
    if not row.number:
        raise ContractRefused(_("A contract has a number."), field="number")
    if Contract._base_manager.filter(number=row.number).exclude(pk=row.pk).exists():
        raise ContractRefused(_("There is a contract with this number already."), field="number")
