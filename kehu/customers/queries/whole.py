"""One customer with everything that hangs on him, in two statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from kehu.customers.models import (
    AccountTeamMember,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    CustomerTag,
    ExternalId,
    IdentityDocument,
    KeyDate,
    LifecycleChange,
    TierAssignment,
)
from kehu.foundation.access.conditions import Form
from kehu.foundation.access.models import User
from kehu.foundation.database.kept import kept

_POINT_ORDER = ("-preferred", "invalid_since", "created_at", "pk")


@dataclass
class Whole:
    """`points` are the customer's own; those of contacts stand in `contact_points` by contact. Children are unsaved
    copies of their rows, with the names of what they refer to as further attributes (`tag_name`, `user_name`, …).
    """

    customer: Customer
    can_edit: bool
    points: list[ContactPoint] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    contact_points: dict[UUID, list[ContactPoint]] = field(default_factory=dict)
    tags: list[Any] = field(default_factory=list)
    team: list[Any] = field(default_factory=list)
    dates: list[KeyDate] = field(default_factory=list)
    documents: list[IdentityDocument] = field(default_factory=list)
    external_ids: list[ExternalId] = field(default_factory=list)
    consents: list[Any] = field(default_factory=list)
    last_stage: Any = None
    last_tier: Any = None


def whole_customer(customer_id: UUID, user: User) -> Whole | None:
    """None if the user cannot see the customer."""
    rule = Customer.ownership
    rows = _customer(rule.reached(Customer, user, "view"), rule.reached(Customer, user, "edit"), pk=customer_id)
    if not rows:
        return None
    customer = rows[0]
    sql, params = _children_statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [customer_id if one == _ANYBODY else one for one in params])
        arrays = cursor.fetchone()
    rows_of = dict(zip(_CHILDREN, arrays, strict=True))
    found = {key: _revived(children.model, rows_of[key]) for key, children in _CHILDREN.items()}
    whole = Whole(customer, customer.can_edit)
    for key in ("tags", "team", "dates", "documents", "external_ids", "consents", "contacts"):
        setattr(whole, key, found[key])
    by_contact: dict[UUID | None, list[ContactPoint]] = defaultdict(list)
    for point in found["points"]:
        by_contact[point.contact_id].append(point)
    whole.points = by_contact.pop(None, [])
    whole.contact_points = by_contact  # type: ignore[assignment]
    whole.last_stage = next(iter(found["stages"]), None)
    whole.last_tier = next(iter(found["tiers"]), None)
    return whole


@kept
def _customer(seen: Form, edited: Form, pk: UUID) -> QuerySet[Customer]:
    editable = Customer.objects.filter(edited.alive, pk=OuterRef("pk"))
    rows = Customer.objects.filter(seen.alive, pk=pk).annotate(can_edit=Exists(editable))
    return rows.select_related("owner", "team", "territory", "lifecycle_stage", "created_by")


class _Children:
    """The rows of one table that hang on a customer, as an array of JSON objects beside the customer's columns."""

    def __init__(self, model: type[Model], rows: QuerySet[Any], columns: str, most: int = 60):
        self.model, self.rows, self.columns, self.most = model, rows, columns.split(), most

    def __call__(self) -> ArraySubquery:
        pairs = {column.replace("__", "_"): column for column in self.columns}
        return ArraySubquery(self.rows.values(json=JSONObject(**pairs))[: self.most])


def _of(model: type[Model], *order: str) -> QuerySet[Any]:
    return model._default_manager.filter(customer=OuterRef("pk")).order_by(*order)


_CHILDREN = {
    "points": _Children(
        ContactPoint,
        _of(ContactPoint, *_POINT_ORDER),
        "id contact_id kind label value normalised extension address preferred verified_at invalid_since",
    ),
    "contacts": _Children(
        Contact,
        _of(Contact, "-is_primary", "sort_name", "pk").filter(deleted_at=None),
        "id person_id name job_title department influence is_primary notes custom",
    ),
    "tags": _Children(CustomerTag, _of(CustomerTag, "tag__name", "pk"), "id tag_id tag__name tag__colour"),
    "team": _Children(AccountTeamMember, _of(AccountTeamMember, "created_at", "pk"), "id user_id user__name part"),
    "dates": _Children(KeyDate, _of(KeyDate, "month", "day", "pk"), "id kind label calendar year month day leap"),
    "documents": _Children(IdentityDocument, _of(IdentityDocument, "created_at", "pk"), "id kind number valid_until"),
    "external_ids": _Children(ExternalId, _of(ExternalId, "system", "value"), "id system value"),
    "consents": _Children(
        Consent,
        _of(Consent, "channel", "purpose", "-at", "-pk").distinct("channel", "purpose"),
        "id channel purpose statement at source recorded_by__name",
    ),
    "stages": _Children(LifecycleChange, _of(LifecycleChange, "-at", "-pk"), "id at reason changed_by__name", most=1),
    "tiers": _Children(
        TierAssignment, _of(TierAssignment, "-at", "-pk"), "id at rule reason assigned_by__name", most=1
    ),
}


_ANYBODY = UUID("ffffffff-ffff-ffff-ffff-ffffffffffff")


@cache
def _children_statement() -> tuple[str, tuple[Any, ...]]:
    """The statement of all children of the customer `_ANYBODY`. Putting it together takes longer than running it, and
    it is always the same but for the customer.
    """
    rows = Customer.objects.filter(pk=_ANYBODY).annotate(**{f"{key}_rows": one() for key, one in _CHILDREN.items()})
    return rows.values_list(*(f"{key}_rows" for key in _CHILDREN)).query.sql_with_params()


def _revived(model: type[Model], rows: list[str]) -> list[Any]:
    """Rows as they came through JSON, as instances again: moments, dates and ids have their types back."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    revived = []
    for row in map(orjson.loads, rows):
        known = {key: fields[key].to_python(value) for key, value in row.items() if key in fields and key != "id"}
        one = model(id=UUID(row["id"]), **known)
        for key in row.keys() - fields.keys():
            setattr(one, key, row[key])
        revived.append(one)
    return revived
