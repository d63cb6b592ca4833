"""A territory as an object with fields."""

from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Territory
from kehu.foundation.objects.registry import Field, Kind, ObjectType

TERRITORY = ObjectType(
    key="territory",
    model="customers.Territory",
    label=_("Territory"),
    label_plural=_("Territories"),
    icon="map-2",
    fields=(
        Field("name", _("Name"), required=True, listed=True),
        Field("parent", _("Belongs to"), Kind.REFERENCE, reference="territory", listed=True),
        Field("position", _("Place among its neighbours"), Kind.NUMBER, summed=False),
        Field("responsible", _("Responsible seller"), Kind.REFERENCE, reference="user", listed=True),
        Field("manager", _("Manager"), Kind.REFERENCE, reference="user"),
        Field("members", _("Members"), Kind.REFERENCE, source="members__user", reference="user", writable=False),
        Field("team", _("Team"), Kind.REFERENCE, reference="team"),
        Field("way", _("Who owns its customers"), Kind.CHOICE, choices=lambda: Territory.Way.choices),
        Field("notes", _("Notes"), Kind.LONG_TEXT, filterable=False),
        Field("created_at", _("Created"), Kind.MOMENT, writable=False),
    ),
    view="territory.view",
    create="territory.manage",
    edit="territory.manage",
    delete="territory.manage",
    page="coverage:territory",
    list_page="coverage:territories",
)
