"""What refers to a customer in fields of the company's own: they follow him when he is merged, let go of him when he is
erased, and belong to what is known of him. Records of kinds that the company made are found by their links, those
of built-in kinds by the index on the values of their own fields.
"""

from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, Func, JSONField, TextField, Value
from django.db.models.functions import Cast

from kehu.customers.models import Customer, CustomerLink
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.custom_objects.models import CustomRecord
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.objects import registry


def repoint_records(survivor: Customer, loser: Customer) -> None:
    """Every reference to the loser leads to the survivor. Runs inside the merge's `writing`; when the merge is taken
    back the records get their values back, and the links are made of them anew.
    """
    _set(loser.pk, "jsonb_set(record.custom, ARRAY[%s], to_jsonb(%s::text))", [str(survivor.pk)])
    CustomerLink.objects.filter(target=loser).update(target=survivor)


def repoint_fields(survivor: Customer, loser: Customer) -> None:
    """The same for the company's own fields of built-in kinds of record; the survivor does not refer to himself then,
    and the loser keeps what he had. Runs inside the merge's `writing`, after the survivor got his values.
    """
    for model, field in _leading_fields():
        rows = _holding(model, field, loser.pk)
        if model is Customer:
            rows.filter(pk=survivor.pk).update(custom=_without(field))
            rows = rows.exclude(pk__in=[survivor.pk, loser.pk])
        rows.update(custom=_with(field, str(survivor.pk)))


def release_records(*, customer: Customer, by: User) -> None:
    """No record refers to the customer any more; the records themselves stay."""
    with writing(by=by):
        _set(customer.pk, "record.custom - %s", [])
        CustomerLink.objects.filter(target=customer).delete()
        for model, field in _leading_fields():
            _holding(model, field, customer.pk).update(custom=_without(field))


def records_of(customer: Customer) -> list[dict[str, Any]]:
    """The records that refer to a customer, as plain data."""
    links = CustomerLink.objects.filter(target=customer).select_related("record").order_by("record", "field")
    found = []
    for link in links:
        kind = registry.find(link.record.object_key)
        what = str(kind.label) if kind else link.record.object_key
        found.append({"what": what, "field": link.field, "title": link.record.title, "fields": link.record.custom})
    for model, field in _leading_fields():
        kind = registry.of_model(model)
        for record in _holding(model, field, customer.pk).order_by("pk"):
            title = str(getattr(record, kind.title)) if kind else str(record)
            found.append({"what": str(kind.label) if kind else "", "field": field, "title": title})
    return found


def _leading_fields() -> list[tuple[Any, str]]:
    """(model, key) of every field of the company's own that leads from a built-in kind of record to customers. What is
    only ever added to keeps what was written; the address of a merged customer leads on to the survivor.
    """
    fields = FieldDefinition.objects.filter(kind=FieldDefinition.Kind.REFERENCE, reference="customer")
    kinds = [(registry.find(object_key), key) for object_key, key in fields.values_list("object_key", "key")]
    models = [(kind.model_class, key) for kind, key in kinds if kind is not None and kind.made is None]
    return [(model, key) for model, key in models if not getattr(model, "append_only", False)]


def _holding(model: Any, field: str, customer_id: UUID) -> Any:
    """The rows whose field leads to the customer; the second condition is that of the index."""
    return model._base_manager.filter(custom__contains={field: str(customer_id)}).exclude(custom={})


def _with(field: str, value: str) -> Func:
    path = Value([field], output_field=ArrayField(TextField()))
    return Func(
        F("custom"), path, Value(value, output_field=JSONField()), function="jsonb_set", output_field=JSONField()
    )


def _without(field: str) -> Func:
    text = Cast(Value(field), TextField())
    return Func(F("custom"), text, template="(%(expressions)s)", arg_joiner=" - ", output_field=JSONField())


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
