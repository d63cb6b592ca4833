"""/privacy-requests: the register of the privacy desk, for forms on a website and for programs that answer with it.

Erasing is left to the page, where a person sees what goes before he confirms it.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Router
from pydantic import BaseModel, Field

from kehu.customers import jobs
from kehu.customers.actions import privacy_packages, privacy_requests
from kehu.customers.api.resources import CUSTOMERS
from kehu.customers.models import PrivacyRequest
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.resources import Resource
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType
from kehu.foundation.privacy.permissions import PrivacyVerb
from kehu.foundation.refusals import Refusal

router = Router()

REQUESTS = Resource(
    "privacy_requests", "privacy_request",
    Plan(ObjectType(
        key="privacy_request", model="customers.PrivacyRequest", label=gettext_lazy("Privacy request"),
        label_plural=gettext_lazy("Privacy requests"), icon="shield-lock", view=PrivacyVerb.RECORD.value,
        fields=(
            registry.Field("kind", gettext_lazy("Kind"), Kind.CHOICE, choices=lambda: PrivacyRequest.Kind.choices),
            registry.Field("law", gettext_lazy("Law"), Kind.CHOICE, choices=lambda: PrivacyRequest.Law.choices),
            registry.Field("state", gettext_lazy("State"), Kind.CHOICE, choices=lambda: PrivacyRequest.State.choices),
            registry.Field("requester", gettext_lazy("Who asks"), filterable=False),
            registry.Field("reach", gettext_lazy("Where to answer"), filterable=False),
            registry.Field("source", gettext_lazy("How it came"), filterable=False),
            registry.Field("details", gettext_lazy("What is asked"), Kind.LONG_TEXT, filterable=False),
            registry.Field("received_on", gettext_lazy("Received"), Kind.DATE),
            registry.Field("due_on", gettext_lazy("Due"), Kind.DATE, sortable=True),
            registry.Field(
                "identity", gettext_lazy("Identity"), Kind.CHOICE, choices=lambda: PrivacyRequest.Identity.choices
            ),
            registry.Field("assignee", gettext_lazy("Assigned to"), Kind.REFERENCE, reference="user"),
            registry.Field("answer", gettext_lazy("Answer"), Kind.LONG_TEXT, filterable=False),
            registry.Field("closed_at", gettext_lazy("Closed"), Kind.MOMENT),
        )), default_sort="due_on"),
)  # fmt: skip
REQUESTS.read_by(router)


class PrivacyRequestCreate(Input):
    """What somebody asks about his data. The deadline follows from the law and the day it was received."""

    model_config = {
        "json_schema_extra": {"examples": [{"kind": "access", "requester": "Zhang Wei", "reach": "zw@example.com"}]}
    }

    kind: Annotated[str, OneOf(PrivacyRequest.Kind.values)]
    requester: Annotated[str, Field(min_length=1, max_length=200)]
    reach: Annotated[str, Field(max_length=254)] = ""
    source: Annotated[str, Field(max_length=80)] = ""
    details: Annotated[str, Field(max_length=4000)] = ""
    law: Annotated[str, OneOf(["", *PrivacyRequest.Law.values])] = ""
    received_on: date | None = None
    customers: Annotated[list[UUID], Field(max_length=20, description="Records that are this person.")] = []


class ExportOut(BaseModel):
    """The job that puts the data together; the file is taken on the page of the request."""

    run: UUID


@router.post("", response={201: REQUESTS.schema})
def record_privacy_request(request: HttpRequest, payload: PrivacyRequestCreate) -> HttpResponse:
    """Write down that somebody asked. Whoever answers such requests is told."""
    user = reader(request)
    user.require(PrivacyVerb.RECORD)
    given: dict[str, Any] = payload.model_dump()
    if given["received_on"] and given["received_on"] > timezone.localdate():
        raise Refusal(_("This day is still to come."), field="received_on")
    people = [("customer", CUSTOMERS.named(user, one, "customers").pk) for one in given.pop("customers")]
    made = privacy_requests.record(by=user, people=people, **given)
    return REQUESTS.written(request, made.pk, 201)


@router.post("/{record_id}/exports", response={202: ExportOut})
def export_of_privacy_request(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Put everything known of the chosen persons together. The identity has to be checked and records be chosen."""
    user = reader(request)
    found = REQUESTS.find(user, record_id)
    if found.is_closed:
        raise Http404
    run = privacy_packages.begin(request=found, by=user, defer=jobs.put_together.defer)
    return answer({"run": run.pk}, 202)
