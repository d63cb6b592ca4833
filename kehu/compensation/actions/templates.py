"""Appraisal templates: what counts for whom, and how much."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from kehu.compensation.arithmetic.rounding import HUNDRED
from kehu.compensation.models import AppraisalSheet, AppraisalTemplate, TemplateVersion
from kehu.compensation.permissions import AppraisalVerb
from kehu.compensation.queries import metrics
from kehu.foundation.access.models import Role, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal


class TemplateRefused(Refusal):
    """The template cannot be like this."""


def create(*, name: str, by: User, role: Role | None = None, period: str = "month") -> AppraisalTemplate:
    """An empty template for a role, or for everybody without one of his own. Raises TemplateRefused."""
    by.require(AppraisalVerb.CONFIGURE)
    if not name.strip():
        raise TemplateRefused(_("Give the template a name."), field="name")
    if AppraisalTemplate.objects.filter(name__iexact=name.strip()).exists():
        raise TemplateRefused(_("There is a template of this name already."), field="name")
    if AppraisalTemplate.objects.filter(role=role).exists():
        raise TemplateRefused(_("This role has a template already; give it another version."), field="role")
    with writing(by=by):
        return AppraisalTemplate.objects.create(name=name.strip(), role=role, period=period)


def add_version(
    *, template: AppraisalTemplate, since: date, kpis: list[dict[str, Any]], by: User,
    grades: list[dict[str, Any]] | None = None, note: str = "",
) -> TemplateVersion:  # fmt: skip
    """What counts from a day on. Weights make 100 percent together. Raises TemplateRefused."""
    by.require(AppraisalVerb.CONFIGURE)
    checked = [_checked(one) for one in kpis]
    if not checked:
        raise TemplateRefused(_("A template needs a measure."), field="kpis")
    if len({one["metric"] for one in checked}) != len(checked):
        raise TemplateRefused(_("A measure counts once."), field="kpis")
    total = sum((Decimal(one["weight"]) for one in checked), Decimal(0))
    if total != HUNDRED:
        message = _("The weights are %(total)s %% together and must be 100 %%.") % {"total": f"{total.normalize():f}"}
        raise TemplateRefused(message, field="kpis")
    steps = sorted(
        ({"from": _number(one["from"]), "name": str(one["name"]).strip()[:40]} for one in grades or []),
        key=lambda one: Decimal(one["from"]),
    )
    with writing(by=by):
        if template.versions.filter(since=since).exists():
            raise TemplateRefused(_("There is a version from this day on already."), field="since")
        number = (template.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        return TemplateVersion.objects.create(
            template=template, number=number, since=since, kpis=checked, grades=steps, note=note.strip(), created_by=by
        )


def remove_version(*, version: TemplateVersion, by: User) -> None:
    by.require(AppraisalVerb.CONFIGURE)
    if AppraisalSheet.objects.filter(template_version=version).exists():
        raise TemplateRefused(_("Sheets were closed by this version; let another follow it."))
    with writing(by=by):
        version.delete()


def _checked(one: dict[str, Any]) -> dict[str, Any]:
    """A KPI with numbers as text and nothing else in it."""
    metric = metrics.find(str(one.get("metric", "")))
    if metric is None:
        raise TemplateRefused(_("There is no measure “%(name)s”.") % {"name": one.get("metric")}, field="kpis")
    weight = _number(one.get("weight"))
    if Decimal(weight) <= 0:
        raise TemplateRefused(_("A weight is more than nothing."), field="kpis")
    said: dict[str, Any] = {"metric": metric.key, "weight": weight}
    if one.get("curve") == "steps":
        steps = [[_number(at), _points(score)] for at, score in one.get("steps") or []]
        if not steps:
            raise TemplateRefused(_("A curve of steps needs a step."), field="kpis")
        steps.sort(key=lambda step: Decimal(step[0]))
        return said | {"curve": "steps", "steps": steps, "falling": bool(one.get("falling"))}
    floor, cap = _number(one.get("floor")), _number(one.get("cap"))
    if Decimal(floor) == Decimal(cap):
        raise TemplateRefused(_("Floor and cap of “%(name)s” are the same.") % {"name": metric.label}, field="kpis")
    low, high = _points(one.get("low", 0)), _points(one.get("high", 100))
    return said | {"curve": "linear", "floor": floor, "cap": cap, "low": low, "high": high}


def _points(value: Any) -> str:
    text = _number(value)
    if not 0 <= Decimal(text) <= 200:
        raise TemplateRefused(_("Points are between 0 and 200."), field="kpis")
    return text


def _number(value: Any) -> str:
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        raise TemplateRefused(_("“%(text)s” is no number.") % {"text": value}, field="kpis") from None
    if not number.is_finite():
        raise TemplateRefused(_("“%(text)s” is no number.") % {"text": value}, field="kpis")
    return f"{number.normalize():f}"
