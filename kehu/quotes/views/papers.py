"""The quote as a paper: for printing, as PDF, and what differs between two versions."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from kehu.foundation.company.models import Company
from kehu.foundation.documents import pdf
from kehu.foundation.ui.responses import page
from kehu.quotes.models import Answer, Quote, QuoteVersion
from kehu.quotes.queries import papers
from kehu.quotes.queries.content import content_of
from kehu.quotes.queries.differences import differences
from kehu.quotes.views.reading import visible


@require_GET
def printed(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The paper for the browser's own printing; `?version=` one that was sent, else the one that is worked on."""
    one, _user = visible(request, quote_id)
    content, version = _content(one, request.GET.get("version", ""))
    return paper(content, version, reverse("company:logo"))


def paper(content: dict[str, Any], version: QuoteVersion | None, logo: str) -> HttpResponse:
    """For the browser's own printing; `logo` is the address of the company's, if it has one."""
    html = papers.html_of(
        content, logo=logo if Company.objects.current().logo else "", answer=signed(version),
        fingerprint=version.sha256 if version else "", draft=version is None, for_browser=True,
    )  # fmt: skip
    return HttpResponse(html)


@require_GET
def document(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The PDF; where none can be made, the page for printing."""
    one, _user = visible(request, quote_id)
    content, version = _content(one, request.GET.get("version", ""))
    if pdf.trouble():
        return HttpResponseRedirect(f"{reverse('quotes:print', args=[one.pk])}?{request.GET.urlencode()}")
    if version:
        return as_file(papers.pdf_of_version(version), content)
    return as_file(papers.pdf_of(content, draft=True), content)


def as_file(data: bytes, content: dict[str, Any]) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{papers.file_name(content)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
def compare(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """`?from=` and `?to=` are numbers of versions; without `to` it is what is being worked on."""
    one, _user = visible(request, quote_id)
    versions = list(one.versions.all())
    if not versions:
        raise Http404
    before, old = _content(one, request.GET.get("from") or str(versions[0].number))
    after, new = _content(one, request.GET.get("to", ""))
    context = {
        "quote": one, "found": differences(before, after), "versions": versions, "old": old, "new": new,
        "before": before, "after": after, "drafted": one.state in (Quote.State.DRAFT, Quote.State.IN_APPROVAL),
    }  # fmt: skip
    return page(request, "quotes/differences.html", context)


def signed(version: QuoteVersion | None) -> Answer | None:
    if version is None:
        return None
    return Answer.objects.filter(quote_version=version, outcome=Answer.Outcome.ACCEPTED).first()


def _content(quote: Quote, number: str) -> tuple[dict[str, Any], QuoteVersion | None]:
    """What stands in a version; without a number in the one worked on, which is the last one while it is frozen."""
    if not number and quote.state in (Quote.State.DRAFT, Quote.State.IN_APPROVAL, Quote.State.APPROVED):
        return content_of(quote), None
    wanted = int(number) if number.isdigit() else quote.version_no
    found = quote.versions.filter(number=wanted).first()
    if found is None:
        raise Http404
    return found.content, found
