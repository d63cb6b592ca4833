"""What the page of a record of a kind that the company made is put together from."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy

from kehu.foundation.access.models import User
from kehu.foundation.custom_objects import related
from kehu.foundation.custom_objects.facts import Fact, facts_of
from kehu.foundation.custom_objects.models import RecordNote
from kehu.foundation.lists.columns import columns_of
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.record_pages import panels
from kehu.foundation.record_pages.arranging import Arrangement, arrange
from kehu.foundation.record_pages.panels import Catalogue, Panel
from kehu.foundation.ui.addresses import url

NOTES = 50
ABOUT = ("created_at", "created_by", "updated_at")

OWN = (
    Panel("facts", gettext_lazy("Facts"), "left", 10, icon="list-details", fixed=True),
    Panel("notes", gettext_lazy("Notes"), "tabs", 10, icon="notes"),
    Panel("files", gettext_lazy("Files"), "tabs", 20, icon="paperclip"),
    Panel("history", gettext_lazy("History"), "tabs", 90, icon="history"),
)


def catalogue_of(kind: ObjectType) -> Catalogue:
    """For “Edit layout”."""

    def fields(user: User) -> list[tuple[str, Any]]:
        return [(key, column.label) for key, column in columns_of(kind, user).items()]

    return Catalogue(
        lambda user: [*OWN, *panels.contributed(kind.key, user), *related.panels_of(kind.key, user)], fields
    )


@dataclass
class Page:
    kind: ObjectType
    record: Any
    user: User

    def to(self, name: str, *more: Any) -> str:
        """An address of this record."""
        return url(f"custom_objects:{name}", *self.kind.address_words, self.record.pk, *more)

    @cached_property
    def may_edit(self) -> bool:
        rows: Any = self.kind.model_class._default_manager
        return self.user.may(self.kind.edit) and rows.all().editable_by(self.user).filter(pk=self.record.pk).exists()

    @cached_property
    def facts(self) -> dict[str, Fact]:
        return {one.key: one for one in facts_of(self.record, self.kind, self.user, editable=self.may_edit)}

    @cached_property
    def arrangement(self) -> Arrangement:
        """Fields in groups; who made the record and when comes last unless a layout says otherwise."""
        own = panels.contributed(self.kind.key, self.user)
        lists = related.panels_of(self.kind.key, self.user, self.record.pk)
        fields = [key for key in self.facts if key not in ABOUT] + [key for key in ABOUT if key in self.facts]
        return arrange(self.kind.key, self.user, [*OWN, *own, *lists], fields)

    @cached_property
    def groups(self) -> list[tuple[str, list[Fact]]]:
        found = [(group.label, [self.facts[key] for key in group.fields]) for group in self.arrangement.groups]
        return [(label, facts) for label, facts in found if facts]

    @cached_property
    def notes(self) -> list[RecordNote]:
        rows = RecordNote.objects.filter(subject_id=self.record.pk).select_related("author")
        return list(rows.order_by("-created_at", "-pk")[:NOTES])

    def address_of(self, panel: Panel) -> str:
        """Where a panel of another package is loaded from."""
        return panels.address_of(panel, self.kind.key, self.record.pk)
