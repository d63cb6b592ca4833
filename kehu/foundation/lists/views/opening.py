"""What the dialogs about a list begin and end with."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from kehu.foundation.access.reader import reader
from kehu.foundation.lists.links import parameters_of
from kehu.foundation.lists.pages import ListPage, page_of
from kehu.foundation.lists.query import BadQuery, ListQuery
from kehu.foundation.ui import responses


def opened(request: HttpRequest, object_key: str) -> tuple[ListPage, ListQuery]:
    """The list a dialog is about, as the `query` of its address says. A query nobody can read is an empty one."""
    page, user = page_of(object_key), reader(request)
    user.require(page.object_type.view)
    try:
        return page, page.parse(parameters_of(request.GET.get("query", "")), user)
    except BadQuery:
        return page, page.parse({}, user)


def go(request: HttpRequest, page: ListPage, link: str, **events: Any) -> HttpResponse:
    """Closes the dialog and shows the list under another link."""
    view = request.GET.get("view", "")
    link = "&".join(part for part in (link, f"view={view}" if view else "") if part)
    address = f"{page.object_type.list_address}?{link}"
    if not responses.is_htmx(request):
        return responses.saved(request, message="", go_to=address)
    return responses.told(HttpResponse(status=204), saved={}, **{"list-address": {"address": address}}, **events)
