"""Tags on customers."""

from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import ValueRefused
from kehu.customers.events import CustomerChanged
from kehu.customers.models import Customer, CustomerTag, Tag
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing.lookups import tag_ids
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish


def add(*, customer: Customer, name: str, by: User) -> Tag:
    """Put a tag on a customer; the tag is made if nobody used it before. Doing it twice changes nothing."""
    _require(by)
    with writing(by=by):
        editable(customer, by)
        ids = tag_ids([name])
        if not ids:
            raise ValueRefused(_("This may not be empty."), field="tags")
        tag = Tag.objects.get(pk=next(iter(ids.values())))
        _put, created = CustomerTag.objects.get_or_create(customer_id=customer.pk, tag=tag)
        if created:
            publish(CustomerChanged(customer.pk, ["tags"]), by=by.pk)
    return tag


def remove(*, customer: Customer, tag: Tag, by: User) -> None:
    _require(by)
    with writing(by=by):
        editable(customer, by)
        removed, _rows = CustomerTag.objects.filter(customer=customer.pk, tag=tag).delete()
        if removed:
            publish(CustomerChanged(customer.pk, ["tags"]), by=by.pk)


def _require(by: User) -> None:
    by.require(CustomerVerb.EDIT)
    require_editable(by, "customer", ["tags"])
