"""Who is in the buying committee of an opportunity, and which rivals we meet there."""

from typing import Any

from django.utils.translation import gettext as _

from kehu.customers.models import Contact
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.sales.models import CommitteeMember, Competitor, Opportunity, Rival
from kehu.sales.models.committees import MOST
from kehu.sales.permissions import OpportunityVerb

CHANGEABLE = {"role", "stance", "influence", "strength", "reports_to", "note"}


class CommitteeRefused(Refusal):
    """The committee cannot be like this."""


def add(*, opportunity: Opportunity, contact: Contact, by: User, **given: Any) -> CommitteeMember:
    """Put a contact of the customer into the committee; further keywords are those of `CHANGEABLE`. A contact who is in
    it already is changed. Raises OutOfReach, PermissionMissing, CommitteeRefused naming its field.
    """
    by.require(OpportunityVerb.EDIT)
    with writing(by=by):
        row = editable(opportunity, by)
        if contact.customer_id != row.customer_id or contact.deleted_at:
            raise CommitteeRefused(_("This contact belongs to another customer."), field="contact")
        member = CommitteeMember.objects.filter(opportunity=row, contact=contact).first()
        if member is None:
            member = CommitteeMember(opportunity=row, contact=contact)
            _lay_over(member, {"role": contact.influence or CommitteeMember.Role.INFLUENCES, **given})
            member.save(force_insert=True)
        else:
            _lay_over(member, given)
            member.save()
    return member


def change(*, member: CommitteeMember, changes: dict[str, Any], by: User) -> CommitteeMember:
    by.require(OpportunityVerb.EDIT)
    with writing(by=by):
        editable(member.opportunity, by)
        now = CommitteeMember.objects.select_for_update().get(pk=member.pk)
        _lay_over(now, changes)
        now.save()
    return now


def remove(*, member: CommitteeMember, by: User) -> None:
    """Who reported to the member reports to nobody then."""
    by.require(OpportunityVerb.EDIT)
    with writing(by=by):
        editable(member.opportunity, by)
        member.delete()


def meet(*, opportunity: Opportunity, competitor: Competitor, standing: str, by: User, note: str = "") -> Rival:
    """Say that a competitor is in it too, or how he stands now."""
    by.require(OpportunityVerb.EDIT)
    if standing not in Rival.Standing.values:
        raise CommitteeRefused(_("There is no such standing."), field="standing")
    with writing(by=by):
        row = editable(opportunity, by)
        values = {"standing": standing, "note": note.strip()}
        rival, _made = Rival.objects.update_or_create(opportunity=row, competitor=competitor, defaults=values)
    return rival


def leave(*, rival: Rival, by: User) -> None:
    by.require(OpportunityVerb.EDIT)
    with writing(by=by):
        editable(rival.opportunity, by)
        rival.delete()


def _lay_over(member: CommitteeMember, changes: dict[str, Any]) -> None:
    if unknown := set(changes) - CHANGEABLE:
        raise CommitteeRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    for key, value in changes.items():
        setattr(member, key, value.strip() if isinstance(value, str) else value)
    if member.role not in CommitteeMember.Role.values:
        raise CommitteeRefused(_("There is no such role."), field="role")
    if member.stance not in CommitteeMember.Stance.values:
        raise CommitteeRefused(_("There is no such stance."), field="stance")
    for key in ("influence", "strength"):
        if not 0 <= getattr(member, key) <= MOST:
            raise CommitteeRefused(_("This is between 0 and %(most)s.") % {"most": MOST}, field=key)
    _check_line(member)


def _check_line(member: CommitteeMember) -> None:
    """Nobody reports to himself, not even over others; everybody to somebody of the same committee."""
    above, seen = member.reports_to, {member.pk}
    while above is not None:
        if above.opportunity_id != member.opportunity_id:
            raise CommitteeRefused(_("This person is in another committee."), field="reports_to")
        if above.pk in seen:
            raise CommitteeRefused(_("Nobody reports to himself, not even through others."), field="reports_to")
        seen.add(above.pk)
        above = above.reports_to
