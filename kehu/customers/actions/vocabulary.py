"""The company's own words for its customers: tags, lifecycle stages, types of relationship."""

import re
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import plain_text
from kehu.customers.defaults import BUILTIN_TYPES
from kehu.customers.derived import refresh
from kehu.customers.models import Customer, CustomerTag, LifecycleStage, Relationship, RelationshipType, Tag
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST = 200


class WordRefused(Refusal):
    """The word cannot be like this."""


class WordInUse(Refusal):
    """Customers stand under this word; it can be renamed, and goes only when nobody needs it."""


def save_tag(*, by: User, name: str, colour: str = "", tag: Tag | None = None) -> Tag:
    """Make a tag, or rename one on all its customers. Names differ by more than case."""
    values = {"name": _wording(name, "name", 60), "colour": plain_text(colour, "colour", 20)}
    return _save(tag or Tag(), values, by, _("There is already a tag with this name."))  # type: ignore[no-any-return]


def remove_tag(*, tag: Tag, by: User) -> None:
    """Take a tag off all its customers, and out of the list. Raises WordInUse where something hangs on it that would
    mean another thing without it, such as prices for customers with the tag.
    """
    by.require(CustomerVerb.CONFIGURE)
    try:
        with writing(by=by):
            tagged: list[UUID] = list(CustomerTag.objects.filter(tag=tag).values_list("customer_id", flat=True))
            CustomerTag.objects.filter(tag=tag).delete()
            Tag.objects.filter(pk=tag.pk).delete()
            refresh(tagged)
    except models.ProtectedError as used:
        raise WordInUse(_("Something else goes by this tag, such as a price book; take it out there first.")) from used


def save_stage(
    *, by: User, name: str, position: int | None = None, key: str = "", stage: LifecycleStage | None = None
) -> LifecycleStage:
    """Make a stage, at the end unless a position is given, or rename or move one. The key stays."""
    values: dict[str, Any] = {"name": _wording(name, "name", 60)}
    if stage is None:
        stage = LifecycleStage(key=_key(key))
        last = LifecycleStage.objects.aggregate(last=models.Max("position"))["last"] or 0
        position = last + 10 if position is None else position
    elif stage.is_builtin and values["name"] in {stage.name, stage.label}:
        del values["name"]  # else moving it would fix its name in the reader's language
    if "name" in values:
        values["is_builtin"] = False
    if position is not None:
        values["position"] = position
    return _save(stage, values, by, _("There is already a stage with this key."))  # type: ignore[no-any-return]


def remove_stage(*, stage: LifecycleStage, by: User) -> None:
    """Only a stage in which no customer stands or stood."""
    by.require(CustomerVerb.CONFIGURE)
    standing = Customer.objects.filter(lifecycle_stage=stage).exists()
    _remove(stage, by, standing)


def save_type(
    *,
    by: User,
    forward: str,
    reverse: str,
    is_tree: bool | None = None,
    key: str = "",
    type: RelationshipType | None = None,  # noqa: A002 (the word of the model)
) -> RelationshipType:
    """Make a type of relationship, or reword one. Whether it makes a tree is fixed once customers stand in it."""
    values: dict[str, Any] = {
        "forward": _wording(forward, "forward", 80), "reverse": _wording(reverse, "reverse", 80),
    }  # fmt: skip
    if type is None:
        type = RelationshipType(key=_key(key), is_tree=bool(is_tree))  # noqa: A001
    elif is_tree is not None and is_tree != type.is_tree:
        if Relationship.objects.filter(type=type).exists():
            raise WordInUse(_("Customers stand in this relationship already; what it is cannot change."))
        values["is_tree"] = is_tree
    same = {
        values["forward"]: {type.forward, type.forward_label},
        values["reverse"]: {type.reverse, type.reverse_label},
    }
    if type.is_builtin and all(word in known for word, known in same.items()):
        values = {key: value for key, value in values.items() if key == "is_tree"}
    else:
        values["is_builtin"] = False
    return _save(type, values, by, _("There is already a type with this key."))  # type: ignore[no-any-return]


def remove_type(*, type: RelationshipType, by: User) -> None:  # noqa: A002
    """Only a type of the company's own in which no customers stand."""
    by.require(CustomerVerb.CONFIGURE)
    if type.key in BUILTIN_TYPES:
        raise WordRefused(_("This relationship comes with the program, which uses it; it can be renamed."))
    _remove(type, by, Relationship.objects.filter(type=type).exists())


def _save(row: Any, values: dict[str, Any], by: User, taken: str) -> Any:
    by.require(CustomerVerb.CONFIGURE)
    is_new = row._state.adding
    if is_new and type(row).objects.count() >= MOST and not isinstance(row, Tag):
        raise WordRefused(_("There can be %(most)s of them at most.") % {"most": MOST})
    for column, value in values.items():
        setattr(row, column, value)
    try:
        with transaction.atomic(), writing(by=by):
            row.save(force_insert=is_new)
    except IntegrityError as twice:
        raise WordRefused(taken, field="name" if isinstance(row, Tag) else "key") from twice
    row.refresh_from_db()
    return row


def _remove(row: models.Model, by: User, used: bool) -> None:
    in_use = WordInUse(_("Customers stand under this word. It can be renamed, but not removed."))
    if used:
        raise in_use
    try:
        with transaction.atomic(), writing(by=by):
            type(row)._default_manager.filter(pk=row.pk).delete()
    except models.ProtectedError as history:
        raise in_use from history


def _wording(text: str, field: str, longest: int) -> str:
    found = plain_text(text, field, longest)
    if not found:
        raise WordRefused(_("This may not be empty."), field=field)
    return found


def _key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise WordRefused(
            _("A key begins with a letter and has small letters, digits and underscores only."), field="key"
        )
    return text
