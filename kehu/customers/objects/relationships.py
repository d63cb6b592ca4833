"""The relationship between two customers as an object with fields."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.customers.models import RelationshipType
from kehu.customers.objects.headings import RELATIONSHIP_HEADINGS, with_headings
from kehu.foundation.objects.registry import Field, Kind, ObjectType


def relationship_types() -> Iterable[tuple[str, Any]]:
    """(id, label) of every type, read forwards."""
    return [(str(one.pk), one.forward_label) for one in RelationshipType.objects.all()]


RELATIONSHIP = ObjectType(
    key="relationship",
    model="customers.Relationship",
    label=_("Relationship"),
    label_plural=_("Relationships"),
    icon="affiliate",
    title="id",
    fields=with_headings(
        (
            Field("from_customer", _("Customer"), Kind.REFERENCE, reference="customer", required=True, listed=True),
            Field("type", _("Relationship"), Kind.CHOICE, choices=relationship_types, required=True, listed=True),
            Field(
                "to_customer", _("Related customer"), Kind.REFERENCE, reference="customer", required=True, listed=True
            ),
            Field("since", _("Since"), Kind.DATE, listed=True),
            Field("until", _("Until"), Kind.DATE, listed=True),
            Field("note", _("Note")),
        ),
        RELATIONSHIP_HEADINGS,
    ),
    view="customer.view",
    create="customer.edit",
    edit="customer.edit",
    delete="customer.edit",
    export="customer.export",
)
