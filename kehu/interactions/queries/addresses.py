"""Where a visit goes."""

from kehu.customers.models import ContactPoint, Customer
from kehu.foundation.access.models import User
from kehu.interactions.models import Visit


def address_of(visit: Visit, user: User) -> ContactPoint | None:
    """The address of the customer that the user may correct by what he saw on the spot."""
    if not user.may("customer.edit") or not Customer.objects.editable_by(user).filter(pk=visit.customer_id).exists():
        return None
    rows = ContactPoint.objects.filter(customer=visit.customer_id, contact=None, kind=ContactPoint.Kind.ADDRESS)
    return rows.filter(invalid_since=None).order_by("-preferred", "created_at", "pk").first()
