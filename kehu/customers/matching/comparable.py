"""What is compared: the facts of a customer that say who he is."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kehu.customers.matching.organisation_names import OrganisationName, read
from kehu.customers.matching.person_names import person_key
from kehu.foundation.values import emails, identity_numbers
from kehu.foundation.values.folding import fold


@dataclass(frozen=True)
class Comparable:
    """One customer. Empty where unknown.

    `kind` is person or organisation, `phones` are E.164, `external_ids` are `system:value`,
    `identity_numbers` are `kind:number` or plain numbers,
    `addresses` one line each, `cities` short names of places (city, suburb, postcode) that narrow a namesake down.
    """

    kind: str
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    external_ids: tuple[str, ...] = ()
    identity_numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    birthday: date | None = None

    @cached_property
    def person_keys(self) -> frozenset[str]:
        return frozenset(key for key in map(person_key, self.names) if key)

    @cached_property
    def organisations(self) -> tuple[OrganisationName, ...]:
        return tuple(parts for parts in map(read, self.names) if parts.core)

    @cached_property
    def mailboxes(self) -> frozenset[str]:
        return frozenset(map(emails.comparison, self.emails))

    @cached_property
    def documents(self) -> dict[str, set[str]]:
        """Identity numbers in their normal form, by kind of document."""
        found: dict[str, set[str]] = {}
        for text in self.identity_numbers:
            kind, _, number = text.rpartition(":")
            found.setdefault(kind, set()).add(identity_numbers.normalise(number))
        return found

    @cached_property
    def systems(self) -> dict[str, set[str]]:
        """External identifiers by system."""
        found: dict[str, set[str]] = {}
        for text in self.external_ids:
            system, _, value = text.rpartition(":")
            found.setdefault(system, set()).add(value)
        return found

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(fold(city).removesuffix("市") for city in self.cities if city)

    @cached_property
    def streets(self) -> tuple[str, ...]:
        return tuple(fold(address) for address in self.addresses if address)
