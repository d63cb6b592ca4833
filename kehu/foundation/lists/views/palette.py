"""Search-and-go: records of every kind that is searched, what one looked at last, and what can be begun."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.lists.pages import all_pages, find_page
from kehu.foundation.lists.recent import recent
from kehu.foundation.objects import registry
from kehu.foundation.search.query import Hit, search
from kehu.foundation.ui import responses

PER_KIND = 6


@dataclass(frozen=True)
class Line:
    title: str
    hint: str
    address: str
    icon: str
    in_dialog: bool = False


@dataclass(frozen=True)
class Group:
    """`more` is the list that shows all of them."""

    label: Any
    lines: list[Line]
    more: str = ""


@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """For `?q=`: groups of records; without text what the user looked at last."""
    user = reader(request)
    text = request.GET.get("q", "").strip()[:200]
    groups = _found(user, text) if text else _recent(user)
    context = {"groups": groups, "text": text, "create": _create(user, text) if text else None}
    return responses.fragment(request, "lists/palette.html", context)


def _found(user: User, text: str) -> list[Group]:
    groups = []
    for key, hits in groupby(search(user, text, limit=PER_KIND + 1), key=lambda hit: hit.object_key):
        kind, found = registry.get(key), list(hits)
        page = find_page(key)
        more = f"{kind.list_address}?{urlencode({'search': text})}" if page and len(found) > PER_KIND else ""
        lines = [_line(hit, kind) for hit in found[:PER_KIND]]
        groups.append(Group(kind.label_plural, [line for line in lines if line.address], more))
    return groups


def _line(hit: Hit, kind: registry.ObjectType) -> Line:
    return Line(hit.title, hit.subtitle, kind.url(hit.record_id), kind.icon)


def _recent(user: User) -> list[Group]:
    lines = []
    for key, record_id, title in recent(user):
        kind = registry.get(key)
        lines.append(Line(title, str(kind.label), kind.url(record_id), kind.icon))
    return [Group(_("Looked at last"), [line for line in lines if line.address])] if lines else []


def _create(user: User, text: str) -> Line | None:
    """Unknown text can become a record: the first kind whose list offers to make one, with the text as its name."""
    for page in all_pages():
        kind = page.object_type
        named = kind.title == "name" and kind.create and user.may(kind.create)
        address = page.create_address if named else ""
        if address:
            title = _("Create %(what)s “%(text)s”") % {"text": text, "what": str(kind.label).lower()}
            return Line(title, "", f"{address}?{urlencode({'name': text})}", kind.icon, page.create_in_dialog)
    return None
