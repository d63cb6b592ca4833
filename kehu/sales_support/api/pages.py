"""/playbook-pages: what helps to sell."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.resources import Resource
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects.records import visible_record
from kehu.sales_support.actions import pages as actions
from kehu.sales_support.models import PlaybookPage
from kehu.sales_support.objects import PLAYBOOK

router = Router()
PAGES = Resource("playbook_pages", "playbook", Plan(PLAYBOOK, default_sort="position"))
Ids = Annotated[list[UUID], Field(max_length=500)]


class PageChange(Input):
    """What is changed. Lists that are empty fit every opportunity."""

    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    kind: Annotated[str, OneOf(PlaybookPage.Kind.values)] | None = None
    body: Annotated[str, Field(max_length=50_000)] | None = None
    stages: Ids | None = None
    products: Ids | None = None
    competitors: Ids | None = None
    industries: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=100)] | None = None
    is_shown: bool | None = None
    position: Annotated[int, Field(ge=0, le=1000)] | None = None


class PageCreate(PageChange):
    model_config = {"json_schema_extra": {"examples": [{"title": "Against the cheapest", "kind": "battle_card"}]}}

    title: Annotated[str, Field(min_length=1, max_length=200)]


class Use(Input):
    """Whether the page helped."""

    helped: bool = True


PAGES.read_by(router)


@router.post("", response={201: PAGES.schema})
def create_playbook_page(request: HttpRequest, payload: PageCreate) -> HttpResponse:
    """Write a page."""
    made = actions.write(by=reader(request), **_said(payload))
    return PAGES.written(request, made.pk, 201)


@router.patch("/{record_id}", response=PAGES.schema)
def change_playbook_page(request: HttpRequest, record_id: UUID, payload: PageChange) -> HttpResponse:
    """Change what the body names."""
    with PAGES.changing(request, record_id) as one:
        actions.change(page=one, changes=_said(payload), by=reader(request))
    return PAGES.written(request, record_id)


@router.delete("/{record_id}", response={204: None})
def delete_playbook_page(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Move it to the trash."""
    with PAGES.changing(request, record_id) as one:
        actions.trash(page=one, by=reader(request))
    return nothing()


@router.put("/{record_id}/uses/{opportunity_id}", response={204: None})
def use_playbook_page(request: HttpRequest, record_id: UUID, opportunity_id: UUID, payload: Use) -> HttpResponse:
    """Say whether it helped with an opportunity."""
    user = reader(request)
    opportunity = visible_record(user, "opportunity", opportunity_id)
    page = visible_record(user, "playbook", record_id)
    actions.use(page=page, opportunity=opportunity, helped=payload.helped, by=user)
    return nothing()


def _said(body: Input) -> dict[str, object]:
    return {key: value for key, value in body.given().items() if value is not None}
