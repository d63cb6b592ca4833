"""The list page and its parts: the list after a change, the next rows, the foot."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.vary import vary_on_headers

from kehu.foundation.access.reader import reader
from kehu.foundation.lists import rows
from kehu.foundation.lists.grouping import narrowed
from kehu.foundation.lists.links import without_page
from kehu.foundation.lists.pages import ListPage
from kehu.foundation.lists.query import BadQuery, ListQuery
from kehu.foundation.lists.views.presenting import Listing
from kehu.foundation.lists.views.saved import address_of, first_view
from kehu.foundation.lists.views.trouble import Trouble
from kehu.foundation.ui import responses

NARROW = "kehu_narrow"  # a cookie of narrow.js: the screen is that of a phone


@vary_on_headers("HX-Request")
def show(request: HttpRequest, page: ListPage) -> HttpResponse:
    """Answers GET for a list page; `part` asks for `list`, `rows` or `foot` only, or for a part of its layout."""
    user = reader(request)
    user.require(page.object_type.view)
    if not request.GET and (first := _first(request, page)):
        return HttpResponseRedirect(first)
    part = request.GET.get("part", "") if responses.is_htmx(request) else ""
    try:
        query = page.parse(without_page(request.GET), user)
        if part == "foot":
            return _foot(request, page, query)
        within = request.GET.get("within", "")
        if within and query.grouping:
            query = narrowed(query, query.grouping, within)
        if part == "beside":
            return _beside(request, page, query)
        layout = page.layout(query, narrow=request.COOKIES.get(NARROW) == "1")
        answer = layout.part(part, request, page, query, user) if part else None
        if answer is not None:
            return answer
        body = layout.body(page, query, user)
    except BadQuery as problem:
        return _refused(request, page, problem, part)
    except ValueError:
        raise Http404 from None  # no group of this grouping
    listing = Listing(page, query, body, user, request.path, request.GET.get("view", ""))
    listing.within, listing.layout = within, layout
    if part == "rows":
        return responses.fragment(request, "lists/rows.html", {"list": listing})
    if part == "list":
        answer = responses.fragment(request, "lists/list.html", {"list": listing})
        return _with_address(request, answer, listing.address)
    return responses.page(request, "lists/page.html", {"list": listing})


def _beside(request: HttpRequest, page: ListPage, query: ListQuery) -> HttpResponse:
    """Where the record before or after the one `at` is, for those who walk from record to record."""
    at, backwards = UUID(request.GET.get("at", "")), request.GET.get("way") == "previous"
    found = rows.beside(query, reader(request), at, backwards=backwards)
    return JsonResponse({"address": page.object_type.url(found) if found else ""})


def _first(request: HttpRequest, page: ListPage) -> str:
    """The address of what stands at the bare one: what a role of the user sees first, else as the list is declared."""
    view = first_view(reader(request), page)
    if view:
        return address_of(view, page)
    return f"{request.path}?{page.first}" if page.first else ""


def _foot(request: HttpRequest, page: ListPage, query: ListQuery) -> HttpResponse:
    summary = rows.summary(query, reader(request))
    return responses.fragment(request, "lists/foot.html", {"summary": summary, "page": page})


def _refused(request: HttpRequest, page: ListPage, problem: BadQuery, part: str) -> HttpResponse:
    if part in {"rows", "foot"}:
        return responses.toast(request, problem.message, status=422)
    trouble = Trouble(page, problem, request.path)
    template = "lists/trouble.html" if part == "list" else "lists/trouble_page.html"
    return responses.page(request, template, {"list": trouble}, status=422)


def _with_address(request: HttpRequest, answer: HttpResponse, address: str) -> HttpResponse:
    """The address bar always shows the list that is seen, so that it can be sent to a colleague."""
    current = request.headers.get("HX-Current-URL", "")
    same = current.endswith(address) if address else False
    answer["HX-Replace-Url" if same else "HX-Push-Url"] = address
    return answer
