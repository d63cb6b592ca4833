"""A statement or a sheet on paper: a PDF, or where this machine cannot make one the same page for printing."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kehu.compensation.permissions import AppraisalVerb, CommissionVerb
from kehu.compensation.queries import appraisal_pages, appraisals, statements, traces
from kehu.compensation.views import months
from kehu.compensation.views.finding import month_named
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.company.models import Company
from kehu.foundation.documents import pdf
from kehu.foundation.ui.formats import show_date, show_money, show_number


@require_GET
def statement(request: HttpRequest, user_id: UUID, month: str) -> HttpResponse:
    user = reader(request)
    user.require(CommissionVerb.VIEW)
    person, when = months.person(request, user_id, "commission"), month_named(month)
    shown = statements.month([person.pk], when).get(person.pk)
    if shown is None:
        raise Http404
    home = Company.objects.current().currency
    rows = []
    for one in traces.told(shown, home, user):
        steps = [" ".join(part for part in (step.formula, step.note) if part) for step in one.steps]
        rows.append([[one.title, one.terms, *steps], one.kind, f"{one.origin:%Y-%m}", show_money(one.amount, home)])
    columns = [(_("Deal"), False), (_("Kind"), False), (_("Earned in"), False), (_("Amount"), True)]
    words = {
        "title": _("Commission"), "period": month, "columns": columns, "rows": rows, "total_label": _("Payout"),
        "total": show_money(shown.payout, home), "seal": shown.kept.seal if shown.kept else "",
        "note": "" if shown.is_closed else _("running"),
    }  # fmt: skip
    return _paper(person, words)


@require_GET
def sheet(request: HttpRequest, user_id: UUID, month: str) -> HttpResponse:
    reader(request).require(AppraisalVerb.VIEW)
    person, when = months.person(request, user_id, "appraisal"), month_named(month)
    found = appraisals.sheets([person.pk], when).get(person.pk)
    if found is None:
        raise Http404
    home, pages = Company.objects.current().currency, appraisal_pages
    rows = [
        [
            [row.label, pages.curve_in_words(row, home), *([f"{row.entered_by}: {row.why}"] if row.by_hand else [])],
            pages.value_in(row.measure, row.value, home),
            "—" if row.score is None else show_number(row.score),
            f"{show_number(row.in_force)}%",
            show_number(row.points, 2),
        ]
        for row in found.rows
    ]
    columns = [
        (_("Measure"), False), (_("Value"), True), (_("Score"), True), (_("Weight"), True), (_("Points"), True),
    ]  # fmt: skip
    words = {
        "title": _("Appraisal"), "period": f"{show_date(found.starts_on)} – {show_date(found.ends_on)}",
        "columns": columns, "rows": rows, "total_label": _("Score"), "total": show_number(found.score, 2),
        "seal": found.kept.seal if found.kept else "",
        "note": found.grade if found.is_closed else _("running"),
    }  # fmt: skip
    return _paper(person, words)


def _paper(person: User, words: dict[str, Any]) -> HttpResponse:
    context = {
        **words, "person": person, "company": Company.objects.current().name, "language": translation.get_language(),
    }  # fmt: skip
    html = render_to_string("compensation/paper/sheet.html", context)
    if pdf.trouble():
        return HttpResponse(html, headers={"Cache-Control": "private, no-store"})
    answer = HttpResponse(pdf.render(html), content_type="application/pdf")
    name = quote(f"{words['title']} {person.name} {words['period']}.pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
    answer["Cache-Control"] = "private, no-store"
    return answer
