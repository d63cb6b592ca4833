"""Contacts: persons who act for an organisation."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable


class Contact(Record, Trashable):
    """`person` is set when the contact is a customer himself. `external_id` is what `external_system`, from which he
    was imported first, calls him.
    """

    class Influence(models.TextChoices):
        DECIDES = "decides", _("decides")
        INFLUENCES = "influences", _("influences")
        USES = "uses", _("uses")
        BLOCKS = "blocks", _("stands against")

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="acts_for"
    )
    name = models.CharField(_("name"), max_length=200)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=120, blank=True)
    influence = models.CharField(_("influence"), max_length=20, choices=Influence.choices, blank=True)
    is_primary = models.BooleanField(_("main contact"), default=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True, editable=False)
    email = models.CharField(_("e-mail"), max_length=254, blank=True, editable=False)
    notes = models.TextField(_("notes"), blank=True)
    external_system = models.CharField(max_length=40, blank=True, editable=False, db_collation="C")
    external_id = models.CharField(_("external id"), max_length=120, blank=True, editable=False, db_collation="C")
    sort_name = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    custom = models.JSONField(default=dict, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")
    audit_subject = "customer_id"
    derived_columns = frozenset({"phone", "email", "sort_name"})
    audit_derived = ("sort_name",)

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="contact_is_not_the_customer", condition=Q(person__isnull=True) | ~Q(person=models.F("customer"))
            ),
            models.UniqueConstraint(
                fields=["external_system", "external_id"], condition=~Q(external_id=""), name="contact_external_id_once"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-is_primary", "sort_name", "id"], name="contact_of_customer"),
            models.Index(fields=["sort_name", "id"], condition=Q(deleted_at__isnull=True), name="contact_name"),
            # Who is referred to by fields of the company's own; rows without any are left out.
            GinIndex(OpClass("custom", name="jsonb_path_ops"), condition=~Q(custom={}), name="contact_custom"),
        ]

    def __str__(self) -> str:
        return self.name
