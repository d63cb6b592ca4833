"""The API of customers and what belongs to them."""

from kehu.customers.api import (
    belongings,
    bulk,
    contact_points,
    contacts,
    customers,
    duplicates,
    privacy,
    relationships,
    words,
)
from kehu.customers.api.bodies import CustomerChange
from kehu.foundation.changes.api import BODIES

BODIES["customer"] = CustomerChange

ROUTERS = (
    ("/customers", "Customers", bulk.router),  # before the others: "bulk" is no identifier
    ("/customers", "Customers", customers.router),
    ("/customers", "Duplicates", duplicates.of_customer),
    ("/duplicates", "Duplicates", duplicates.router),
    ("/contacts", "Contacts", contacts.router),
    ("/contact-points", "Contact points", contact_points.router),
    ("/relationships", "Relationships", relationships.router),
    ("/relationship-types", "Relationships", words.types),
    ("/lifecycle-stages", "Customers", words.stages),
    ("/tags", "Customers", words.tags),
    ("/external-ids", "Identity", belongings.external_ids),
    ("/identity-documents", "Identity", belongings.documents),
    ("/key-dates", "Identity", belongings.dates),
    ("/consents", "Consents", belongings.consent),
    ("/privacy-requests", "Privacy", privacy.router),
)
