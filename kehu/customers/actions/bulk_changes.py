"""Setting fields of many customers at once: what lists, the API and pasted blocks do."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.customers.actions.bulk import update_many
from kehu.customers.actions.customers import require_changes_allowed
from kehu.customers.cleaning.values import ValueRefused, chosen
from kehu.customers.entries import CustomerUpdate
from kehu.customers.models import Customer
from kehu.customers.storing.changing import SEVERAL
from kehu.customers.storing.lookups import Lookups, custom_values
from kehu.customers.storing.preparing import clean_plain
from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.changes.bulk import Applied, Changes, Edit
from kehu.foundation.fields.models import FieldDefinition

# The same name or number on many customers is always a mistake.
_NEEDED = frozenset({"kind", "lifecycle_stage"})
_ONES_OWN = frozenset(
    {"name", "family_name", "given_name", "other_names", "phone", "email", "address", "identity_number"}
)


def check(changes: Changes, by: User) -> None:
    """Raises a Refusal or PermissionMissing if no customer could be changed like this."""
    allow(changes, by)
    lookups = Lookups.read([dict(changes)], by=by)
    _check_steps(changes, lookups.definitions)
    plain = {key: value.get("add") if bulk.is_step(value) else value for key, value in changes.items()}
    clean_plain(plain)
    lookups.custom(plain, {})
    chosen(plain.get("tier"), "tier", Customer.Tier.values)
    lookups.owner(plain.get("owner"))
    lookups.team(plain.get("team"))
    lookups.territory(plain)
    lookups.stage(plain.get("lifecycle_stage"))


def allow(keys: Iterable[str], by: User) -> None:
    """Raises PermissionMissing or FieldClosed."""
    require_changes_allowed(dict.fromkeys(keys), by)


def apply(edits: list[Edit], by: User, change_set: UUID) -> Applied:
    updates = [CustomerUpdate(id=one.id, changes=dict(one.changes)) for one in edits]
    done = update_many(updates, by=by, change_set=change_set)
    return Applied(
        done.changed, done.same, {edits[place].id: refusal for place, refusal in done.refused.items()},
        [edits[place].id for place in done.missing],
    )  # fmt: skip


def _check_steps(changes: Changes, definitions: list[FieldDefinition]) -> None:
    several = SEVERAL | {f"custom.{one.key}" for one in definitions if one.kind == FieldDefinition.Kind.CHOICES}
    given: dict[str, Any] = {
        **changes,
        **{f"custom.{key}": value for key, value in custom_values(dict(changes)).items()},
    }
    for key, value in given.items():
        if key != "custom" and bulk.is_step(value) and key not in several:
            raise ValueRefused(_("This field has one value; nothing can be added to it or removed."), field=key)


def connect() -> None:
    bulk.register("customer", bulk.Changer(check, allow, apply, several=SEVERAL, leave_out=_ONES_OWN, needed=_NEEDED))
