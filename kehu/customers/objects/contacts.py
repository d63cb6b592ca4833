"""The contact as an object with fields."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Contact
from kehu.customers.objects.headings import CONTACT_HEADINGS, with_headings
from kehu.foundation.objects.registry import Field, Kind, ObjectType


def _refresh(ids: list[UUID]) -> None:
    from kehu.customers.derived import refresh_contacts

    refresh_contacts(ids)


CONTACT = ObjectType(
    key="contact",
    model="customers.Contact",
    label=_("Contact"),
    label_plural=_("Contacts"),
    icon="address-book",
    fields=with_headings(
        (
            Field("name", _("Name"), required=True, sortable=True, sorted_by="sort_name", listed=True),
            Field("customer", _("Customer"), Kind.REFERENCE, reference="customer", required=True, listed=True),
            Field("family_name", _("Family name")),
            Field("given_name", _("Given name")),
            Field("job_title", _("Job title"), listed=True),
            Field("department", _("Department"), listed=True),
            Field("influence", _("Influence"), Kind.CHOICE, choices=lambda: Contact.Influence.choices),
            Field("is_primary", _("Main contact"), Kind.BOOLEAN),
            Field("phone", _("Phone"), Kind.PHONE, listed=True, ruled_by="customer.phone"),
            Field("email", _("E-mail"), Kind.EMAIL, listed=True, ruled_by="customer.email"),
            Field("person", _("Customer himself"), Kind.REFERENCE, reference="customer"),
            Field("notes", _("Notes"), Kind.LONG_TEXT, filterable=False),
            Field("created_at", _("Created"), Kind.MOMENT, writable=False),
        ),
        CONTACT_HEADINGS,
    ),
    view="customer.view",
    create="customer.edit",
    edit="customer.edit",
    delete="customer.edit",
    export="customer.export",
    page="customers:contact",
    list_page="customers:contacts",
    custom_fields=True,
    refresh=_refresh,
    derived_from={"customers_contact": frozenset({"name", "customer_id"}) | Contact.derived_columns},
)
