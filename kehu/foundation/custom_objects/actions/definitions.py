"""Making, changing and deleting kinds of record."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import deletion
from kehu.foundation.custom_objects import loading
from kehu.foundation.custom_objects.actions import rights as giving
from kehu.foundation.custom_objects.actions.rights import Right
from kehu.foundation.custom_objects.checking import title_from
from kehu.foundation.custom_objects.models import FIRST_NUMBER, CustomRecord, ObjectDefinition
from kehu.foundation.custom_objects.permissions import ObjectVerb
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal

KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
MOST = 100
BATCH = 1000
TITLE_KINDS = {FieldDefinition.Kind.TEXT, FieldDefinition.Kind.NUMBER, FieldDefinition.Kind.DATE}
CHANGEABLE = {
    "labels", "labels_plural", "title_labels", "title_field", "icon", "description", "in_menu", "position",
}  # fmt: skip


class KindRefused(Refusal):
    """The kind of record cannot be like this."""


def define(
    *, key: str, labels: dict[str, str], labels_plural: dict[str, str], by: User,
    rights: Mapping[str, Right] | None = None, **further: Any,
) -> ObjectDefinition:  # fmt: skip
    """Make a kind of record; it has list, page, search, import, export and API at once. `rights` by key of a role (all
    roles get the usual ones without it); `further` are other fields of the definition. Raises `KindRefused`.
    """
    by.require(ObjectVerb.MANAGE)
    by.require(AccessVerb.MANAGE_ROLES)
    with transaction.atomic(), writing(by=by):
        ObjectDefinition.objects.select_for_update().order_by("pk").values_list("pk").first()
        last = ObjectDefinition.objects.aggregate(last=Max("number"))["last"] or FIRST_NUMBER - 1
        made = ObjectDefinition(key=key, labels=labels, labels_plural=labels_plural, number=last + 1, **further)
        _check(made)
        if registry.find(key) or ObjectDefinition.objects.filter(key=key).exists():
            raise KindRefused(_("There is a kind of record with this key already."), field="key")
        if ObjectDefinition.objects.count() >= MOST:
            raise KindRefused(_("There can be %(most)s kinds of record at most.") % {"most": MOST})
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as taken:
            raise KindRefused(_("There is a kind of record with this key already."), field="key") from taken
        loading.after_change()
        giving.give(object_key=made.object_key, rights=rights if rights is not None else giving.usual(), by=by)
    return made


def change(*, definition: ObjectDefinition, changes: dict[str, Any], by: User) -> ObjectDefinition:
    """Change names, icon, place in the menu, or what names a record; the key stays. Raises `KindRefused`."""
    by.require(ObjectVerb.MANAGE)
    if fixed := set(changes) - CHANGEABLE:
        raise KindRefused(_("The key of a kind of record cannot be changed."), field=min(fixed))
    retitled = changes.get("title_field", definition.title_field) != definition.title_field
    for name, value in changes.items():
        setattr(definition, name, value)
    _check(definition)
    with writing(by=by):
        definition.save(update_fields=list(changes))
        definition.refresh_from_db()
        loading.after_change()
        if retitled and definition.title_field:
            _retitle(definition)
    return definition


def delete(*, definition: ObjectDefinition, by: User, with_records: bool = False) -> None:
    """Without records a kind goes for good, with its fields and rights. With records it goes only if `with_records`:
    they go to the trash, and the kind can be brought back. Raises `KindRefused`.
    """
    by.require(ObjectVerb.MANAGE)
    key = definition.object_key
    rows: Any = registry.get(key).model_class._default_manager
    alive = list(rows.filter(deleted_at=None).order_by("pk").values_list("pk", flat=True))
    if alive and not with_records:
        raise KindRefused(_("There are records of this kind. Delete them first, or together with it."))
    used = FieldDefinition.objects.filter(reference=key, is_active=True).exclude(object_key=key).first()
    if used is not None:
        raise KindRefused(_("The field “%(name)s” of another kind leads here. Retire it first.") % {"name": used.label})
    with writing(by=by):
        if alive:
            deletion.trash(object_key=key, ids=alive, by=by)
            if rows.filter(deleted_at=None).exists():
                raise KindRefused(_("Some records of this kind are out of your reach; somebody else must delete it."))
        if CustomRecord._base_manager.filter(object_key=key).exists():
            definition.deleted_at, definition.deleted_by = timezone.now(), by
            definition.save(update_fields=["deleted_at", "deleted_by"])
        else:
            giving.take(object_key=key)
            FieldDefinition.objects.filter(object_key=key).delete()
            definition.delete()
        loading.after_change()


def bring_back(*, definition: ObjectDefinition, by: User) -> None:
    """Let a deleted kind be there again; its records are in the trash."""
    by.require(ObjectVerb.MANAGE)
    with writing(by=by):
        definition.deleted_at = definition.deleted_by = None
        definition.save(update_fields=["deleted_at", "deleted_by"])
        loading.after_change()


def _check(definition: ObjectDefinition) -> None:
    if not KEY.fullmatch(definition.key):
        raise KindRefused(
            _("A key begins with a letter and has small letters, digits and underscores only."), field="key"
        )
    for name in ("labels", "labels_plural"):
        if not any(str(text).strip() for text in getattr(definition, name).values()):
            raise KindRefused(_("Give it a name, for one and for several."), field=name)
    if definition.title_field:
        field = FieldDefinition.objects.filter(object_key=definition.object_key, key=definition.title_field).first()
        if field is None or field.kind not in TITLE_KINDS or not field.required or field.visible_to_roles:
            raise KindRefused(
                _("Records can be named by a required text, number or date that everyone sees."), field="title_field"
            )


def _retitle(definition: ObjectDefinition) -> None:
    """Give every record the name that its field says; one without a value keeps the name it had."""
    rows = CustomRecord._base_manager.filter(object_key=definition.object_key).order_by("pk")
    last = None
    while batch := list((rows.filter(pk__gt=last) if last else rows)[:BATCH]):
        last = batch[-1].pk
        for one in batch:
            one.title = title_from(definition, "", one.custom) or one.title
        CustomRecord._base_manager.bulk_update(batch, ["title"], batch_size=500)
        refresh = registry.get(definition.object_key).refresh
        if refresh is not None:
            refresh([one.pk for one in batch])
