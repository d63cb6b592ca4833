"""Commission plans: their terms, and who is paid by them."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from kehu.compensation.models import CommissionLine, CommissionPlan, PlanMember, PlanVersion
from kehu.compensation.permissions import CommissionVerb
from kehu.compensation.queries import sources
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal

TERMS = {
    "basis", "mode", "measure", "window", "tiers", "accelerators", "category_rates", "cap", "draw", "draw_recovers",
    "clawback_days", "note",
}  # fmt: skip


class PlanRefused(Refusal):
    """The plan cannot be like this."""


def create(*, name: str, by: User, description: str = "") -> CommissionPlan:
    by.require(CommissionVerb.CONFIGURE)
    name = name.strip()
    if not name:
        raise PlanRefused(_("Give the plan a name."), field="name")
    if CommissionPlan.objects.filter(name__iexact=name).exists():
        raise PlanRefused(_("There is a plan of this name already."), field="name")
    with writing(by=by):
        return CommissionPlan.objects.create(name=name, description=description.strip())


def rename(*, plan: CommissionPlan, name: str, by: User, description: str = "") -> CommissionPlan:
    by.require(CommissionVerb.CONFIGURE)
    if CommissionPlan.objects.filter(name__iexact=name.strip()).exclude(pk=plan.pk).exists():
        raise PlanRefused(_("There is a plan of this name already."), field="name")
    with writing(by=by):
        plan.name, plan.description = name.strip() or plan.name, description.strip()
        plan.save(update_fields=["name", "description", "updated_at"])
    return plan


def add_version(*, plan: CommissionPlan, since: date, by: User, **terms: Any) -> PlanVersion:
    """New terms from a day on; keywords are those of `TERMS`. What was earned before that day stays as it is. Raises
    PlanRefused naming the field.
    """
    by.require(CommissionVerb.CONFIGURE)
    if unknown := set(terms) - TERMS:
        raise PlanRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    terms["tiers"] = _rungs(terms.get("tiers"), "rate", "tiers")
    terms["accelerators"] = _rungs(terms.get("accelerators"), "factor", "accelerators")
    terms["category_rates"] = {key: _number(value, "category_rates") for key, value in
                               (terms.get("category_rates") or {}).items()}  # fmt: skip
    if not terms["tiers"]:
        raise PlanRefused(_("A plan needs a rate."), field="tiers")
    if terms.get("basis", PlanVersion.Basis.WON) not in sources.known():
        raise PlanRefused(_("Nothing of this kind is recorded yet."), field="basis")
    with writing(by=by):
        if plan.versions.filter(since=since).exists():
            raise PlanRefused(_("There are terms from this day on already."), field="since")
        number = (plan.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        return PlanVersion.objects.create(plan=plan, number=number, since=since, created_by=by, **terms)


def remove_version(*, version: PlanVersion, by: User) -> None:
    """Take back terms by which nothing was closed yet."""
    by.require(CommissionVerb.CONFIGURE)
    if CommissionLine.objects.filter(terms=version).exists():
        raise PlanRefused(_("Months were closed by these terms; let others follow them."))
    with writing(by=by):
        version.delete()


def put_on(*, plan: CommissionPlan, user: User, since: date, by: User, until: date | None = None) -> PlanMember:
    """Pay somebody by the plan for deals of the days from `since` on."""
    by.require(CommissionVerb.CONFIGURE)
    if until and until < since:
        raise PlanRefused(_("The end is before the beginning."), field="until")
    overlapping = Q(until=None) | Q(until__gte=since)
    rows = plan.members.filter(overlapping, user=user)
    if (rows.filter(since__lte=until) if until else rows).exists():
        raise PlanRefused(_("%(name)s is on this plan then already.") % {"name": user.name}, field="user")
    with writing(by=by):
        return PlanMember.objects.create(plan=plan, user=user, since=since, until=until)


def take_off(*, member: PlanMember, until: date, by: User) -> PlanMember:
    """`until` is the last day on which deals count."""
    by.require(CommissionVerb.CONFIGURE)
    if until < member.since:
        raise PlanRefused(_("The end is before the beginning."), field="until")
    with writing(by=by):
        member.until = until
        member.save(update_fields=["until", "updated_at"])
    return member


def _rungs(given: Any, what: str, field: str) -> list[dict[str, str]]:
    """Checked tiers or accelerators, the lowest first."""
    rungs = {}
    for one in given or []:
        start, value = _number(one["from"], field), _number(one[what], field)
        if Decimal(start) in rungs:
            raise PlanRefused(_("Two steps begin at the same place."), field=field)
        rungs[Decimal(start)] = {"from": start, what: value}
    return [rungs[start] for start in sorted(rungs)]


def _number(value: Any, field: str) -> str:
    """A number that is not negative, as text without needless zeros."""
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        raise PlanRefused(_("“%(text)s” is no number.") % {"text": value}, field=field) from None
    if not number.is_finite() or number < 0:
        raise PlanRefused(_("Numbers here are not negative."), field=field)
    return f"{number.normalize():f}"
