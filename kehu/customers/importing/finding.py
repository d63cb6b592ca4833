"""Customers that rows of another kind name: a contact's company, the one who was called, the two of a relationship."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kehu.customers.cleaning.names import match_key
from kehu.customers.importing.matching import same_organisation
from kehu.customers.models import ContactPoint, Customer, ExternalId
from kehu.foundation.access.models import User
from kehu.foundation.refusals import Refusal
from kehu.foundation.values import emails, phones
from kehu.foundation.values.folding import fold


class CustomerUnknown(Refusal):
    """No customer, or more than one, is meant by what the row says."""


@dataclass(frozen=True)
class Named:
    id: UUID
    kind: str
    name: str


class Finder:
    """Finds customers by what a batch calls them: an external id of the system, a name, a phone number or an address.

    Four queries, however many rows. `find` raises CustomerUnknown; `missing` says whether nobody at all is called so,
    invisible customers included.
    """

    def __init__(self, texts: Iterable[str], *, by: User, system: str, region: str):
        self._texts = {text: self._keys(text, region) for text in set(texts)}
        visible = Customer.objects.visible_to(by)
        self._ids = self._by_identifier(system)
        self._points = self._by_point()
        keys = {key for _phone, _email, found in self._texts.values() for key in found if key}
        named = Customer.objects.filter(deleted_at=None).filter(
            Q(match_key__in=keys) & ~Q(match_key="")
            | Q(pk__in={*self._ids.values(), *(one for ids in self._points.values() for one in ids)})
        )
        self._known = {row[0]: Named(*row) for row in named.values_list("pk", "kind", "name")}
        self._names: dict[str, list[UUID]] = {}
        for pk, key in named.values_list("pk", "match_key"):
            self._names.setdefault(key, []).append(pk)
        self._visible = set(visible.filter(pk__in=list(self._known)).values_list("pk", flat=True))

    def find(self, text: str, *, field: str = "customer") -> Named:
        found = [self._known[one] for one in self._candidates(text) if one in self._visible]
        shown = {"value": text.strip()[:60]}
        if not found:
            raise CustomerUnknown(_("There is no customer “%(value)s”.") % shown, field=field)
        exact = [one for one in found if fold(one.name) == fold(text)] or found
        if len(exact) > 1:
            raise CustomerUnknown(
                _("Several customers are called “%(value)s”. Use an external id.") % shown, field=field
            )
        return exact[0]

    def name_of(self, customer_id: UUID) -> str:
        return self._known[customer_id].name

    def missing(self, text: str) -> bool:
        return not self._candidates(text)

    def _candidates(self, text: str) -> list[UUID]:
        phone, email, keys = self._texts[text]
        if (owner := self._ids.get(text.strip())) and owner in self._known:
            return [owner]
        found = [
            one
            for key in dict.fromkeys(keys)
            for one in self._names.get(key, ())
            if self._is_called(self._known[one], text)
        ]
        return found or [one for one in self._points.get(phone or email, ()) if one in self._known]

    def _is_called(self, one: Named, text: str) -> bool:
        if one.kind == Customer.Kind.PERSON:
            return fold(one.name) == fold(text)
        return same_organisation(one.name, text)

    def _keys(self, text: str, region: str) -> tuple[str, str, tuple[str, str]]:
        number = phones.parse(text, region)
        phone = number.e164 or "" if number else ""
        try:
            email = emails.comparison(emails.normalise(text)) if "@" in text else ""
        except emails.InvalidEmail:
            email = ""
        return phone, email, (match_key(text, is_person=False), match_key(text, is_person=True))

    def _by_identifier(self, system: str) -> dict[str, UUID]:
        values = [text.strip() for text in self._texts]
        rows = ExternalId.objects.filter(system=system, value__in=values)
        return dict(rows.values_list("value", "customer_id"))

    def _by_point(self) -> dict[str, list[UUID]]:
        wanted = {key for phone, email, _keys in self._texts.values() for key in (phone, email) if key}
        found: dict[str, list[UUID]] = {}
        if wanted:
            rows = ContactPoint.objects.filter(normalised__in=wanted, contact=None).exclude(kind="address")
            for value, customer_id in rows.values_list("normalised", "customer_id"):
                found.setdefault(value, []).append(customer_id)
        return found
