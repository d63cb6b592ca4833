"""What a tier is owed, as the company decides it."""

from typing import Any

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.key_accounts.entitlements import BY_KEY, Kind
from kehu.key_accounts.models import Entitlement
from kehu.key_accounts.permissions import KeyAccountVerb


class EntitlementRefused(Refusal):
    """A tier cannot be owed this."""


def entitle(*, tier: str, given: dict[str, Any], by: User) -> None:
    """Say what a tier is owed, by key; None, 0 and False mean that it is not. Keys that are not named stay."""
    by.require(KeyAccountVerb.CONFIGURE)
    if tier not in Customer.Tier.values:
        raise EntitlementRefused(_("There is no such tier."), field="tier")
    values = {key: _checked(key, value) for key, value in given.items()}
    with writing(by=by):
        for key, value in values.items():
            rows = Entitlement.objects.filter(tier=tier, key=key)
            if value:
                Entitlement.objects.update_or_create(tier=tier, key=key, defaults={"value": value})
            else:
                rows.delete()
        app.configure_task("key_accounts.refresh_accounts", queue="long").defer()


def _checked(key: str, value: Any) -> Any:
    known = BY_KEY.get(key)
    if known is None:
        raise EntitlementRefused(_("There is no entitlement “%(name)s”.") % {"name": key}, field=key)
    if value in (None, 0, False, ""):
        return None
    if known.kind == Kind.YES_NO:
        if value is not True:
            raise EntitlementRefused(_("Say yes or no."), field=key)
    elif isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= known.most:
        raise EntitlementRefused(_("This is a number between 1 and %(most)s.") % {"most": known.most}, field=key)
    return value
