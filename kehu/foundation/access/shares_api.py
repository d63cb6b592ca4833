"""/shares: records shared with a colleague or a team. Whoever sees a record sees whom it is shared with."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel

from kehu.foundation.access.actions import shares
from kehu.foundation.access.models import Share, Team, User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import named
from kehu.foundation.api.schemas import Input, Output
from kehu.foundation.objects.records import visible_record

router = Router()


class ShareOut(Output):
    """A record shared with a user or a team."""

    object: str
    record: UUID
    user: UUID | None
    team: UUID | None
    may_edit: bool
    shared_by: UUID | None


class Shares(BaseModel):
    """Whom one record is shared with."""

    items: list[ShareOut]
    next: str | None = None


class OfRecord(BaseModel):
    """Which record: `object` is a kind of record such as `customer`."""

    object: str
    record: UUID


class ShareCreate(Input):
    """Whom to share a record with: either `user` or `team`."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "object": "customer", "record": "01920000-0000-7000-8000-000000000001",
                    "user": "01920000-0000-7000-8000-000000000002", "may_edit": True,
                }
            ]
        }
    }  # fmt: skip

    object: str
    record: UUID
    user: UUID | None = None
    team: UUID | None = None
    may_edit: bool = False


@router.get("", response=Shares)
def list_shares(request: HttpRequest, asked: Query[OfRecord]) -> HttpResponse:
    """Whom a record is shared with."""
    visible_record(reader(request), asked.object, asked.record)
    return answer({"items": [_said(one) for one in shares.shares_of(asked.object, asked.record)], "next": None})


@router.post("", response={201: ShareOut})
def create_share(request: HttpRequest, payload: ShareCreate) -> HttpResponse:
    """Let a colleague or a team see a record, and edit it with `may_edit`. Sharing again changes what they may."""
    by = reader(request)
    record = visible_record(by, payload.object, payload.record)
    user = named(User.objects.filter(is_active=True, is_system=False), payload.user, "user") if payload.user else None
    team = named(Team.objects.all(), payload.team, "team") if payload.team else None
    made = shares.share(
        object_key=payload.object, record=record, user=user, team=team, may_edit=payload.may_edit, by=by
    )
    return answer(_said(made), 201, location=f"{request.path}/{made.pk}")


@router.get("/{record_id}", response=ShareOut)
def get_share(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One share of a record that you see."""
    return answer(_said(_seen(request, record_id)[0]))


@router.delete("/{record_id}", response={204: None})
def delete_share(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a share back: whoever gave it, was given it, or may edit the record."""
    share, record = _seen(request, record_id)
    shares.unshare(share=share, record=record, by=reader(request))
    return nothing()


def _seen(request: HttpRequest, share_id: UUID) -> tuple[Share, Any]:
    found = Share.objects.filter(pk=share_id).first()
    if found is None:
        raise Http404
    return found, visible_record(reader(request), found.object_key, found.record_id)


def _said(one: Share) -> dict[str, Any]:
    return {
        "id": one.pk, "object": one.object_key, "record": one.record_id, "user": one.user_id, "team": one.team_id,
        "may_edit": one.may_edit, "shared_by": one.shared_by_id,
    }  # fmt: skip


ROUTERS = (("/shares", "Sharing", router),)
