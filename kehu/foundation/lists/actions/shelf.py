"""The lists a user has at hand in the side bar, in folders, in his own order. They are kept with his preferences, so
that no page reads the database for them; what one of them shows is looked up when it is opened.
"""

from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists.models import SavedView
from kehu.foundation.objects import registry

MOST = 60
LONGEST_NAME = 40

Shelf = list[dict[str, Any]]


def shelf_of(user: User) -> Shelf:
    """[{"folder": name, "" for none, "lists": [{"id", "name", "icon"}]}]"""
    found: Shelf = user.preferences.get("shelf", [])
    return found


def put(*, view: SavedView, folder: str = "", by: User) -> None:
    """Put a view into the side bar, at the end of a folder, which is made if there is none of the name."""
    name = " ".join(folder.split())[:LONGEST_NAME]
    kind = registry.find(view.object_key)
    entry = {"id": str(view.pk), "name": view.name, "icon": kind.icon if kind else "list"}
    with writing(by=by):
        shelf = _without(shelf_of(by), view.pk)
        place = next((one for one in shelf if one["folder"] == name), None)
        if place is None:
            place = {"folder": name, "lists": []}
            shelf = [place, *shelf] if not name else [*shelf, place]
        place["lists"] = [*place["lists"], entry]
        _keep(shelf, by)


def take(*, view_id: UUID, by: User) -> None:
    with writing(by=by):
        _keep(_without(shelf_of(by), view_id), by)


def rename(*, view: SavedView, by: User) -> None:
    """Call the view in one's side bar as it is called now."""
    known = [entry for one in shelf_of(by) for entry in one["lists"] if entry["id"] == str(view.pk)]
    if known and known[0]["name"] != view.name:
        shelf = [{**one, "lists": [_renamed(entry, view) for entry in one["lists"]]} for one in shelf_of(by)]
        with writing(by=by):
            _keep(shelf, by)


def arrange(*, order: list[tuple[str, list[str]]], by: User) -> None:
    """Folders and their views (identifiers) in a new order; what is not named keeps its place at the end."""
    known = {entry["id"]: entry for one in shelf_of(by) for entry in one["lists"]}
    shelf: Shelf = []
    for folder, ids in order:
        entries = [known.pop(one) for one in ids if one in known]
        if entries:
            shelf.append({"folder": " ".join(folder.split())[:LONGEST_NAME], "lists": entries})
    if known:
        shelf.append({"folder": "", "lists": list(known.values())})
    with writing(by=by):
        _keep(shelf, by)


def _without(shelf: Shelf, view_id: UUID) -> Shelf:
    left = [{**one, "lists": [entry for entry in one["lists"] if entry["id"] != str(view_id)]} for one in shelf]
    return [one for one in left if one["lists"]]


def _renamed(entry: dict[str, Any], view: SavedView) -> dict[str, Any]:
    return {**entry, "name": view.name} if entry["id"] == str(view.pk) else entry


def _keep(shelf: Shelf, by: User) -> None:
    user = User.objects.select_for_update().get(pk=by.pk)
    user.preferences = {**user.preferences, "shelf": shelf[:MOST]}
    user.save(update_fields=["preferences"])
    by.preferences = user.preferences
