"""Custom fields: what a company adds to an object without a migration."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import Record


class FieldDefinition(Record):
    """A field of the company's own on an object with a `custom` JSON column. `labels` maps a language to the wording;
    `choices` is a list of {"value", "labels"}. `visible_to_roles` empty: every role sees it.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        LONG_TEXT = "long_text", _("Long text")
        NUMBER = "number", _("Number")
        MONEY = "money", _("Money")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        CHOICES = "choices", _("Several choices")
        BOOLEAN = "boolean", _("Yes or no")
        REFERENCE = "reference", _("Reference")

    object_key = models.CharField(max_length=40)
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    labels = models.JSONField(default=dict)
    help_text = models.CharField(max_length=200, blank=True)
    required = models.BooleanField(default=False)
    default = models.JSONField(null=True, blank=True)
    choices = models.JSONField(default=list, blank=True)
    reference = models.CharField(max_length=40, blank=True, help_text="key of the object a reference leads to")
    visible_to_roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["object_key", "position", "key"]
        constraints = [models.UniqueConstraint(fields=["object_key", "key"], name="custom_field_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return wording(self.labels, self.key)

    def choice_labels(self) -> list[tuple[str, str]]:
        """(value, label in the reader's language) for each choice, in order."""
        return [(choice["value"], wording(choice.get("labels", {}), choice["value"])) for choice in self.choices]


def wording(labels: dict[str, Any], otherwise: str) -> str:
    """The label in the current language, else in English, else any, else `otherwise`."""
    language = get_language() or "en"
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), "") or otherwise
