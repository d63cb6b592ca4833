"""What search-and-go offers to do: to the record that is open, or to the rows that are ticked. Each only as far as the
user's roles go.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import BulkVerb
from kehu.foundation.lists.pages import ListPage, all_pages, find_page
from kehu.foundation.lists.values import titles_of
from kehu.foundation.objects import registry
from kehu.foundation.objects.acts import Act, acts_of
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.search.spelling import fits

MOST_WITHOUT_TEXT = 7


@dataclass(frozen=True)
class Command:
    """One line. `way` says what choosing it does: `go` to a page, open a `dialog`, `ask` a bulk verb about `ids` or the
    ticked rows, or `post`.
    """

    key: str
    label: str
    icon: str
    address: str
    way: str
    shortcut: str = ""
    ids: str = ""
    asks: str = ""
    danger: bool = False


@dataclass(frozen=True)
class Offer:
    """`what` they are done to: the title of the open record, or how many rows are ticked."""

    what: str
    commands: list[Command]


def offers(address: str, picked: str, typed: str, user: User) -> Offer | None:
    """For the page at `address`: about the rows ticked there (`picked`: how many, or "all"), else the open record."""
    path = urlsplit(address).path
    if picked:
        page = _list_at(path)
        return _of_rows(page, picked, typed, user) if page else None
    found = record_at(path)
    return _of_record(*found, typed, user) if found else None


def record_at(path: str) -> tuple[ObjectType, UUID] | None:
    """The record whose page stands at a path."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    for value in match.kwargs.values():
        if isinstance(value, UUID):
            for kind in registry.all_objects():
                if kind.page and kind.url(value) == path:
                    return kind, value
    return None


def _list_at(path: str) -> ListPage | None:
    return next((page for page in all_pages() if page.object_type.list_address == path), None)


def _of_rows(page: ListPage, picked: str, typed: str, user: User) -> Offer | None:
    number = int(picked) if picked.isdigit() else 0
    verbs = [one for one in page.bulk_verbs(user) if one.fewest == 1 or one.fewest <= number <= (one.most or number)]
    found = [_asking(page.object_type, verb, "") for verb in verbs if _fits(typed, verb.label, verb.key, *verb.words)]
    what = ngettext("%(num)s ticked row", "%(num)s ticked rows", number) % {"num": number} if number else _("All rows")
    return Offer(what, found) if found else None


def _of_record(kind: ObjectType, record_id: UUID, typed: str, user: User) -> Offer | None:
    if kind.view and not user.may(kind.view):
        return None
    title = titles_of(kind.key, [record_id], user).get(str(record_id))
    if title is None:
        return None
    rows: Any = kind.model_class._default_manager
    may_edit = rows.all().editable_by(user).filter(pk=record_id).exists()
    acts = [one for one in acts_of(kind.key, user) if may_edit or not one.edits]
    commands = [_acting(act, record_id) for act in acts if _fits(typed, act.label, act.key, *act.words)]
    page = find_page(kind.key)
    if page and may_edit:
        taken = {one.key for one in acts}
        verbs = [one for one in page.bulk_verbs(user) if one.key not in taken and one.fewest == 1]
        commands += [
            _asking(kind, verb, str(record_id)) for verb in verbs if _fits(typed, verb.label, verb.key, *verb.words)
        ]
    found = [one for one in commands if one.address]
    return Offer(title, found if typed else found[:MOST_WITHOUT_TEXT]) if found else None


def _acting(act: Act, record_id: UUID) -> Command:
    way = "post" if act.posts else "dialog" if act.dialog else "go"
    return Command(act.key, str(act.label), act.icon, act.address(record_id), way, act.shortcut, asks=str(act.asks))


def _asking(kind: ObjectType, verb: BulkVerb, ids: str) -> Command:
    address = reverse("lists:bulk", args=[kind.key, verb.key])
    return Command(
        verb.key, str(verb.label), verb.icon, address, "ask", "" if ids else verb.shortcut, ids, danger=verb.danger
    )


def _fits(typed: str, label: Any, *words: str) -> bool:
    """By its label in the reader's language and in English, its key, and the words declared."""
    if not typed:
        return True
    with translation.override("en"):
        english = str(label)
    return fits(typed, str(label), english, *words)
