"""What is added to a customer and taken off again: identifiers, documents, key dates, statements of consent."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from kehu.customers.actions import consents, identity
from kehu.customers.actions.revealing import reveal_document
from kehu.customers.api.bodies import ConsentCreate, ExternalIdCreate, IdentityDocumentCreate, KeyDateCreate, Revealed
from kehu.customers.api.resources import CONSENTS, CUSTOMERS, EXTERNAL_IDS, IDENTITY_DOCUMENTS, KEY_DATES
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing

external_ids, documents, dates, consent = Router(), Router(), Router(), Router()
EXTERNAL_IDS.read_by(external_ids)
IDENTITY_DOCUMENTS.read_by(documents)
KEY_DATES.read_by(dates)
CONSENTS.read_by(consent)


@external_ids.post("", response={201: EXTERNAL_IDS.schema})
def create_external_id(request: HttpRequest, payload: ExternalIdCreate) -> HttpResponse:
    """Note the identifier a customer has in another system; each is given once."""
    user = reader(request)
    customer = CUSTOMERS.named(user, payload.customer, "customer")
    made = identity.add_external_id(customer=customer, system=payload.system, value=payload.value, by=user)
    return EXTERNAL_IDS.written(request, made.pk, 201)


@external_ids.delete("/{record_id}", response={204: None})
def delete_external_id(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take an identifier off a customer."""
    with EXTERNAL_IDS.changing(request, record_id) as row:
        identity.remove(row=row, by=reader(request))
    return nothing()


@documents.post("", response={201: IDENTITY_DOCUMENTS.schema})
def create_identity_document(request: HttpRequest, payload: IdentityDocumentCreate) -> HttpResponse:
    """Note an identity document; resident numbers and credit codes are checked to the last digit."""
    user = reader(request)
    customer = CUSTOMERS.named(user, payload.customer, "customer")
    given = payload.model_dump(exclude={"customer"})
    made = identity.add_document(customer=customer, by=user, **given)
    return IDENTITY_DOCUMENTS.written(request, made.pk, 201)


@documents.delete("/{record_id}", response={204: None})
def delete_identity_document(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a document off a customer."""
    with IDENTITY_DOCUMENTS.changing(request, record_id) as row:
        identity.remove(row=row, by=reader(request))
    return nothing()


@documents.post("/{record_id}/revelation", response={201: Revealed})
def reveal_identity_document(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The number of a document in full; that you read it is on record."""
    user = reader(request)
    found = IDENTITY_DOCUMENTS.find(user, record_id)
    if access(user, "customer", "identity_number") == FieldAccess.HIDDEN:
        raise Http404
    return answer({"value": reveal_document(document=found, by=user)}, 201)


@dates.post("", response={201: KEY_DATES.schema})
def create_key_date(request: HttpRequest, payload: KeyDateCreate) -> HttpResponse:
    """Note a day that comes back every year, in the solar or the lunar calendar."""
    user = reader(request)
    customer = CUSTOMERS.named(user, payload.customer, "customer")
    given = payload.model_dump(exclude={"customer"})
    made = identity.add_key_date(customer=customer, by=user, **given)
    return KEY_DATES.written(request, made.pk, 201)


@dates.delete("/{record_id}", response={204: None})
def delete_key_date(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a key date off a customer."""
    with KEY_DATES.changing(request, record_id) as row:
        identity.remove(row=row, by=reader(request))
    return nothing()


@consent.post("", response={201: CONSENTS.schema})
def record_consent(request: HttpRequest, payload: ConsentCreate) -> HttpResponse:
    """Record what a customer allows or withdraws. Statements are never changed; the latest holds."""
    user = reader(request)
    customer = CUSTOMERS.named(user, payload.customer, "customer")
    given = payload.model_dump(exclude={"customer", "statement"})
    say = consents.withdraw if payload.statement == "withdrawn" else consents.grant
    made = say(customer=customer, by=user, **given)
    return CONSENTS.written(request, made.pk, 201)
