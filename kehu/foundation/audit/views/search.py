"""Settings: the audit trail and the log of sensitive reads, for auditors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kehu.foundation.access.reader import reader
from kehu.foundation.audit import search
from kehu.foundation.audit.forms import ReadsForm, SearchForm
from kehu.foundation.audit.history import describe
from kehu.foundation.audit.permissions import AuditVerb
from kehu.foundation.objects import registry
from kehu.foundation.ui.responses import page


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    reader(request).require(AuditVerb.SEARCH)
    form = SearchForm(request.GET)
    found = search.entries(form.wanted(), reader(request)) if form.is_valid() else []
    context = {
        "form": form,
        "changes": describe(found[: search.PAGE], reader(request)),
        "older": _older(request, found),
    }
    return page(request, "audit/search.html", context, status=422 if form.errors else 200)


@require_GET
def sensitive_reads(request: HttpRequest) -> HttpResponse:
    reader(request).require(AuditVerb.SEARCH)
    form = ReadsForm(request.GET)
    found = search.reads(form.wanted(), reader(request)) if form.is_valid() else []
    rows = [(read, registry.find(read.object_key)) for read in found[: search.PAGE]]
    context = {"form": form, "reads": rows, "older": _older(request, found)}
    return page(request, "audit/reads.html", context, status=422 if form.errors else 200)


def _older(request: HttpRequest, found: list[Any]) -> str:
    """The query of the next page, empty at the end."""
    if len(found) <= search.PAGE:
        return ""
    query = request.GET.copy()
    query["before"] = str(found[search.PAGE - 1].pk)
    return query.urlencode()
