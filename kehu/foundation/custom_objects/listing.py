"""The list of a kind that the company made, and what is done there with many records at once."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.changes.bulk import Applied, BulkForm, BulkVerb, Changes, Edit
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.custom_objects.layouts import layouts_of
from kehu.foundation.custom_objects.models import ObjectDefinition
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.queries import definitions
from kehu.foundation.lists.pages import ListPage
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.ui.widgets import SearchingChoice

SHOWN = 5


class OwnerForm(BulkForm):
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"),
        queryset=User.objects.filter(is_active=True, is_system=False),
        required=False,
        widget=SearchingChoice(options_url=format_lazy("{}?records=1", reverse_lazy("lists:options", args=["user"]))),
        help_text=gettext_lazy("Empty: the records belong to nobody."),
    )


class MadeList(ListPage):
    """A list whose columns are the first fields that the kind has by now."""

    def columns_for(self, user: User) -> list[str]:
        own = [one for one in definitions(self.object, user) if one.kind != FieldDefinition.Kind.LONG_TEXT]
        shown = [f"custom.{one.key}" for one in own[:SHOWN]]
        return user.preferences.get("columns", {}).get(self.object) or ["title", *shown, "owner", "updated_at"]


def page_of(definition: ObjectDefinition) -> ListPage:
    key = definition.object_key
    words = {
        "new": lambda: _("New: %(object)s") % {"object": definition.label},
        "none": lambda: _("%(objects)s: nothing here yet") % {"objects": definition.label_plural},
    }
    return MadeList(
        key,
        made=True,
        layouts=layouts_of(key),
        default_sort="-updated_at",
        views=((gettext_lazy("Mine"), "owner=me"),),
        create="custom_objects:create",
        create_label=lazy(words["new"], str)(),
        create_in_dialog=True,
        import_page="transfer:imports",
        empty_title=lazy(words["none"], str)(),
        empty_text=lazy(lambda: definition.description, str)() if definition.description
        else gettext_lazy("Make the first one, or bring them in from a file."),
        bulk=(
            BulkVerb("assign", gettext_lazy("Assign"), icon="user-share", verb=f"{key}.edit",
                     apply=partial(_assign, key), form=OwnerForm, shows=("owner",), shortcut="a"),
            BulkVerb("trash", gettext_lazy("Move to trash"), icon="trash", verb=f"{key}.delete",
                     apply=partial(_trash, key), danger=True, kind=ChangeSet.Kind.DELETION,
                     text=gettext_lazy("They can be restored from the trash.")),
        ),
    )  # fmt: skip


def changer_of(object_type: ObjectType) -> bulk.Changer:
    """For changes of all records that a filter or a selection names."""
    from kehu.foundation.custom_objects.actions import records

    key = object_type.key

    def check(changes: Changes, by: User) -> None:
        records.check(object_key=key, changes=changes, by=by)

    def allow(keys: Iterable[str], by: User) -> None:
        records.allow(object_key=key, keys=keys, by=by)

    def apply(edits: list[Edit], by: User, change_set: UUID) -> Applied:
        return records.update_many(object_key=key, edits=edits, by=by, change_set=change_set)

    return bulk.Changer(check, allow, apply, leave_out=frozenset({"title"}))


def _assign(object_key: str, ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    from kehu.foundation.custom_objects.actions import records

    edits = [Edit(one, {"owner": given["owner"]}) for one in ids]
    return records.update_many(object_key=object_key, edits=edits, by=by, change_set=change_set.pk)


def _trash(object_key: str, ids: list[UUID], _given: dict[str, Any], by: User, _change_set: ChangeSet) -> Applied:
    by.require(f"{object_key}.delete")
    rows: Any = registry.get(object_key).model_class._default_manager
    open_to = rows.all().editable_by(by).filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    found = list(open_to.values_list("pk", flat=True))
    rows.filter(pk__in=found).update(deleted_at=timezone.now(), deleted_by=by)
    there = set(found)
    return Applied(changed=found, missing=[one for one in ids if one not in there])
