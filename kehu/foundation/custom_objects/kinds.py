"""From a definition to a kind of record like those declared in code: its model, fields, verbs, list, search, import.

The model of a kind is a proxy of `CustomRecord` that sees only the rows of its kind and obeys the scopes of its own
key. Proxies live in a registry of models of their own, so that migrations never hear of them.
"""

from functools import cache, partial
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.verbs import Verb
from kehu.foundation.access.visibility import Owned, VisibleQuerySet
from kehu.foundation.custom_objects import links
from kehu.foundation.custom_objects.models import CustomRecord, ObjectDefinition
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.objects.registry import Field, Kind, ObjectType
from kehu.foundation.search.index import reindex
from kehu.foundation.search.registry import Source
from kehu.foundation.search.terms import terms

_models = Apps()
VERBS = ("view", "create", "edit", "delete", "export", "import")
MOST_WORDS = 6


class _OfKind(models.Manager.from_queryset(VisibleQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        return super().get_queryset().filter(object_key=self.model.kind)


@cache
def model_of(object_key: str) -> type[CustomRecord]:
    """The same class each time: rows are compared and described by it."""
    meta = type(
        "Meta", (), {"proxy": True, "app_label": "custom_objects", "apps": _models, "base_manager_name": "objects"}
    )
    name = "".join(part.capitalize() for part in object_key.split("_"))
    body = {
        "__module__": __name__, "Meta": meta, "objects": _OfKind(), "kind": object_key, "object_column": "",
        "ownership": Owned(object_key),
    }  # fmt: skip
    return type(name, (CustomRecord,), body)


def verbs_of(definition: ObjectDefinition) -> type[Verb]:
    """The verbs of a kind as an enum of its own; they complete “You may …” in the reader's language."""
    key = definition.object_key
    words = {
        "view": lambda: _("see: %(objects)s"), "create": lambda: _("create: %(objects)s"),
        "edit": lambda: _("change: %(objects)s"), "delete": lambda: _("move to the trash: %(objects)s"),
        "export": lambda: _("export: %(objects)s"), "import": lambda: _("import: %(objects)s"),
    }  # fmt: skip

    def label(verb: str) -> Any:
        return lazy(lambda: words[verb]() % {"objects": definition.label_plural}, str)()

    made: Any = Verb("CustomVerb", [(verb.upper(), (f"{key}.{verb}", label(verb))) for verb in VERBS])  # type: ignore[call-overload]
    return made  # type: ignore[no-any-return]


def object_type_of(definition: ObjectDefinition) -> ObjectType:
    key = definition.object_key
    named = lazy(lambda: definition.label, str)()
    named_plural = lazy(lambda: definition.label_plural, str)()
    typed = not definition.title_field
    title = lazy(lambda: definition.title_label, str)()
    return ObjectType(
        key=key,
        model=f"custom_objects.{key}",
        made=model_of(key),
        label=named,
        label_plural=named_plural,
        icon=definition.icon,
        fields=(
            Field("title", title, sortable=True, listed=True, required=typed, writable=typed, importable=typed),
            Field("owner", gettext_lazy("Owner"), Kind.REFERENCE, reference="user", listed=True),
            Field("created_at", gettext_lazy("Created"), Kind.MOMENT, sortable=True, writable=False),
            Field("updated_at", gettext_lazy("Changed"), Kind.MOMENT, sortable=True, listed=True, writable=False,
                  importable=False),
            Field("created_by", gettext_lazy("Created by"), Kind.REFERENCE, reference="user", writable=False,
                  importable=False),
        ),
        view=f"{key}.view", create=f"{key}.create", edit=f"{key}.edit", delete=f"{key}.delete", export=f"{key}.export",
        page="custom_objects:record",
        list_page="custom_objects:list",
        address_words=(definition.key,),
        title="title",
        custom_fields=True,
        refresh=partial(refresh, key),
    )  # fmt: skip


def refresh(object_key: str, ids: list[UUID]) -> None:
    """What is derived from records: links and search terms."""
    links.refresh(object_key, ids)
    reindex(object_key, ids)


def source_of(definition: ObjectDefinition) -> Source:
    key = definition.object_key
    return Source(key, definition.number, terms_of=partial(_terms_of, key), subtitle=_subtitle, related=("owner",))


def _terms_of(object_key: str, ids: list[UUID]) -> dict[UUID, set[str]]:
    """The title, and the texts that every role sees: found by any part in Chinese, pinyin, words and beginnings."""
    texts = FieldDefinition.objects.filter(
        object_key=object_key, kind=FieldDefinition.Kind.TEXT, is_active=True, visible_to_roles=[]
    )
    keys = list(texts.order_by("position", "key").values_list("key", flat=True)[:MOST_WORDS])
    rows = CustomRecord._base_manager.filter(pk__in=ids).values_list("pk", "title", "custom")
    return {
        pk: terms(names=[title], words=[str(custom[key]) for key in keys if custom.get(key)])
        for pk, title, custom in rows
    }


def _subtitle(record: Any, _user: Any) -> str:
    return record.owner.name if record.owner else ""
