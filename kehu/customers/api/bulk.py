"""POST /customers/bulk: up to a thousand customers created or changed, each with an outcome of his own."""

from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field, WithJsonSchema

from kehu.customers.actions.bulk import create_many, update_many
from kehu.customers.api.bodies import CustomerRow, nested, plain
from kehu.customers.entries import CustomerUpdate, NewCustomer
from kehu.customers.models import Customer, ExternalId
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.bulk import BulkOutcome, Outcomes, change_set_for, checked
from kehu.foundation.api.document import component
from kehu.foundation.api.schemas import Input
from kehu.foundation.refusals import Refusal

router = Router()
MOST = 1000
Rows = Annotated[
    list[Any],
    Field(min_length=1, max_length=MOST),
    WithJsonSchema({"type": "array", "items": component(CustomerRow), "minItems": 1, "maxItems": MOST}),
]


class CustomerBulk(Input):
    """Each row is judged alone: one that does not fit is refused, the others are written."""

    rows: Rows


@router.post("/bulk", response=BulkOutcome)
def upsert_customers(request: HttpRequest, payload: CustomerBulk) -> HttpResponse:
    """Create and change customers in one request and one change set, which can be taken back.

    A row with `id` changes that customer; one with `external_id` changes who has it, else creates him with it; any
    other creates. Nested lists are added to what a customer has already.
    """
    user = reader(request)
    user.require(CustomerVerb.VIEW)
    outcomes = Outcomes(len(payload.rows))
    rows = checked(CustomerRow, payload.rows, outcomes)
    targets = _targets(rows, outcomes, user)
    with transaction.atomic():
        change_set = change_set_for("customer", len(payload.rows), user)
        _create([(place, row) for place, row in rows if place not in targets], outcomes, user, change_set.pk)
        _update([(place, row) for place, row in rows if targets.get(place)], targets, outcomes, user, change_set.pk)
        outcomes.finish(change_set)
    return answer(outcomes.as_data(change_set))


def _targets(rows: list[tuple[int, Any]], outcomes: Outcomes, user: User) -> dict[int, UUID | None]:
    """The customer that each row changes, by the row's place; None for a row that was refused here."""
    pairs = {(row.external_id.system, row.external_id.value) for _place, row in rows if row.external_id}
    known = {
        (system, value): customer
        for system, value, customer in ExternalId.objects.filter(
            system__in={one for one, _value in pairs}, value__in={value for _one, value in pairs}
        ).values_list("system", "value", "customer_id")
    }
    found: dict[int, UUID | None] = {}
    seen: set[Any] = set()
    for place, row in rows:
        pair = (row.external_id.system, row.external_id.value) if row.external_id else None
        target = row.id or (known.get(pair) if pair else None)
        names = {one for one in (target, pair) if one}
        if names & seen:
            outcomes.refuse(place, Refusal(_("This customer stands in the request twice."), field="external_id"))
            found[place] = None
            continue
        seen |= names
        if target:
            found[place] = target
    return found


def _create(rows: list[tuple[int, Any]], outcomes: Outcomes, user: User, change_set: UUID) -> None:
    fresh = []
    for place, row in rows:
        values, lists = _parts(row)
        fresh.append((place, NewCustomer(values=values, **lists)))
    if not fresh:
        return
    result = create_many([entry for _place, entry in fresh], by=user, change_set=change_set)
    for index, (place, entry) in enumerate(fresh):
        refusal = result.refused.get(index)
        if refusal is not None:
            outcomes.refuse(place, refusal)
        else:
            outcomes.done(place, "created", entry.id)


def _update(
    rows: list[tuple[int, Any]], targets: dict[int, UUID | None], outcomes: Outcomes, user: User, change_set: UUID
) -> None:
    updates = []
    for place, row in rows:
        values, lists = _parts(row)
        target = targets[place]
        assert target is not None
        updates.append((place, CustomerUpdate(id=target, changes=values, **lists)))
    if not updates:
        return
    result = update_many([one for _place, one in updates], by=user, change_set=change_set)
    changed = set(result.changed)
    visible = set(
        Customer.objects.visible_to(user).filter(pk__in=[one.id for _p, one in updates]).values_list("pk", flat=True)
    )
    for index, (place, one) in enumerate(updates):
        if index in result.refused:
            outcomes.refuse(place, result.refused[index])
        elif index in result.missing:
            outcomes.out_of_reach(place, seen=one.id in visible)
        else:
            outcomes.done(place, "updated" if one.id in changed else "unchanged", one.id)


def _parts(row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    given = plain(row.given())
    given.pop("id", None)
    own = given.pop("external_id", None)
    lists = nested(given)
    if own:
        lists["external_ids"] = [(own.system, own.value), *lists.get("external_ids", [])]
    return given, lists
