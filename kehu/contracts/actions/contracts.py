"""Drawing up contracts and changing what is not agreed with the customer."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.catalog.models import Product
from kehu.catalog.queries import pricing
from kehu.catalog.queries.taxes import rules
from kehu.contracts import events
from kehu.contracts.actions import checks, plans
from kehu.contracts.actions.numbers import next_number
from kehu.contracts.models import Contract, ContractLine, ContractVersion, StateChange
from kehu.contracts.permissions import ContractVerb
from kehu.contracts.queries.rates import at_home, rate_of
from kehu.contracts.queries.versions import TERMS
from kehu.customers.models import Customer
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.values import PREFIX, validated
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Outdated
from kehu.foundation.search.index import reindex
from kehu.sales.models import Opportunity

FREE = {
    "name", "number", "kind", "contact", "opportunity", "quote_version", "owner", "description", "billing_address",
    "delivery_address", "external_number", "alert_days", "notice_given_on",
}  # fmt: skip
AGREED = {*TERMS, "customer", "currency", "signed_on"}


@dataclass(frozen=True)
class Line:
    """A line as it is entered, its price without tax; `net` and `tax` are given where it is copied with its sums."""

    name: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal = Decimal(0)
    code: str = ""
    unit: str = ""
    discount: Decimal = Decimal(0)
    tax_rate: Decimal = Decimal(0)
    product: Product | None = None
    net: Decimal | None = None
    tax: Decimal | None = None


def create(
    *, name: str, customer: Customer, by: User, lines: list[Line] | None = None, at: datetime | None = None,
    **given: Any,
) -> Contract:  # fmt: skip
    """Draw up a contract. Further keywords are those of `FREE` and `AGREED`, and `custom` with the company's own
    fields; with `lines` the amount follows from them. Without a number it gets the next one of the year. Raises
    PermissionMissing or a Refusal naming its field.
    """
    by.require(ContractVerb.CREATE)
    require_editable(by, "contract", given)
    now = at or timezone.now()
    company = Company.objects.current()
    custom = given.pop("custom", {})
    row = Contract(
        name=name, customer=customer, owner=by, created_by=by, currency=given.pop("currency", "") or company.currency,
        our_party=company.name, their_party=customer.name, state_since=now,
        custom=validated(custom_fields.definitions("contract"), custom),
    )  # fmt: skip
    if given.get("owner", by) not in (None, by):
        by.require(ContractVerb.ASSIGN)
    with writing(by=by):
        given["number"] = given.get("number") or next_number(Contract, "number", "C", timezone.localtime(now).year)
        _set(row, {**given, "customer": customer}, by)
        row.save(force_insert=True)
        version = ContractVersion.objects.create(contract=row, number=1, created_by=by)
        if lines:
            _write_lines(version, lines)
            _take_sums(row, version)
            row.save()
        StateChange.objects.create(contract=row, to_state=row.state, at=now, changed_by=by)
        reindex("contract", [row.pk], new=True)
        publish(events.ContractDrafted(row.pk, row.customer_id, row.owner_id), by=by.pk)
        _tell_owner(row, None, by)
    return row


def from_opportunity(*, opportunity: Opportunity, by: User, **given: Any) -> Contract:
    """Draw up the contract of an opportunity: its customer, contact, amount and currency, unless others are given."""
    taken: dict[str, Any] = {
        "name": opportunity.name, "contact": opportunity.contact, "amount": opportunity.amount or Decimal(0),
        "currency": opportunity.currency, "customer": opportunity.customer,
    }  # fmt: skip
    if opportunity.owner_id and (opportunity.owner_id == by.pk or by.may(ContractVerb.ASSIGN)):
        taken["owner"] = opportunity.owner
    return create(by=by, **{**taken, **given, "opportunity": opportunity})


def update(*, contract: Contract, changes: dict[str, Any], by: User, expected_version: int | None = None) -> Contract:
    """Change fields of `FREE`, those of `AGREED` while it is a draft, and `custom.…` by key. Raises OutOfReach,
    PermissionMissing, Outdated, or a Refusal naming its field.
    """
    by.require(ContractVerb.EDIT)
    require_editable(by, "contract", changes)
    own = {key.removeprefix(PREFIX): value for key, value in changes.items() if key.startswith(PREFIX)}
    own |= changes.get("custom") or {}
    plain = {key: value for key, value in changes.items() if not key.startswith(PREFIX) and key != "custom"}
    if unknown := set(plain) - FREE - AGREED:
        raise checks.ContractRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = editable(contract, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        former, amount, currency = row.owner_id, row.amount, row.currency
        plain = {key: value for key, value in plain.items() if getattr(row, key) != value}
        checks.require_changeable(row, set(plain) & AGREED)
        if "owner" in plain:
            by.require(ContractVerb.ASSIGN)
        _set(row, plain, by)
        if own:
            row.custom = validated(custom_fields.definitions("contract"), own, existing=row.custom)
        row.save()
        if (row.amount, row.currency) != (amount, currency):
            plans.follow(row)
        reindex("contract", [row.pk])
        if row.owner_id != former:
            publish(events.ContractAssigned(row.pk, row.customer_id, row.owner_id, former), by=by.pk)
            _tell_owner(row, former, by)
    return row


def set_lines(*, contract: Contract, lines: list[Line], by: User, expected_version: int | None = None) -> Contract:
    """Put these lines in place of those of a draft; the amount follows from them, and the plan from the amount."""
    by.require(ContractVerb.EDIT)
    with writing(by=by):
        row = editable(contract, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        checks.require_changeable(row, {"amount"})
        version = row.versions.get(number=1)
        version.lines.all().delete()
        _write_lines(version, lines)
        if lines:
            _take_sums(row, version)
            checks.check(row)
            row.save()
            plans.follow(row)
    return row


def write_lines(version: ContractVersion, lines: list[Line]) -> None:
    _write_lines(version, lines)


def sums_of(version: ContractVersion) -> tuple[Decimal, Decimal] | None:
    """(gross, tax) of the lines of a version; None if it has none."""
    rows = list(version.lines.all())
    if not rows:
        return None
    return sum((one.gross for one in rows), Decimal(0)), sum((one.tax for one in rows), Decimal(0))


def value(row: Contract) -> None:
    """The amount in the company's currency, at the rate of the day of signing, else of today."""
    row.rate = rate_of(row.currency, row.signed_on or timezone.localdate())
    row.amount_home = at_home(row.amount, row.rate)


