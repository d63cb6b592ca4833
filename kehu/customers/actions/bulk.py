"""Many customers at once: for imports, the API's bulk door, bulk edits and the demo company. One event per batch."""

from dataclasses import dataclass, field
from uuid import UUID

from kehu.customers.actions.customers import require_changes_allowed, require_owner_given
from kehu.customers.entries import ContactUpdate, CustomerUpdate, NewCustomer
from kehu.customers.events import CustomersAssigned, CustomersChanged, CustomersCreated
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing.ahead import Ahead
from kehu.customers.storing.changing import Why, change
from kehu.customers.storing.contacts import ContactsChanged, change_contacts
from kehu.customers.storing.inserting import Inserted, insert
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal


@dataclass
class Updated:
    """`changed` and `same` are ids; `refused` says why by the update's place in the batch; `missing` are places whose
    customer is not there or out of the user's reach.
    """

    changed: list[UUID] = field(default_factory=list)
    same: list[UUID] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)


def create_many(
    rows: list[NewCustomer],
    *,
    by: User,
    change_set: UUID | None = None,
    verb: CustomerVerb = CustomerVerb.CREATE,
    ahead: Ahead | None = None,
) -> Inserted:
    """Write a batch (best some 2,000 rows) in one transaction. A row that cannot be written is refused alone.

    `verb` is the right that is asked: an import asks for IMPORT, which includes giving customers to their owners.
    `ahead` holds what was made ready of these rows before.
    """
    by.require(verb)
    if verb != CustomerVerb.IMPORT:
        for row in rows:
            require_owner_given(row.values, by)
    with writing(by=by, change_set=change_set):
        result = insert(rows, by=by, ahead=ahead)
        if result.made:
            publish(CustomersCreated(customer_ids=result.made, change_set_id=change_set), by=by.pk)
    return result


def update_many(
    rows: list[CustomerUpdate],
    *,
    by: User,
    change_set: UUID | None = None,
    verb: CustomerVerb = CustomerVerb.EDIT,
    why: Why | None = None,
) -> Updated:
    """Change a batch in one transaction, each customer once. Only customers that the user may edit are touched."""
    by.require(verb)
    if verb != CustomerVerb.IMPORT:
        keys = {key: None for row in rows for key in row.changes}
        require_changes_allowed(keys, by)
    with writing(by=by, change_set=change_set):
        result = change(rows, by=by, why=why or Why())
        if result.fields:
            fields = sorted({key for changed in result.fields.values() for key in changed})
            publish(CustomersChanged(list(result.fields), fields, change_set), by=by.pk)
        for owner in set(result.owners.values()):
            ids = [key for key, value in result.owners.items() if value == owner]
            publish(CustomersAssigned(customer_ids=ids, owner_id=owner), by=by.pk)
    untouched = set(result.refused) | set(result.missing)
    same = [row.id for place, row in enumerate(rows) if place not in untouched and row.id not in result.fields]
    return Updated(changed=list(result.fields), same=same, refused=result.refused, missing=result.missing)


def update_contacts(
    rows: list[ContactUpdate], *, by: User, change_set: UUID | None = None, verb: CustomerVerb = CustomerVerb.EDIT
) -> ContactsChanged:
    """Change a batch of contacts in one transaction, each once; those of customers that the user may edit."""
    by.require(verb)
    with writing(by=by, change_set=change_set):
        result = change_contacts(rows, by=by)
        if result.customers:
            publish(CustomersChanged(list(result.customers), ["contacts"], change_set), by=by.pk)
    return result
