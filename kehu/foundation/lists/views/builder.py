"""The dialog of the filter builder: conditions joined by all or any, in groups."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from kehu.foundation.access.reader import reader
from kehu.foundation.lists import building
from kehu.foundation.lists.query import BadQuery, ListQuery
from kehu.foundation.lists.tree import Group
from kehu.foundation.lists.views.opening import go, opened
from kehu.foundation.ui import responses


@require_http_methods(["GET", "POST"])
def build(request: HttpRequest, object_key: str) -> HttpResponse:
    """Shows the filter of a list as a form; every button sends it and gets it back changed, `do=apply` filters."""
    page, query = opened(request, object_key)
    doing = request.POST.get("do", "")
    filters = building.read(request.POST) if request.method == "POST" else query.filters
    if doing != "apply":
        changed = building.changed(filters, doing if request.method == "POST" else _first(filters), _likeliest(query))
        return _shown(request, query, changed, strict=False)
    done = building.completed(filters, query)
    if building.problems(building.laid_out(done, query, reader(request), strict=True)):
        return _shown(request, query, done, strict=True)
    try:
        link = replace(query, filters=building.tidy(done), cursor="").link()
        page.parse(replace(query, filters=building.tidy(done), cursor="").lists(), reader(request))
    except BadQuery:
        return _shown(request, query, done, strict=True)
    return go(request, page, link)


def _first(filters: Group) -> str:
    return "" if filters else "add:f"


def _likeliest(query: ListQuery) -> str:
    groups = building.field_groups(query)
    return groups[0][1][0].key


def _shown(request: HttpRequest, query: ListQuery, filters: Group, *, strict: bool) -> HttpResponse:
    box = building.laid_out(filters, query, reader(request), strict=strict)
    context = {
        "box": box, "fields": building.field_groups(query), "address": request.get_full_path(),
        "focus": request.POST.get("focus", ""),
    }  # fmt: skip
    return responses.fragment(request, "lists/builder.html", context, status=422 if strict else 200)
