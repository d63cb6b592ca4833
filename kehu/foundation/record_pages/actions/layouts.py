"""Keeping and forgetting layouts."""

from typing import Any

from django.utils.translation import gettext as _

from kehu.foundation.access.models import Role, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.record_pages import panels
from kehu.foundation.record_pages.models import Layout
from kehu.foundation.record_pages.panels import PLACES
from kehu.foundation.record_pages.permissions import LayoutVerb
from kehu.foundation.refusals import Refusal

MOST_GROUPS = 20
LONGEST_LABEL = 60


class LayoutRefused(Refusal):
    """A page cannot be arranged like this."""


def keep(
    *, object_key: str, arrangement: dict[str, Any], by: User, role: Role | None = None, everybody: bool = False
) -> Layout:
    """Arrange the pages of a kind for oneself, for a role, or for everybody. Raises `LayoutRefused`."""
    user = _whose(by, role, everybody)
    tidy = _checked(object_key, arrangement, by)
    with writing(by=by):
        layout, _made = Layout.objects.update_or_create(
            object_key=object_key, role=role, user=user, defaults={"arrangement": tidy}
        )
    return layout


def forget(*, object_key: str, by: User, role: Role | None = None, everybody: bool = False) -> None:
    """Go back to the next wider layout."""
    user = _whose(by, role, everybody)
    with writing(by=by):
        Layout.objects.filter(object_key=object_key, role=role, user=user).delete()


def _whose(by: User, role: Role | None, everybody: bool) -> User | None:
    if role is None and not everybody:
        return by
    by.require(LayoutVerb.MANAGE)
    return None


def _checked(object_key: str, given: dict[str, Any], by: User) -> dict[str, Any]:
    catalogue = panels.find(object_key)
    if catalogue is None:
        raise LayoutRefused(_("The pages of this kind cannot be arranged."))
    known = {one.key: one for one in catalogue.panels(by)}
    fields = {key for key, _label in catalogue.fields(by)}
    seen: set[str] = set()
    tidy: dict[str, Any] = {}
    for name in (*PLACES, "hidden"):
        keys = _texts(given.get(name))
        if unknown := [key for key in keys if key not in known or key in seen]:
            raise LayoutRefused(_("There is no panel “%(name)s” here.") % {"name": unknown[0][:40]})
        if name == "hidden" and any(known[key].fixed for key in keys):
            raise LayoutRefused(_("This panel cannot be hidden."))
        seen.update(keys)
        tidy[name] = keys
    groups = given.get("groups")
    if groups is not None:
        tidy["groups"] = [_group(one, fields) for one in (groups if isinstance(groups, list) else [])[:MOST_GROUPS]]
    return tidy


def _group(given: Any, fields: set[str]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise LayoutRefused(_("The layout is not readable."))
    keys = [key for key in _texts(given.get("fields")) if key in fields]
    return {"label": str(given.get("label") or "").strip()[:LONGEST_LABEL], "fields": keys}


def _texts(given: Any) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise LayoutRefused(_("The layout is not readable."))
    return list(dict.fromkeys(given))
