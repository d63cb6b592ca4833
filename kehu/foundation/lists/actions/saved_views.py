"""Keeping a list under a name, changing and forgetting it, and remembering the columns a user likes."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Role, Team, User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists.links import parameters_of
from kehu.foundation.lists.models import RoleView, SavedView
from kehu.foundation.lists.permissions import ListVerb
from kehu.foundation.lists.query import Plan, parse
from kehu.foundation.refusals import Refusal

MOST_VIEWS = 100


class ViewRefused(Refusal):
    """The name is taken or missing, or there are too many views already."""


def save(*, plan: Plan, name: str, query: str, by: User, is_pinned: bool = True, **sharing: Any) -> SavedView:
    """Keep a list. `query` is a link's part after the ?, checked as if it were opened (raises `BadQuery`); `sharing` is
    `audience`, `team`, `is_open`.
    """
    key = plan.object_type.key
    link = parse(parameters_of(query), plan, by).link()
    with writing(by=by):
        own = SavedView.objects.filter(owner=by, object_key=key)
        if own.count() >= MOST_VIEWS:
            raise ViewRefused(_("You have kept as many lists as there can be. Forget one first."))
        last = own.aggregate(last=Max("position"))["last"] or 0
        view = SavedView(owner=by, object_key=key, name=_checked(name), query=link, is_pinned=is_pinned)
        view.position = last + 1
        _share(view, by, **sharing)
        _store(view)
    return view


def change(*, view: SavedView, by: User, plan: Plan, **changes: Any) -> SavedView:
    """Change `name`, `query`, `is_pinned`, or whom it is for: `audience`, `team`, `is_open`."""
    with writing(by=by):
        found = editable(view, by)
        if "name" in changes:
            found.name = _checked(str(changes["name"]))
        if "query" in changes:
            found.query = parse(parameters_of(str(changes["query"])), plan, by).link()
        if "is_pinned" in changes:
            found.is_pinned = bool(changes["is_pinned"])
        sharing = {name: changes[name] for name in ("audience", "team", "is_open") if name in changes}
        if sharing:
            _share(found, by, **sharing)
        _store(found)
    return found


def forget(*, view: SavedView, by: User) -> None:
    with writing(by=by):
        editable(view, by).delete()


def show_first(*, view: SavedView, roles: Iterable[Role], by: User) -> None:
    """Let the people of these roles, and of no others, see this list first. Requires that it is for everybody."""
    by.require(ListVerb.MANAGE_VIEWS)
    wanted = {role.pk for role in roles}
    with writing(by=by):
        found = editable(view, by)
        if wanted and found.audience != SavedView.Audience.COMPANY:
            raise ViewRefused(_("Only a list for everybody can be what a role sees first."), field="roles")
        RoleView.objects.filter(view=found).exclude(role__in=wanted).delete()
        RoleView.objects.filter(object_key=found.object_key, role__in=wanted).exclude(view=found).delete()
        known = set(RoleView.objects.filter(view=found).values_list("role", flat=True))
        RoleView.objects.bulk_create(
            RoleView(role_id=role, object_key=found.object_key, view=found) for role in sorted(wanted - known)
        )


def _share(
    view: SavedView, by: User, *, audience: str | None = None, team: Team | None = None, is_open: bool | None = None
) -> None:
    """Whoever widens the circle of a view needs the right for it; narrowing it is free."""
    before = (view.audience, view.team_id)
    if audience is not None:
        view.audience = SavedView.Audience(audience)
        view.team = team if view.audience == SavedView.Audience.TEAM else None
    if is_open is not None:
        view.is_open = is_open
    if (view.audience, view.team_id) == before:
        return
    if view.audience == SavedView.Audience.COMPANY:
        by.require(ListVerb.SHARE_VIEW)
    elif view.audience == SavedView.Audience.TEAM:
        by.require(ListVerb.SHARE_WITH_TEAM)
        if view.team_id is None or not (view.team_id in by.grants.team_ids or by.may(ListVerb.SHARE_VIEW)):
            raise ViewRefused(_("Choose one of your teams."), field="team")


def remember_columns(*, object_key: str, columns: list[str], by: User) -> None:
    """The columns of this object's lists that `by` sees from now on where a link names none; none: as declared."""
    _remember("columns", object_key, columns, by)


def remember_card(*, object_key: str, fields: list[str], by: User) -> None:
    """What stands on the cards of this object's boards for `by`; nothing: as declared."""
    _remember("cards", object_key, fields, by)


def _remember(what: str, object_key: str, keys: list[str], by: User) -> None:
    with writing(by=by):
        user = User.objects.select_for_update().get(pk=by.pk)
        chosen = dict(user.preferences.get(what, {}))
        chosen.pop(object_key, None)
        if keys:
            chosen[object_key] = keys
        user.preferences = {**user.preferences, what: chosen}
        user.save(update_fields=["preferences"])
    by.preferences = user.preferences


def _checked(name: str) -> str:
    plain = " ".join(name.split())[:60]
    if not plain:
        raise ViewRefused(_("A name is missing."), field="name")
    return plain


def _store(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as taken:
        raise ViewRefused(_("You have a list of this name already."), field="name") from taken
