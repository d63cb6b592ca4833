"""The kinds of record of this domain and their fields, for lists, search, import, export, API and history."""

from kehu.customers.objects.contact_points import CONTACT_POINT
from kehu.customers.objects.contacts import CONTACT
from kehu.customers.objects.customers import CUSTOMER
from kehu.customers.objects.relationships import RELATIONSHIP
from kehu.customers.objects.territories import TERRITORY
from kehu.foundation.objects import registry

for one in (CUSTOMER, CONTACT, CONTACT_POINT, RELATIONSHIP, TERRITORY):
    registry.register(one)

__all__ = ["CONTACT", "CONTACT_POINT", "CUSTOMER", "RELATIONSHIP", "TERRITORY"]
