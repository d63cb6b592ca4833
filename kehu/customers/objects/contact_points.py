"""The contact point as an object with fields. Its value obeys the rules of the customer's phone, e-mail and address."""

from django.utils.translation import gettext_lazy as _

from kehu.customers.models import ContactPoint
from kehu.customers.objects.headings import CONTACT_POINT_HEADINGS, with_headings
from kehu.foundation.objects.registry import Field, Kind, ObjectType

CONTACT_POINT = ObjectType(
    key="contact_point",
    model="customers.ContactPoint",
    label=_("Contact point"),
    label_plural=_("Contact points"),
    icon="at",
    title="value",
    fields=with_headings(
        (
            Field("customer", _("Customer"), Kind.REFERENCE, reference="customer", required=True, listed=True),
            Field("contact", _("Contact"), Kind.REFERENCE, reference="contact"),
            Field(
                "kind", _("Kind"), Kind.CHOICE, choices=lambda: ContactPoint.Kind.choices, required=True, listed=True
            ),
            Field("label", _("Label"), Kind.CHOICE, choices=lambda: ContactPoint.Label.choices, listed=True),
            Field("value", _("Value"), required=True, listed=True),
            Field("extension", _("Extension")),
            Field("preferred", _("Preferred"), Kind.BOOLEAN, listed=True),
            Field("verified_at", _("Verified"), Kind.MOMENT),
            Field("invalid_since", _("Invalid since"), Kind.MOMENT),
        ),
        CONTACT_POINT_HEADINGS,
    ),
    view="customer.view",
    create="customer.edit",
    edit="customer.edit",
    delete="customer.edit",
    # No export of its own: which rule masks a value depends on its kind. Phones and mails leave with their customers.
)
