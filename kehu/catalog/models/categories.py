"""Categories: the tree that products stand in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.foundation.values.languages import name_in


class Category(Record):
    """`path` holds the identifiers from the root down to this one, each with a `/` behind it, so that a branch is a
    prefix; actions keep it. `names` are those in other languages, by code.
    """

    name = models.CharField(_("name"), max_length=120)
    names = models.JSONField(default=dict, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=400, blank=True, editable=False, db_collation="C")
    position = models.PositiveSmallIntegerField(default=100)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("product")
    audit_derived = ("path",)

    class Meta:
        ordering = ["position", "name", "id"]
        constraints = [
            models.CheckConstraint(name="category_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="category_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.UniqueConstraint(fields=["parent", "name"], name="category_once", nulls_distinct=False),
        ]
        indexes = [models.Index(fields=["path"], name="category_branch")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return name_in(self.name, self.names)
