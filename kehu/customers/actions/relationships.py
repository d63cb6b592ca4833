"""How customers stand to each other: made, corrected, ended."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import ValueRefused, plain_text
from kehu.customers.events import RelationshipEnded, RelationshipMade
from kehu.customers.models import Customer, Relationship
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing import relations
from kehu.customers.storing.lookups import relationship_types
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import OutOfReach, editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal


class AlreadyRelated(Refusal):
    """The two stand in this relationship already."""


def relate(
    *,
    from_customer: Customer,
    to_customer: Customer,
    type: str,  # noqa: A002 (the word of the model)
    by: User,
    since: date | None = None,
    until: date | None = None,
    note: str = "",
) -> Relationship:
    """`type` is a type's key. In a tree type `from_customer` is the child. One of the two must be editable, the other
    visible. Raises AlreadyRelated, NotAllowedInTree, OutOfReach, PermissionMissing, or a Refusal.
    """
    by.require(CustomerVerb.EDIT)
    relation = relations.Relation(type, from_customer.pk, to_customer.pk, since, until, plain_text(note, "note", 200))
    with writing(by=by):
        _require_one_end(from_customer, to_customer, by)
        standing = Relationship.objects.filter(
            type__key=type, from_customer=from_customer.pk, to_customer=to_customer.pk, until=None
        )
        if standing.exists():
            raise AlreadyRelated(_("The two stand in this relationship already."), field="to_customer")
        refused = relations.refusals([(0, relation)], by=by)
        if refused:
            raise refused[0]
        made = Relationship.objects.create(
            type=relationship_types()[type], from_customer=from_customer, to_customer=to_customer,
            since=since, until=until, note=relation.note,
        )  # fmt: skip
        publish(RelationshipMade(made.pk, type, from_customer.pk, to_customer.pk), by=by.pk)
    return made


def change(*, relationship: Relationship, by: User, **columns: Any) -> Relationship:
    """Correct `since`, `until` or `note`."""
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        found = _editable(relationship, by)
        for column in ("since", "until", "note"):
            if column in columns:
                setattr(found, column, columns[column] or ("" if column == "note" else None))
        relation = relations.Relation(
            found.type.key, found.from_customer_id, found.to_customer_id, found.since, found.until,
            plain_text(found.note, "note", 200), ignoring=found.pk,
        )  # fmt: skip
        refused = relations.refusals([(0, relation)], by=by)
        if refused:
            raise refused[0]
        found.save()
    return found


def end(*, relationship: Relationship, by: User, at: date | None = None) -> Relationship:
    """It was so until `at` (today unless given); it stays readable as past."""
    by.require(CustomerVerb.EDIT)
    day = at or timezone.localdate()
    with writing(by=by):
        found = _editable(relationship, by)
        if found.since and day < found.since:
            raise ValueRefused(_("The end lies before the beginning."), field="until")
        found.until = day
        found.save(update_fields=["until"])
        publish(RelationshipEnded(found.pk, found.type.key, found.from_customer_id, found.to_customer_id), by=by.pk)
    return found


def remove(*, relationship: Relationship, by: User) -> None:
    """It never was so: entered by mistake."""
    by.require(CustomerVerb.EDIT)
    with writing(by=by):
        found = _editable(relationship, by)
        Relationship.objects.filter(pk=found.pk).delete()
        publish(RelationshipEnded(found.pk, found.type.key, found.from_customer_id, found.to_customer_id), by=by.pk)


def _editable(relationship: Relationship, by: User) -> Relationship:
    found = (
        Relationship.objects.select_for_update(no_key=True, of=("self",))
        .select_related("type", "from_customer", "to_customer")
        .get(pk=relationship.pk)
    )
    _require_one_end(found.from_customer, found.to_customer, by)
    return found


def _require_one_end(first: Customer, second: Customer, by: User) -> None:
    try:
        editable(first, by)
    except OutOfReach:
        editable(second, by)
