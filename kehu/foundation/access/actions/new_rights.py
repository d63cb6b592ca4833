"""Deciding what roles get of the rights that a new version brought."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kehu.foundation.access import new_rights
from kehu.foundation.access.models import FieldRule, Role, RoleAssignment, User
from kehu.foundation.access.new_rights import Offer
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.audit.writing import writing
from kehu.foundation.realtime import push
from kehu.foundation.refusals import Refusal


class NothingOffered(Refusal):
    """Somebody has decided about this already."""


def settle(*, role: Role, verbs: Iterable[str], by: User) -> Role:
    """Give these of the offered verbs to the role, with how far they reach; the others count as declined and are not
    offered again. No verbs: everything is declined. Raises PermissionMissing, NothingOffered.
    """
    by.require(AccessVerb.MANAGE_ROLES)
    with writing(by=by):
        held = Role.objects.select_for_update().get(pk=role.pk)
        offer, wanted = new_rights.offer_to(held), set(verbs)
        if offer is None or not wanted <= set(offer.verbs):
            raise NothingOffered(_("This has been decided in the meantime. Look at the role again."))
        _settle(held, offer, wanted)
    return held


def accept_all(*, by: User) -> int:
    """Give every role everything that is offered to it. Returns how many roles got something."""
    by.require(AccessVerb.MANAGE_ROLES)
    with writing(by=by):
        found = new_rights.offers(Role.objects.select_for_update().order_by("pk"))
        for offer in found:
            _settle(offer.role, offer, set(offer.verbs))
    return len(found)


def _settle(role: Role, offer: Offer, wanted: set[str]) -> None:
    role.known_verbs = sorted({*role.known_verbs, *offer.verbs})
    if wanted:
        role.verbs, role.scopes = sorted({*role.verbs, *wanted}), {**role.scopes, **offer.scopes}
        FieldRule.objects.bulk_create(
            [
                FieldRule(role=role, object_key=object_key, field=field, access=access)
                for (object_key, field), access in offer.field_rules.items()
            ],
            ignore_conflicts=True,
        )
    role.save(update_fields=["verbs", "scopes", "known_verbs"])
    if wanted:
        for user_id in RoleAssignment.objects.filter(role=role).values_list("user_id", flat=True):
            push.close_connections_of(str(user_id))
