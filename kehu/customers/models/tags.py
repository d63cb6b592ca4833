"""Tags on customers."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class Tag(Record):
    name = models.CharField(max_length=60)
    colour = models.CharField(max_length=20, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_name_once")]

    def __str__(self) -> str:
        return self.name


class CustomerTag(Record):
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="tagged", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    audit_label = _("tag")
    audit_title = ("tag",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "tag"], name="customer_tagged_once")]
