"""Being away: who decides meanwhile."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.approvals.models import Absence
from kehu.foundation.approvals.permissions import ApprovalVerb
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal

LONGEST = 366  # days


class AbsenceRefused(Refusal):
    """The absence cannot be like this."""


def plan(*, since: date, until: date, deputy: User, by: User) -> Absence:
    """From `since` to `until`, both included, `deputy` is asked instead of `by`; what waits for him already is handed
    over within a minute. Raises AbsenceRefused.
    """
    by.require(ApprovalVerb.DECIDE)
    if until < since:
        raise AbsenceRefused(_("The last day is before the first."), field="until")
    if until < timezone.localdate():
        raise AbsenceRefused(_("This is over already."), field="until")
    if (until - since).days > LONGEST:
        raise AbsenceRefused(_("That is more than a year."), field="until")
    if deputy.pk == by.pk:
        raise AbsenceRefused(_("Choose somebody else."), field="deputy")
    if not deputy.may(ApprovalVerb.DECIDE):
        refusal = _("The roles of %(name)s do not let him decide approvals.")
        raise AbsenceRefused(refusal % {"name": deputy.name}, field="deputy")
    if Absence.objects.filter(user=by, since__lte=until, until__gte=since).exists():
        raise AbsenceRefused(_("You are away in these days already."), field="since")
    with writing(by=by):
        return Absence.objects.create(user=by, deputy=deputy, since=since, until=until)


def cancel(*, absence: Absence, by: User) -> None:
    """One's own; what went to the deputy stays with him."""
    with writing(by=by):
        Absence.objects.filter(pk=absence.pk, user=by).delete()
