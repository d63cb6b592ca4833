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
from kehu.foundation.lists.commands import offers
from kehu.foundation.lists.models import SavedView
from kehu.foundation.lists.pages import all_pages, find_page
from kehu.foundation.lists.recent import recent
from kehu.foundation.objects import registry
from kehu.foundation.search.query import Hit, search
from kehu.foundation.search.spelling import fits
from kehu.foundation.ui import responses

PER_KIND = 6
MOST_VIEWS = 300


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
    """For `?q=`: what can be done to the open record or to the `picked` rows, records, kept lists; without text what
    the user looked at last.
    """
    user = reader(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    picked = request.GET.get("picked", "")[:6]
    offer = offers(request.headers.get("HX-Current-URL", ""), picked, text, user)
    groups = [*_found(user, text), *_lists(user, text)] if text else _recent(user)
    context = {"offer": offer, "groups": groups, "text": text, "create": _create(user, text) if text else None}
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


def _lists(user: User, text: str) -> list[Group]:
    """Kept lists, and those that every list offers."""
    named = []
    for page in all_pages():
        kind = page.object_type
        if kind.list_address and (not kind.view or user.may(kind.view)):
            named += [
                Line(str(name), str(kind.label_plural), f"{kind.list_address}?{query}", kind.icon)
                for name, query in page.views
            ]
    for view in SavedView.objects.visible_to(user).order_by("position", "name", "pk")[:MOST_VIEWS]:
        of = find_page(view.object_key)
        if of and of.object_type.list_address:
            kind = of.object_type
            address = f"{kind.list_address}?{view.query}{'&' if view.query else ''}view={view.pk}"
            named.append(Line(view.name, str(kind.label_plural), address, "bookmark"))
    lines = [line for line in named if fits(text, line.title, line.hint)]
    return [Group(_("Lists"), lines[:PER_KIND])] if lines else []


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
