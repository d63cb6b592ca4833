"""Moving everything that hangs on one customer to another: nothing is lost, nothing stands there twice."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

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
    Relationship,
    TierAssignment,
)
from kehu.customers.queries.consents import consent_state, holds
from kehu.customers.storing import relations
from kehu.customers.storing.referring import repoint_records
from kehu.foundation.access.models import User
from kehu.foundation.database.records import Record

# What makes two rows of one customer the same row.
_SAME: dict[type[models.Model], tuple[str, ...]] = {
    CustomerTag: ("tag_id",),
    AccountTeamMember: ("user_id",),
    ExternalId: ("system", "value"),
    IdentityDocument: ("kind", "number"),
    KeyDate: ("contact_id", "kind", "label", "calendar", "year", "month", "day", "leap"),
    LifecycleChange: (),
    TierAssignment: (),
}


def repoint(*, survivor: Customer, loser: Customer, by: User) -> None:
    """Every row of this package that refers to the loser refers to the survivor afterwards, or is gone because the
    survivor had its like. Runs inside the merge's `writing`.
    """
    _repoint_points(survivor, loser)
    _repoint_contacts(survivor, loser)
    _repoint_consents(survivor, loser, by)
    _repoint_relationships(survivor, loser)
    for model, same in _SAME.items():
        _move(model, survivor, loser, same)
    _repoint_attached(survivor, loser)
    repoint_records(survivor, loser)


def _move(model: Any, survivor: Customer, loser: Customer, same: tuple[str, ...]) -> None:
    rows = model.objects.filter(customer=loser)
    if same:
        taken = set(model.objects.filter(customer=survivor).values_list(*same))
        doubles = [pk for pk, *key in rows.values_list("pk", *same) if tuple(key) in taken]
        model.objects.filter(pk__in=doubles).delete()
    rows.update(customer=survivor)


def _repoint_points(survivor: Customer, loser: Customer) -> None:
    """A contact point that both have stays once, with what either knew of it."""
    own = {(p.kind, p.normalised): p for p in ContactPoint.objects.filter(customer=survivor, contact=None)}
    preferred = {kind for (kind, _value), point in own.items() if point.preferred}
    for point in ContactPoint.objects.filter(customer=loser, contact=None).order_by("created_at", "pk"):
        twin = own.get((point.kind, point.normalised))
        if twin is None:
            point.customer = survivor
            point.preferred = point.preferred and point.kind not in preferred
            point.save(update_fields=["customer", "preferred"])
            continue
        twin.verified_at = max(filter(None, (twin.verified_at, point.verified_at)), default=None)
        twin.invalid_since = twin.invalid_since and point.invalid_since  # reachable for one is reachable
        twin.label = twin.label or point.label
        twin.save(update_fields=["verified_at", "invalid_since", "label"])
        point.delete()
    ContactPoint.objects.filter(customer=loser).update(customer=survivor)  # those of his contacts


def _repoint_contacts(survivor: Customer, loser: Customer) -> None:
    """Nobody is his own contact; an organisation keeps one main contact."""
    moved = Contact.objects.filter(customer=loser)
    moved.filter(person=survivor).update(person=None)
    if Contact.objects.filter(customer=survivor, is_primary=True, deleted_at=None).exists():
        moved.filter(is_primary=True).update(is_primary=False)
    moved.update(customer=survivor)
    acting = Contact.objects.filter(person=loser)
    acting.filter(customer=survivor).update(person=None)
    acting.update(person=survivor)


def _repoint_consents(survivor: Customer, loser: Customer, by: User) -> None:
    """The ledgers become one. Where either had withdrawn and a later yes of the other would outweigh it, a new
    statement says no: the stricter of the two holds.
    """
    before = [consent_state(survivor), consent_state(loser)]
    Consent.objects.filter(customer=loser).update(customer=survivor)
    united = consent_state(survivor)
    no = Consent.Statement.WITHDRAWN
    for channel in Consent.Channel.values:
        for purpose in Consent.Purpose.values:
            said = [one for state in before if (one := holds(state, channel, purpose))]
            decisive = holds(united, channel, purpose)
            if decisive and decisive.statement != no and any(one.statement == no for one in said):
                Consent.objects.create(
                    customer=survivor, channel=channel, purpose=purpose, statement=no, recorded_by=by,
                    at=max(timezone.now(), decisive.at), source=_("merge"),
                    proof=_("One of the merged customers had withdrawn."),
                )  # fmt: skip
                united = consent_state(survivor)


def _repoint_relationships(survivor: Customer, loser: Customer) -> None:
    """Relations between the two, doubles, second parents and circles are dropped."""
    both = [survivor.pk, loser.pk]
    Relationship.objects.filter(from_customer__in=both, to_customer__in=both).delete()
    system = User.objects.system()
    for row in _ordered(loser.pk):
        ends = {end: survivor.pk if getattr(row, end) == loser.pk else getattr(row, end) for end in _ENDS}
        standing = Relationship.objects.filter(type=row.type_id, until=None, **ends)
        asked = relations.Relation(
            row.type.key, ends["from_customer_id"], ends["to_customer_id"], row.since, row.until, ignoring=row.pk
        )
        if (row.until is None and standing.exists()) or relations.refusals([(0, asked)], by=system):
            row.delete()
        else:
            Relationship.objects.filter(pk=row.pk).update(**ends)


_ENDS = ("from_customer_id", "to_customer_id")


def _ordered(customer_id: UUID) -> list[Relationship]:
    of_customer = Q(from_customer=customer_id) | Q(to_customer=customer_id)
    return list(Relationship.objects.filter(of_customer).select_related("type").order_by("created_at", "pk"))


def _repoint_attached(survivor: Customer, loser: Customer) -> None:
    """Shares, files and whatever else hangs on a record by its object and id."""
    for model in apps.get_models():
        if not issubclass(model, Record) or getattr(model, "audit_subject", "") != "record_id":
            continue
        rows = model._default_manager.filter(object_key="customer", record_id=loser.pk)
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and "record_id" in constraint.fields:
                _drop_doubles(model, rows, constraint, survivor.pk)
        rows.update(record_id=survivor.pk)


def _drop_doubles(model: Any, rows: Any, constraint: models.UniqueConstraint, survivor_id: UUID) -> None:
    columns = [name for name in constraint.fields if name != "record_id"]
    own = model._default_manager.filter(object_key="customer", record_id=survivor_id)
    taken = set(own.values_list(*columns))
    doubles = [pk for pk, *key in rows.values_list("pk", *columns) if tuple(key) in taken]
    model._default_manager.filter(pk__in=doubles).delete()
