"""Reading what is masked: one value at a time, and on record."""

from kehu.customers.models import ContactPoint, IdentityDocument
from kehu.foundation.access.models import User
from kehu.foundation.audit.actions import record_read
from kehu.foundation.audit.permissions import AuditVerb


def reveal_point(*, contact_point: ContactPoint, by: User) -> str:
    """The plain value. Raises PermissionMissing."""
    by.require(AuditVerb.REVEAL)
    record_read(object_key="customer", record_id=contact_point.customer_id, field=contact_point.kind, by=by)
    return contact_point.value


def reveal_document(*, document: IdentityDocument, by: User) -> str:
    """The plain number. Raises PermissionMissing."""
    by.require(AuditVerb.REVEAL)
    record_read(object_key="customer", record_id=document.customer_id, field="identity_number", by=by)
    return document.number
