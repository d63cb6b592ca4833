"""Keeping a list under a name, changing and forgetting it, and remembering the columns a user likes."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.lists.links import parameters_of
from kehu.foundation.lists.models import SavedView
from kehu.foundation.lists.permissions import ListVerb
from kehu.foundation.lists.query import Plan, parse
from kehu.foundation.refusals import Refusal

MOST_VIEWS = 100


class ViewRefused(Refusal):
    """The name is taken or missing, or there are too many views already."""


def save(*, plan: Plan, name: str, query: str, is_shared: bool, is_pinned: bool, by: User) -> SavedView:
    """Keep a list. `query` is a link's part after the ?, checked as if it were opened (raises `BadQuery`)."""
    key = plan.object_type.key
    _require_share(is_shared, by)
    link = parse(parameters_of(query), plan, by).link()
    with writing(by=by):
        own = SavedView.objects.filter(owner=by, object_key=key)
        if own.count() >= MOST_VIEWS:
            raise ViewRefused(_("You have kept as many lists as there can be. Forget one first."))
        last = own.aggregate(last=Max("position"))["last"] or 0
        view = SavedView(
            owner=by, object_key=key, name=_checked(name), query=link, is_shared=is_shared, is_pinned=is_pinned,
            position=last + 1,
        )  # fmt: skip
        _store(view)
    return view


def change(*, view: SavedView, by: User, plan: Plan, **changes: object) -> SavedView:
    """Change `name`, `query`, `is_shared` or `is_pinned`."""
    with writing(by=by):
        found = editable(view, by)
        if "name" in changes:
            found.name = _checked(str(changes["name"]))
        if "query" in changes:
            found.query = parse(parameters_of(str(changes["query"])), plan, by).link()
        if "is_shared" in changes:
            _require_share(bool(changes["is_shared"]) and not found.is_shared, by)
            found.is_shared = bool(changes["is_shared"])
        if "is_pinned" in changes:
            found.is_pinned = bool(changes["is_pinned"])
        _store(found)
    return found


def forget(*, view: SavedView, by: User) -> None:
    with writing(by=by):
        editable(view, by).delete()


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


def _require_share(shared: bool, by: User) -> None:
    if shared:
        by.require(ListVerb.SHARE_VIEW)


def _store(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as taken:
        raise ViewRefused(_("You have a list of this name already."), field="name") from taken
