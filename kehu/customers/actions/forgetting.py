"""Erasing and pseudonymising customers and contacts: what an erasure (foundation/privacy) asks of this domain."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kehu.customers.derived import refresh, refresh_contacts
from kehu.customers.extensions import extensions
from kehu.customers.models import (
    Consent,
    Contact,
    ContactPoint,
    Customer,
    DuplicateKey,
    DuplicatePair,
    ExternalId,
    IdentityDocument,
    KeyDate,
    LifecycleChange,
    Merge,
    PrivacyRequest,
    PrivacyStep,
    Relationship,
    TierAssignment,
)
from kehu.customers.queries.personal import absorbed, words_of_contact, words_of_customer, words_shared_with_others
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.privacy.registry import Holding, register
from kehu.foundation.privacy.words import Words

# What a pseudonymised customer keeps: figures count by these, and none of them says who he was.
KEPT = {
    "id", "created_at", "updated_at", "version", "deleted_at", "deleted_by", "kind", "standings", "owner", "team",
    "tier", "lifecycle_stage", "territory", "territory_pinned", "source", "industry", "employees",
    "annual_revenue", "currency", "satisfaction", "last_contact_at", "created_by", "merged_into",
    "do_not_contact", "language",
}  # fmt: skip


def erase_customer(customer: Customer, by: User) -> None:
    """The customer and everything that hangs on him, in this and all other domains; those merged into him first."""
    with writing(by=by):
        _erase_absorbed(customer, by)
        for extension in extensions():
            extension.erase(customer=customer, by=by)
        Merge.objects.filter(Q(survivor=customer) | Q(loser=customer)).delete()
        customer.delete()


def pseudonymise_customer(customer: Customer, by: User) -> None:
    """The row stays for the figures; name, contact points, documents, words and everything that tells who he was go."""
    with writing(by=by):
        _erase_absorbed(customer, by)
        for extension in extensions():
            extension.pseudonymise(customer=customer, by=by)
        for model in (ContactPoint, Contact, IdentityDocument, ExternalId, KeyDate, DuplicateKey):
            model._base_manager.filter(customer=customer).delete()
        Relationship.objects.filter(Q(from_customer=customer) | Q(to_customer=customer)).delete()
        DuplicatePair.objects.filter(Q(first=customer) | Q(second=customer)).delete()
        Consent.objects.filter(customer=customer).update(source="—", proof="")
        LifecycleChange.objects.filter(customer=customer).update(reason="")
        TierAssignment.objects.filter(customer=customer).update(reason="")
        values = {one.attname: _blank(one) for one in Customer._meta.concrete_fields if one.name not in KEPT}
        name = _("Erased person %(code)s") % {"code": customer.pk.hex[-6:].upper()}
        Customer._base_manager.filter(pk=customer.pk).update(**values | {"name": name, "do_not_contact": True})
        refresh([customer.pk])


def erase_contact(contact: Contact, by: User) -> None:
    """The contact, his contact points and key dates; what was talked about stays with the organisation, without him."""
    with writing(by=by):
        for extension in extensions():
            extension.forget_contact(contact=contact, by=by)
        contact.delete()
        refresh([contact.customer_id])


def pseudonymise_contact(contact: Contact, by: User) -> None:
    with writing(by=by):
        ContactPoint.objects.filter(contact=contact).delete()
        KeyDate.objects.filter(contact=contact).delete()
        name = _("Erased person %(code)s") % {"code": contact.pk.hex[-6:].upper()}
        kept = {"id", "created_at", "updated_at", "version", "deleted_at", "deleted_by", "customer", "is_primary"}
        values = {one.attname: _blank(one) for one in Contact._meta.concrete_fields if one.name not in kept}
        Contact._base_manager.filter(pk=contact.pk).update(**values | {"name": name})
        refresh_contacts([contact.pk])


def _erase_absorbed(customer: Customer, by: User) -> None:
    """Those merged into him are himself; their rows are his already, their names and numbers are not."""
    for one in absorbed(customer):
        Merge.objects.filter(Q(survivor=one) | Q(loser=one)).delete()
        one.delete()


def _blank(field: Any) -> Any:
    """The emptiest value a column takes."""
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    return ""


def _retained(customer: Customer) -> list[tuple[str, str]]:
    found = [
        (_("that an erasure took place, without names"), _("proof of the erasure (PIPL 47, GDPR 5(2))")),
        (_("hashes of phones and mails"), _("so that he is not contacted again when somebody brings them in")),
        (_("who changed and read what and when, without values"), _("security logs (CSL 21: six months at least)")),
    ]
    for extension in extensions():
        found += extension.retained(customer)
    return found


def connect() -> None:
    """Make both kinds of record known to erasures; called when the app is ready."""
    register(
        Holding(
            "customer", Customer, words=words_of_customer, erase=erase_customer, pseudonymise=pseudonymise_customer,
            retained=_retained, shared=words_shared_with_others,
        )
    )  # fmt: skip
    register(
        Holding(
            "contact", Contact, words=words_of_contact, erase=erase_contact, pseudonymise=pseudonymise_contact,
            shared=words_shared_with_others, linked=_linked_to_contact,
        )
    )  # fmt: skip
    register(
        Holding(
            "privacy_request", PrivacyRequest, words=_words_of_request, erase=empty_request,
            pseudonymise=empty_request,
        )
    )  # fmt: skip


def empty_request(request: PrivacyRequest, by: User) -> None:
    """Who asked and where to answer go with the person; that something was asked and done stays as the proof."""
    with writing(by=by):
        PrivacyRequest.objects.filter(pk=request.pk).update(
            requester="", reach="", details="", identity_proof="", extension_reason="", answer="", package=""
        )
        PrivacyStep.objects.filter(request=request, what=PrivacyStep.What.NOTE).update(note="")


def _words_of_request(request: PrivacyRequest) -> Words:
    words = Words()
    words.add_names(request.requester)
    words.add(request.reach)
    return words


def _linked_to_contact(contact: Contact) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for extension in extensions():
        found |= extension.linked_to_contact(contact)
    return {model: ids for model, ids in found.items() if ids}
