"""Appraisal: the month of everybody below, the sheet of one, closing, and a file."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.compensation.actions import appraisals as actions
from kehu.compensation.appraisal_forms import RatingForm
from kehu.compensation.models import Dispute
from kehu.compensation.permissions import AppraisalVerb
from kehu.compensation.queries import appraisal_pages as pages
from kehu.compensation.queries import appraisals, people, sealing
from kehu.compensation.queries.appraisals import Sheet
from kehu.compensation.views import months
from kehu.compensation.views.finding import month_named
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved

CHANGED = ["appraisal"]


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The sheets of a month by person; who sees nobody else's comes to his own."""
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    month = months.asked(request)
    if not months.sees_others(user, "appraisal"):
        return redirect(pages.address(user.pk, month.first))
    everybody = list(people.reached(user, "appraisal"))
    found = appraisals.sheets([one.pk for one in everybody], month.first)
    shown = [(one, found[one.pk]) for one in everybody if one.pk in found]
    open_ones = [one for one, sheet in shown if not sheet.is_closed and months.Month(sheet.ends_on).is_over]
    disputes = Dispute.objects.visible_to(user).filter(state=Dispute.State.OPEN).select_related("sheet__user")
    context = {
        "month": month, "rows": shown, "chart": pages.by_person(everybody, found),
        "open": [one for one in open_ones if one.pk != user.pk], "may_close": user.may(AppraisalVerb.CLOSE),
        "may_configure": user.may(AppraisalVerb.CONFIGURE),
        "disputes": disputes[:20],
    }  # fmt: skip
    return page(request, "compensation/appraisals/month.html", context)


@require_GET
def sheet(request: HttpRequest, user_id: UUID, month: str) -> HttpResponse:
    """What somebody would get now, or got; each number opens its records."""
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    person, when = months.person(request, user_id, "appraisal"), months.Month(month_named(month))
    found = appraisals.sheets([person.pk], when.first).get(person.pk)
    home = Company.objects.current().currency
    settles = person.pk != user.pk and people.reached(user, "appraisal", "edit").filter(pk=person.pk).exists()
    context: dict[str, Any] = {
        "person": person, "month": when, "sheet": found, "mine": person.pk == user.pk, "home": home, "pages": pages,
        "chart": pages.by_period(person.pk, found), "others": months.sees_others(user, "appraisal"),
        "may_rate": settles and user.may(AppraisalVerb.RATE), "may_decide": settles and user.may(AppraisalVerb.CLOSE),
        "corrections": [], "disputes": [], "intact": None, "metric_label": _label,
    }  # fmt: skip
    if found and found.kept:
        kept = found.kept
        context["corrections"] = list(kept.corrections.select_related("corrected_by"))
        disputes = kept.disputes.select_related("opened_by", "decided_by").prefetch_related("messages__author")
        context["disputes"] = list(disputes)
        context["intact"] = sealing.sheet_is_intact(kept)
    return page(request, "compensation/appraisals/sheet.html", context)


@require_http_methods(["GET", "POST"])
def rating(request: HttpRequest, user_id: UUID, month: str, metric: str) -> HttpResponse:
    """Enter one measure by hand, or that it does not apply."""
    user = reader(request)
    user.require(AppraisalVerb.RATE)
    person, found, row = _row(request, user_id, month, metric)
    form = RatingForm(request.POST or None, initial={"value": row.value if row.by_hand else None, "why": row.why})
    return form_dialog(
        request,
        form=form,
        title=_("%(measure)s of %(name)s") % {"measure": row.label, "name": person.name},
        text=str(row.measure.about) if row.measure else "",
        save=lambda given: actions.rate(user=person, month=found.starts_on, metric=metric, by=user, **form.given()),
        message=_("Saved."),
        changed=CHANGED,
    )


@require_POST
def unrating(request: HttpRequest, user_id: UUID, month: str, metric: str) -> HttpResponse:
    user = reader(request)
    person, found, _row_of = _row(request, user_id, month, metric)
    try:
        actions.unrate(user=person, month=found.starts_on, metric=metric, by=user)
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Taken back."), changed=CHANGED)


@require_POST
def closure(request: HttpRequest, month: str) -> HttpResponse:
    when = months.Month(month_named(month))
    try:
        made = actions.close(month=when.first, by=reader(request), only=months.chosen(request))
    except Refusal as refusal:
        return refused(request, refusal)
    message = _("Closed: %(number)s sheets.") % {"number": len(made)} if made else months.nobody(when.name)
    return saved(request, message=message, go_to=f"{reverse('compensation:appraisals')}?month={when.name}")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The sheets of the month of everybody whose appraisal the reader sees, for Excel."""
    user = reader(request)
    user.require(AppraisalVerb.VIEW)
    month, everybody = months.asked(request), list(people.reached(user, "appraisal"))
    found = appraisals.sheets([one.pk for one in everybody], month.first)
    columns = [
        _("Name"), _("E-mail"), _("From"), _("Until"), _("State"), _("Measure"), _("Value"), _("Weight"), _("Score"),
        _("Points"), _("Note"),
    ]  # fmt: skip
    return months.workbook(columns, pages.rows_for_excel(everybody, found), _("Appraisal"), month)


def _row(request: HttpRequest, user_id: UUID, month: str, metric: str) -> tuple[User, Sheet, appraisals.Row]:
    person = months.person(request, user_id, "appraisal")
    found = appraisals.sheets([person.pk], month_named(month)).get(person.pk)
    row = next((one for one in found.rows if one.metric == metric), None) if found else None
    if found is None or row is None:
        raise Http404
    return person, found, row


def _label(metric: str) -> str:
    return appraisals.Row(metric, Decimal(0), {}).label if metric else _("The whole sheet")