def _write_lines(version: ContractVersion, lines: list[Line]) -> None:
    made = []
    for place, (line, (net, tax)) in enumerate(zip(lines, _sums(lines, version.contract.currency), strict=True)):
        made.append(
            ContractLine(
                contract_id=version.contract_id, contract_version=version, position=place, code=line.code.strip(),
                name=line.name.strip(), unit=line.unit.strip(), quantity=line.quantity, unit_price=line.unit_price,
                discount=line.discount, tax_rate=line.tax_rate, net=net, tax=tax, gross=net + tax,
                product=line.product,
            )
        )  # fmt: skip
    ContractLine.objects.bulk_create(made)


def _sums(lines: list[Line], currency: str) -> list[tuple[Decimal, Decimal]]:
    """(net, tax) of each line, as quotes work them out."""
    for line in lines:
        checks.check_line(line.name, line.quantity, line.unit_price, line.discount, line.tax_rate)
    if all(line.net is not None and line.tax is not None for line in lines):
        return [(line.net or Decimal(0), line.tax or Decimal(0)) for line in lines]
    entered = [
        pricing.Line(line.quantity, line.unit_price, discount_percent=line.discount, tax_percent=line.tax_rate)
        for line in lines
    ]
    total = pricing.document_totals(entered, currency, rounding=rules().tax_rounding)
    return [(one.net, one.tax) for one in total.lines]


def _take_sums(row: Contract, version: ContractVersion) -> None:
    sums = sums_of(version)
    if sums:
        row.amount, row.tax_amount = sums
        value(row)


def _set(row: Contract, changes: dict[str, Any], by: User) -> None:
    """Lay checked values over the row."""
    if "amount" in changes and not row._state.adding and row.versions.get(number=1).lines.exists():
        raise checks.ContractRefused(_("The amount follows from the lines."), field="amount")
    for key, given in changes.items():
        setattr(row, key, given.strip() if isinstance(given, str) else given)
    row.currency = row.currency.upper()
    checks.check(row)
    if "customer" in changes:
        checks.require_customer(row, by)
    if "number" in changes:
        checks.require_number_free(row)
    if row._state.adding or changes.keys() & {"amount", "currency", "signed_on"}:
        value(row)


def _tell_owner(row: Contract, former: Any, by: User) -> None:
    if row.owner and row.owner_id not in (by.pk, former):
        notices.tell(
            users=[row.owner],
            kind=Notice.Kind.ASSIGNMENT,
            message=gettext_noop("%(author)s gave you the contract “%(title)s”."),
            params={"author": by.name, "title": row.name},
            url=registry.address("contract", row.pk),
        )
