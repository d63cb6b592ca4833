"""Who sells an opportunity together, and whose the result is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.sales.models import Opportunity, SellingTeamMember
from kehu.sales.permissions import OpportunityVerb

WHOLE = 100


class SplitRefused(Refusal):
    """The parts do not make a whole."""


@dataclass(frozen=True)
class Part:
    """`credit` in percent: of the revenue, or on top of it for an overlay."""

    user: User
    credit: int = 0
    part: str = ""
    is_overlay: bool = False


def divide(*, opportunity: Opportunity, parts: Sequence[Part], by: User) -> list[SellingTeamMember]:
    """Put these people into the selling team, and nobody else. What they have of the revenue together is taken from the
    owner; if the owner is among them the parts have to make 100 % exactly. Overlays count apart and may exceed it.
    Raises SplitRefused, OutOfReach, PermissionMissing.
    """
    by.require(OpportunityVerb.EDIT)
    with writing(by=by):
        row = editable(opportunity, by)
        _check(row, parts)
        others = [one for one in parts if one.user.pk != row.owner_id]
        row.selling_team.exclude(user__in=[one.user for one in others]).delete()
        known = {one.user_id: one for one in row.selling_team.all()}
        for one in others:
            member = known.get(one.user.pk) or SellingTeamMember(opportunity=row, user=one.user)
            said = (one.part.strip(), one.credit, one.is_overlay)
            if member._state.adding or said != (member.part, member.credit, member.is_overlay):
                member.part, member.credit, member.is_overlay = said
                member.save()
    return list(row.selling_team.select_related("user"))


def _check(row: Opportunity, parts: Sequence[Part]) -> None:
    users = [one.user.pk for one in parts]
    if len(set(users)) != len(users):
        raise SplitRefused(_("Everybody is in the team only once."), field="user")
    for one in parts:
        if not one.user.is_active or one.user.is_system:
            raise SplitRefused(_("%(name)s does not work here any more.") % {"name": one.user.name}, field="user")
        if not 0 <= one.credit <= WHOLE:
            raise SplitRefused(_("A part is between 0 and 100 percent."), field="credit")
        if one.is_overlay and one.user.pk == row.owner_id:
            raise SplitRefused(_("The owner has a part of the revenue, not one on top."), field="credit")
    total = sum(one.credit for one in parts if not one.is_overlay)
    if row.owner_id in users and total != WHOLE:
        raise SplitRefused(_("The parts of the revenue make %(sum)s %%, not 100.") % {"sum": total}, field="credit")
    if total > WHOLE:
        raise SplitRefused(
            _("The parts of the revenue make %(sum)s %% together; 100 is all there is.") % {"sum": total},
            field="credit",
        )
    if row.owner_id is None and parts and total != WHOLE and total:
        raise SplitRefused(_("Without an owner the parts have to make 100 % together."), field="credit")
