"""What a user's eyes may read of a customer: fields hidden, masked or plain, in one place for pages and fragments."""

from functools import cached_property
from typing import Any

from kehu.customers.cleaning.points import RULED_BY
from kehu.customers.models import ContactPoint, IdentityDocument
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.audit.permissions import AuditVerb
from kehu.foundation.values import masking, phones


class Eyes:
    def __init__(self, user: User, region: str = "CN", language: str = "en"):
        self.user, self.region, self.language = user, region, language
        self._known: dict[str, FieldAccess] = {}

    def access(self, field: str) -> FieldAccess:
        if field not in self._known:
            self._known[field] = access(self.user, "customer", field)
        return self._known[field]

    def hidden(self, field: str) -> bool:
        return self.access(field) == FieldAccess.HIDDEN

    @cached_property
    def may_reveal(self) -> bool:
        return self.user.may(AuditVerb.REVEAL)

    # -- contact points -------------------------------------------------------------------------------------------

    def sees_point(self, point: ContactPoint) -> bool:
        return not self.hidden(RULED_BY.get(point.kind, point.kind))

    def masks_point(self, point: ContactPoint) -> bool:
        return self.access(RULED_BY.get(point.kind, point.kind)) == FieldAccess.MASKED

    def edits_point(self, point: ContactPoint) -> bool:
        return self.access(RULED_BY.get(point.kind, point.kind)) == FieldAccess.EDIT

    def point(self, point: ContactPoint, *, revealed: bool = False) -> str:
        """The value as it may be shown; numbers as the country writes them."""
        if self.masks_point(point) and not revealed:
            return masking.mask_email(point.value) if point.kind == "email" else masking.mask_phone(point.normalised)
        if point.kind in {"phone", "fax"} and point.normalised.startswith("+"):
            return phones.display(point.normalised, point.extension, region=self.region, language=self.language)
        return point.value

    def document(self, document: IdentityDocument, *, revealed: bool = False) -> str:
        masked = self.access("identity_number") in {FieldAccess.MASKED, FieldAccess.HIDDEN}
        return masking.mask_identity(document.number) if masked and not revealed else document.number

    def masked_value(self, field: str, value: Any) -> str:
        """Any other field of a role that sees it masked: nothing but that something stands there."""
        return "•••" if value not in (None, "", []) else ""
