"""Kinds of record that a company makes for itself, their records, and what these refer to."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.conditions import Form, Reach
from kehu.foundation.access.visibility import Ownership, Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable
from kehu.foundation.fields.models import wording

if TYPE_CHECKING:
    from kehu.foundation.access.models import User

PREFIX = "custom_"
FIRST_NUMBER = 1000


def is_made(object_key: str) -> bool:
    """Whether the company made this kind of record itself."""
    return object_key.startswith(PREFIX)


class ObjectDefinition(Record, Trashable):
    """A kind of record as an administrator made it. `key` never changes: addresses, verbs, stored values hang on it.

    Labels map a language to a wording. Records are named by what is typed into a field called `title_labels`, or, if
    `title_field` names one of their fields, by its value. `number` stands for the kind in the table of search terms.
    """

    key = models.SlugField(max_length=30, unique=True)
    number = models.PositiveSmallIntegerField(unique=True, editable=False)
    labels = models.JSONField(default=dict)
    labels_plural = models.JSONField(default=dict)
    title_labels = models.JSONField(default=dict, blank=True)
    title_field = models.CharField(max_length=40, blank=True)
    icon = models.CharField(max_length=40, default="box")
    description = models.CharField(max_length=300, blank=True)
    in_menu = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=60)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.label

    @property
    def object_key(self) -> str:
        """The key under which the registry of objects knows the kind."""
        return f"{PREFIX}{self.key}"

    @property
    def label(self) -> str:
        return wording(self.labels, self.key)

    @property
    def label_plural(self) -> str:
        return wording(self.labels_plural, self.label)

    @property
    def title_label(self) -> str:
        return wording(self.title_labels, "") or str(_("Name"))


class _OfEveryKind(Ownership):
    """Rows of all kinds together, for what looks at the table and not at one kind: each by the rule of its kind."""

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        from kehu.foundation.objects import registry

        found = Q(pk__in=[])
        for kind in registry.all_objects():
            if kind.made is not None and user.may(kind.view):
                own = kind.model_class.ownership.reached(kind.model_class, user, reach)  # type: ignore[attr-defined]
                of_kind = Q(object_key=kind.key)
                found |= of_kind if own.condition is None else of_kind & own.condition
        return Reach(Form(model, found), {})


class CustomRecord(Record, Trashable):
    """A record of any such kind. Each kind has a proxy of this model that sees only its own rows, see `kinds.py`."""

    object_key = models.CharField(max_length=40, editable=False)
    title = models.CharField(_("Name"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="+",
        verbose_name=_("Owner"),
    )  # fmt: skip
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, db_index=False,
        related_name="+",
    )  # fmt: skip
    custom = models.JSONField(_("Fields"), default=dict, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership: Ownership = _OfEveryKind()
    object_column = "object_key"

    class Meta:
        db_table = "custom_record"
        constraints = [models.CheckConstraint(name="custom_record_has_a_title", condition=~Q(title=""))]
        indexes = [
            models.Index(fields=["object_key", "-updated_at", "-id"], name="custom_record_changed"),
            models.Index(fields=["object_key", "title", "id"], name="custom_record_title"),
            models.Index(fields=["object_key", "-created_at", "-id"], name="custom_record_created"),
            models.Index(fields=["owner", "object_key"], name="custom_record_owner"),
            models.Index(fields=["object_key", "-deleted_at"], condition=Q(deleted_at__isnull=False),
                         name="custom_record_trash"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class RecordNote(Record):
    """What somebody wrote on a record. It is seen with its record, and changed by who wrote it."""

    subject = models.ForeignKey(CustomRecord, on_delete=models.CASCADE, db_index=False, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    body = models.TextField(_("Text"))

    objects = VisibleQuerySet.as_manager()
    ownership = Through("subject")
    audit_subject = "subject_id"
    audit_label = _("Note")

    class Meta:
        db_table = "custom_record_note"
        indexes = [models.Index(fields=["subject", "-created_at", "-id"], name="custom_record_note_of")]

    def __str__(self) -> str:
        return self.body[:80]


class Link(models.Model):
    """That a record refers to another one in a field: derived from `CustomRecord.custom`, so that the other one can
    list what refers to it, and is known to the database. One table per kind of `target`, see `links.py`.
    """

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(CustomRecord, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=40)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("record")

    class Meta:
        abstract = True


class RecordLink(Link):
    """To a record of a kind that the company made."""

    target = models.ForeignKey(CustomRecord, on_delete=models.CASCADE, db_index=False, related_name="+")

    class Meta:
        db_table = "custom_record_link"
        constraints = [models.UniqueConstraint(fields=["record", "field"], name="custom_record_link_once")]
        indexes = [models.Index(fields=["target", "field", "record"], name="custom_record_link_target")]
