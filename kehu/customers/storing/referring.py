"""Records of kinds that the company made that refer to a customer: they follow him when he is merged, let go of him
when he is erased, and belong to what is known of him.
"""

from typing import Any
from uuid import UUID

from django.db import connection

from kehu.customers.models import Customer, CustomerLink
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.custom_objects.models import CustomRecord
from kehu.foundation.objects import registry


def repoint_records(survivor: Customer, loser: Customer) -> None:
    """Every reference to the loser leads to the survivor. Runs inside the merge's `writing`; when the merge is taken
    back the records get their values back, and the links are made of them anew.
    """
    _set(loser.pk, "jsonb_set(record.custom, ARRAY[%s], to_jsonb(%s::text))", [str(survivor.pk)])
    CustomerLink.objects.filter(target=loser).update(target=survivor)


def release_records(*, customer: Customer, by: User) -> None:
    """No record refers to the customer any more; the records themselves stay."""
    with writing(by=by):
        _set(customer.pk, "record.custom - %s", [])
        CustomerLink.objects.filter(target=customer).delete()


def records_of(customer: Customer) -> list[dict[str, Any]]:
    """The records that refer to a customer, as plain data."""
    links = CustomerLink.objects.filter(target=customer).select_related("record").order_by("record", "field")
    found = []
    for link in links:
        kind = registry.find(link.record.object_key)
        what = str(kind.label) if kind else link.record.object_key
        found.append({"what": what, "field": link.field, "title": link.record.title, "fields": link.record.custom})
    return found


def _set(customer_id: UUID, value: str, parameters: list[str]) -> None:
    """One statement per field: a record that refers to the customer in two fields is changed twice."""
    leading = CustomerLink.objects.filter(target=customer_id)
    fields = set(leading.order_by().values_list("field", flat=True))
    table = connection.ops.quote_name(CustomRecord._meta.db_table)
    links = connection.ops.quote_name(CustomerLink._meta.db_table)
    for field in sorted(fields):
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} record SET custom = {value} FROM {links} link"
                " WHERE link.record_id = record.id AND link.target_id = %s AND link.field = %s AND record.custom ? %s",
                [field, *parameters, customer_id, field, field],
            )
