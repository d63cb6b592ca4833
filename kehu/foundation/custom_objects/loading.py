"""Lets this process know the kinds of record that the company made, and keeps it up to date.

Whoever changes a definition puts it into force in his own process when the transaction is through. The other processes
notice by looking at the versions of all definitions, one small statement every two seconds at most, and at once when
somebody asks for a kind that they do not know.
"""

import time
from threading import RLock
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction

from kehu.foundation.access import verbs
from kehu.foundation.changes import bulk
from kehu.foundation.custom_objects import importing, kinds, layouts, listing
from kehu.foundation.custom_objects.models import PREFIX, ObjectDefinition
from kehu.foundation.custom_objects.page import catalogue_of
from kehu.foundation.lists import pages
from kehu.foundation.lists.editing import registry as editing
from kehu.foundation.objects import registry
from kehu.foundation.record_pages import panels
from kehu.foundation.search import registry as searchable
from kehu.foundation.transfer import targets
from kehu.foundation.ui import navigation
from kehu.foundation.ui.navigation import Entry

_lock = RLock()
_known: dict[str, tuple[UUID, int]] = {}


class _Clock:
    """When to look next, and how often the known kinds have changed."""

    next_look = 0.0
    changes = 0


def follow() -> None:
    registry.ask_when_unknown(lambda key: key.startswith(PREFIX) and refresh())


def look() -> None:
    """Bring the process up to date if it has not looked for a while."""
    if time.monotonic() >= _Clock.next_look:
        _Clock.next_look = time.monotonic() + settings.OBJECTS_CHECKED_EVERY
        refresh()


def refresh() -> bool:
    """Compare with the database and put into force what has changed; says whether anything had."""
    try:
        with transaction.atomic():
            found = {one.object_key: one for one in ObjectDefinition.objects.filter(deleted_at=None)}
    except DatabaseError:  # the table is not there yet while the database is being made
        return False
    return put_in_force(found)


def put_in_force(found: dict[str, ObjectDefinition]) -> bool:
    """Let exactly these kinds be known, by their keys."""
    with _lock:
        versions = {key: (one.pk, one.version) for key, one in found.items()}
        if versions == _known:
            return False
        for key in set(_known) - set(versions):
            _drop(key)
        for key, version in versions.items():
            if _known.get(key) != version:
                _put(found[key])
        _known.clear()
        _known.update(versions)
        navigation.put(
            menu=[_menu(one) for one in found.values() if one.in_menu], create=[_create(one) for one in found.values()]
        )
        _Clock.changes += 1
        return True


def after_change() -> None:
    """To be called inside the transaction that changes a definition. It is in force for the rest of the transaction
    already, since its own records may have to be written; should it not come through, it goes again.
    """
    refresh()
    transaction.on_commit(refresh)


def changes() -> int:
    """Grows whenever the known kinds change, for what is made from all of them."""
    return _Clock.changes


def forget() -> None:
    """As if no definition had been seen."""
    put_in_force({})


def _put(definition: ObjectDefinition) -> None:
    object_type = kinds.object_type_of(definition)
    verbs.put(object_type.key, kinds.verbs_of(definition))
    registry.put(object_type)
    searchable.put(kinds.source_of(definition))
    pages.put(listing.page_of(definition))
    bulk.register(object_type.key, listing.changer_of(object_type))
    editing.register(layouts.editor_of(object_type))
    targets.put(importing.Records(definition))
    panels.register(object_type.key, catalogue_of(object_type))


def _drop(key: str) -> None:
    panels.drop(key)
    targets.drop(importing.target_key(key))
    editing.drop(key)
    bulk.drop(key)
    pages.drop(key)
    searchable.drop(key)
    registry.drop(key)
    verbs.drop(key)


def _menu(definition: ObjectDefinition) -> Entry:
    kind: Any = registry.get(definition.object_key)
    return Entry(kind.key, kind.label_plural, icon=kind.icon, url=kind.list_page, verb=kind.view,
                 position=definition.position, words=kind.address_words)  # fmt: skip


def _create(definition: ObjectDefinition) -> Entry:
    kind: Any = registry.get(definition.object_key)
    return Entry(kind.key, kind.label, icon=kind.icon, url="custom_objects:create", verb=kind.create,
                 position=definition.position + 100, words=kind.address_words, dialog=True)  # fmt: skip
