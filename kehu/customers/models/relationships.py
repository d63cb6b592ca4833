"""How customers stand to each other."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class RelationshipType(Record):
    """`forward` completes "A … B", `reverse` completes "B … A". A type with `is_tree` gives each customer at most
    one parent (`to_customer`) and no cycles.
    """

    key = models.SlugField(max_length=40, unique=True)
    forward = models.CharField(max_length=80)
    reverse = models.CharField(max_length=80)
    is_tree = models.BooleanField(default=False)
    is_builtin = models.BooleanField(default=False, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.forward_label

    @property
    def forward_label(self) -> str:
        return gettext(self.forward) if self.is_builtin else self.forward

    @property
    def reverse_label(self) -> str:
        return gettext(self.reverse) if self.is_builtin else self.reverse


class Relationship(Record):
    type = models.ForeignKey(RelationshipType, on_delete=models.PROTECT, related_name="relationships")
    from_customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="relations_from")
    to_customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="relations_to")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("from_customer")
    audit_subject = "from_customer_id"
    audit_title = ("type", "to_customer")

    class Meta:
        constraints = [
            models.CheckConstraint(name="relationship_of_two", condition=~Q(from_customer=F("to_customer"))),
            models.UniqueConstraint(
                fields=["type", "from_customer", "to_customer"],
                condition=Q(until__isnull=True),
                name="relationship_once",
            ),
            models.CheckConstraint(
                name="relationship_ends_after_start",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]
