"""Adding many customers to something at once: to a colleague's account teams, to another customer's circle."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.actions.bulk import update_many
from kehu.customers.cleaning.values import ValueRefused, chosen
from kehu.customers.entries import CustomerUpdate, NewRelationship
from kehu.customers.events import CustomersChanged
from kehu.customers.models import AccountTeamMember, Customer, Relationship
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing import tables
from kehu.customers.storing.lookups import as_id, relationship_types
from kehu.foundation.access.models import User
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.changes.bulk import Applied
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.bus import publish


def may_join(given: dict[str, Any], by: User) -> None:
    """To take a colleague into the team is to share the customer with him."""
    by.require(CustomerVerb.EDIT)
    by.require(AccessVerb.SHARE)
    chosen(given.get("part"), "part", AccountTeamMember.Part.values)
    if not User.objects.filter(pk=as_id(given["member"]), is_active=True).exists():
        raise ValueRefused(_("This person is not known or has left."), field="member")


def join(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """Take the colleague `member` into the account teams in which he is not yet."""
    may_join(given, by)
    rows = Customer.objects.editable_by(by).filter(pk__in=ids)
    found = set(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    member = as_id(given["member"])
    there = AccountTeamMember.objects.filter(user=member, customer__in=found)
    same = set(there.values_list("customer_id", flat=True))
    joining = [one for one in ids if one in found and one not in same]
    if joining:
        part = given.get("part") or ""
        entries = ({"customer_id": one, "user_id": member, "part": part} for one in joining)
        tables.ACCOUNT_TEAM.insert(entries, timezone.now())
        publish(CustomersChanged(joining, ["account_team"], change_set.pk), by=by.pk)
    return Applied(joining, [one for one in ids if one in same], missing=[one for one in ids if one not in found])


def may_relate(given: dict[str, Any], by: User) -> None:
    by.require(CustomerVerb.EDIT)
    if given["kind"][:-1] not in relationship_types():
        raise ValueRefused(_("This kind of relationship is not known."), field="kind")
    if not Customer.objects.visible_to(by).filter(pk=as_id(given["other"])).exists():
        raise ValueRefused(_("This customer is not known."), field="other")


def relate(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    """Put them into the relationship `kind` (a type's key with its direction, > or <) to the customer `other`."""
    may_relate(given, by)
    kind, backwards, other = given["kind"][:-1], given["kind"].endswith("<"), as_id(given["other"])
    assert other is not None
    ends = ("to_customer", "from_customer") if backwards else ("from_customer", "to_customer")
    standing = Relationship.objects.filter(type__key=kind, until=None, **{f"{ends[0]}__in": ids, ends[1]: other})
    same = set(standing.values_list(f"{ends[0]}_id", flat=True))
    fresh = [one for one in ids if one not in same]
    entry = NewRelationship(kind, other, backwards=backwards)
    done = update_many([CustomerUpdate(one, relationships=[entry]) for one in fresh], by=by, change_set=change_set.pk)
    return Applied(
        done.changed, [one for one in ids if one in same],
        {fresh[place]: refusal for place, refusal in done.refused.items()}, [fresh[place] for place in done.missing],
    )  # fmt: skip
