"""Who counts at a key account."""

from typing import Any

from django.utils.translation import gettext as _

from kehu.customers.models import Contact
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.key_accounts.actions.plans import open_plan
from kehu.key_accounts.models import AccountPlan, Stakeholder
from kehu.key_accounts.queries import groups
from kehu.sales.models import CommitteeMember
from kehu.sales.models.committees import MOST

CHANGEABLE = {"role", "stance", "influence", "covered_by", "reports_to", "note"}


class StakeholderRefused(Refusal):
    """The map cannot be like this."""


def place(*, plan: AccountPlan, contact: Contact, by: User, **given: Any) -> Stakeholder:
    """Put a contact of the group on the map, or change what is said of him there; further keywords are those of
    `CHANGEABLE`. Raises OutOfReach, PermissionMissing, StakeholderRefused naming its field.
    """
    if unknown := set(given) - CHANGEABLE:
        raise StakeholderRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = open_plan(plan, by)
        if contact.deleted_at or contact.customer_id not in groups.below([row.customer_id])[row.customer_id]:
            raise StakeholderRefused(_("This contact belongs to nobody of the group."), field="contact")
        one = Stakeholder.objects.filter(plan=row, contact=contact).first() or Stakeholder(plan=row, contact=contact)
        for key, value in given.items():
            setattr(one, key, value.strip() if isinstance(value, str) else value)
        _check(one)
        one.save()
    return one


def remove(*, stakeholder: Stakeholder, by: User) -> None:
    """Who reported to him reports to nobody then."""
    with writing(by=by):
        open_plan(stakeholder.plan, by)
        stakeholder.delete()


def _check(one: Stakeholder) -> None:
    if one.role not in CommitteeMember.Role.values:
        raise StakeholderRefused(_("There is no such role."), field="role")
    if one.stance not in CommitteeMember.Stance.values:
        raise StakeholderRefused(_("There is no such stance."), field="stance")
    if not 0 <= one.influence <= MOST:
        raise StakeholderRefused(_("This is between 0 and %(most)s.") % {"most": MOST}, field="influence")
    above, seen = one.reports_to, {one.pk}
    while above is not None:
        if above.plan_id != one.plan_id:
            raise StakeholderRefused(_("This person is on another map."), field="reports_to")
        if above.pk in seen:
            raise StakeholderRefused(_("Nobody reports to himself, not even through others."), field="reports_to")
        seen.add(above.pk)
        above = above.reports_to
