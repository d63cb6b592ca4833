"""Commission: the month of everybody below, the statement of one, closing, and a file for the payroll."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.compensation.actions import closing
from kehu.compensation.permissions import CommissionVerb
from kehu.compensation.queries import commission_pages as pages
from kehu.compensation.queries import people, sealing, statements, traces
from kehu.compensation.views import months
from kehu.compensation.views.finding import month_named
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import page, refused, saved


@require_GET
def commissions(request: HttpRequest) -> HttpResponse:
    """The month by person; who sees nobody else's comes to his own statement."""
    user = reader(request)
    user.require(CommissionVerb.VIEW)
    month = months.asked(request)
    if not months.sees_others(user, "commission"):
        return redirect(pages.address(user.pk, month.first))
    everybody = list(people.reached(user, "commission"))
    found = statements.month([one.pk for one in everybody], month.first)
    shown = [(one, found[one.pk]) for one in everybody if one.pk in found]
    home = Company.objects.current().currency
    context = {
        "month": month, "rows": shown, "home": home, "chart": pages.by_person(everybody, found, home),
        "total": sum(one.payout for _person, one in shown), "open": [p for p, one in shown if not one.is_closed],
        "may_close": user.may(CommissionVerb.CLOSE) and month.is_over,
        "may_configure": user.may(CommissionVerb.CONFIGURE),
    }  # fmt: skip
    return page(request, "compensation/commissions/month.html", context)


@require_GET
def statement(request: HttpRequest, user_id: UUID, month: str) -> HttpResponse:
    """The statement of one person: a closed month as it was closed, an open one as it stands now."""
    user = reader(request)
    user.require(CommissionVerb.VIEW)
    person, when = months.person(request, user_id, "commission"), months.Month(month_named(month))
    year = pages.year_of(person.pk, when.first)
    shown = next((one for one in year if one.statement.month == when.first), None)
    home = Company.objects.current().currency
    terms = pages.plans_of(person.pk, when.first)
    context = {
        "person": person, "month": when, "shown": shown, "home": home, "mine": person.pk == user.pk,
        "lines": traces.told(shown, home, user) if shown else [], "fall": pages.waterfall(shown) if shown else [],
        "chart": pages.by_month(person.pk, year, home),
        "terms": [(one, pages.in_words(one, home)) for one in terms],
        "intact": sealing.of_statement(shown.kept, shown.lines) == shown.kept.seal if shown and shown.kept else None,
        "others": months.sees_others(user, "commission"),
    }  # fmt: skip
    return page(request, "compensation/commissions/statement.html", context)


@require_POST
def closure(request: HttpRequest, month: str) -> HttpResponse:
    when = months.Month(month_named(month))
    try:
        made = closing.close_month(month=when.first, by=reader(request), only=months.chosen(request))
    except Refusal as refusal:
        return refused(request, refusal)
    go_to = f"{reverse('compensation:commissions')}?month={when.name}"
    message = _("Closed: %(number)s statements.") % {"number": len(made)} if made else months.nobody(when.name)
    return saved(request, message=message, go_to=go_to)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The lines of the month of everybody whose pay the reader sees, each with its formula, for Excel."""
    user = reader(request)
    user.require(CommissionVerb.VIEW)
    month, everybody = months.asked(request), list(people.reached(user, "commission"))
    found = statements.month([one.pk for one in everybody], month.first)
    home = Company.objects.current().currency
    columns = [
        _("Name"), _("E-mail"), _("Earned in"), _("Kind"), _("Deal"), _("Base"), _("Amount"), _("Formula"),
    ]  # fmt: skip
    rows = pages.rows_for_excel(everybody, found, lambda line: traces.flat(line, home))
    return months.workbook(columns, rows, _("Commission"), month)
