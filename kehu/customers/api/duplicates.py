"""/duplicates and /customers/{id}/merges: who may be the same, and making one of two."""

import base64
import binascii
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from kehu.customers.actions import duplicates, merging
from kehu.customers.api.resources import CUSTOMERS
from kehu.customers.models import DuplicatePair, Merge
from kehu.customers.permissions import CustomerVerb
from kehu.customers.queries.duplicates import after, open_pairs, wordings
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.schemas import Input, OneOf, Output
from kehu.foundation.audit import history
from kehu.foundation.lists.query import BadQuery

router, of_customer = Router(), Router()


class PairOut(BaseModel):
    """Two customers that may be one; `weight` grows with the likelihood."""

    id: int
    first: UUID
    second: UUID
    weight: float
    reasons: list[str]


class Pairs(BaseModel):
    """Pairs to be decided, the likeliest first."""

    items: list[PairOut]
    next: str | None = None


class Paging(BaseModel):
    """Where the page begins."""

    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("", response=Pairs)
def list_duplicates(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    """Pairs of customers that may be the same and that you both see."""
    user = reader(request)
    user.require(CustomerVerb.VIEW)
    pairs = open_pairs(user)
    if asked.cursor:
        pairs = after(pairs, *_place(asked.cursor))
    found = list(pairs[: asked.limit + 1])
    shown = found[: asked.limit]
    more = _cursor(shown[-1]) if len(found) > asked.limit else None
    return answer({"items": [_pair(one) for one in shown], "next": more})


@router.post("/{pair_id}/dismissal", response={204: None})
def dismiss_duplicate(request: HttpRequest, pair_id: Annotated[int, Field(ge=1, le=2**62)]) -> HttpResponse:
    """These are two; the pair does not come back."""
    user = reader(request)
    user.require(CustomerVerb.VIEW)
    pair = open_pairs(user).filter(pk=pair_id).first()
    if pair is None:
        raise Http404
    duplicates.dismiss(pair=pair, by=user)
    return nothing()


def _pair(one: DuplicatePair) -> dict[str, Any]:
    return {
        "id": one.pk, "first": one.first_id, "second": one.second_id, "weight": one.weight,
        "reasons": wordings(one.reasons),
    }  # fmt: skip


def _cursor(pair: DuplicatePair) -> str:
    return base64.urlsafe_b64encode(f"{pair.weight!r}|{pair.pk}".encode()).decode()


def _place(cursor: str) -> tuple[float, int]:
    try:
        weight, pk = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        found = float(weight), int(pk)
        if not abs(found[0]) < 1e9 or not 0 < found[1] < 2**62:
            raise ValueError
    except (ValueError, binascii.Error) as problem:
        sentence = _("This page belongs to another order of the list. Go back to its beginning.")
        raise BadQuery([("cursor", sentence)]) from problem
    return found


# -- merging -----------------------------------------------------------------------------------------------------------


class MergeCreate(Input):
    """`choices` says for a field whose value is kept; for the others a suggestion holds."""

    loser: UUID
    choices: dict[str, Annotated[str, OneOf(["survivor", "loser", "both"])]] = {}


class MergeOut(Output):
    """A merge; its change set takes it back, and so does DELETE."""

    survivor: UUID
    loser: UUID
    choices: dict[str, str]
    change_set: UUID
    undone: bool


class Merges(BaseModel):
    """What was merged into a customer, the latest first."""

    items: list[MergeOut]


@of_customer.get("/{record_id}/merges", response=Merges)
def list_merges(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """What was merged into a customer."""
    survivor = CUSTOMERS.find(reader(request), record_id)
    rows = Merge.objects.filter(survivor=survivor).order_by("-created_at", "-pk")[:200]
    return answer({"items": [_merge(one) for one in rows]})


@of_customer.post("/{record_id}/merges", response={201: MergeOut})
def merge_customers(request: HttpRequest, record_id: UUID, payload: MergeCreate) -> HttpResponse:
    """Make one of two: everything of the loser goes to this customer."""
    user = reader(request)
    with CUSTOMERS.changing(request, record_id) as survivor:
        loser = CUSTOMERS.named(user, payload.loser, "loser")
        made = merging.merge(survivor=survivor, loser=loser, choices=payload.choices, by=user)
    return answer(_merge(made), 201, location=f"{request.path}/{made.pk}")


class Parted(BaseModel):
    """What taking the merge back removed, restored and brought back, and what it kept because it was edited since."""

    removed: int = 0
    restored: int = 0
    brought_back: int = 0
    kept: int = 0


@of_customer.delete("/{record_id}/merges/{merge_id}", response=Parted)
def unmerge_customers(request: HttpRequest, record_id: UUID, merge_id: UUID) -> HttpResponse:
    """Take a merge back: both customers are as before; what was edited since stays with the survivor."""
    user = reader(request)
    survivor = CUSTOMERS.find(user, record_id)
    merge = Merge.objects.select_related("change_set").filter(pk=merge_id, survivor=survivor).first()
    if merge is None:
        raise Http404
    return answer(merging.unmerge(merge=merge, by=user))


def _merge(one: Merge) -> dict[str, Any]:
    return {
        "id": one.pk, "survivor": one.survivor_id, "loser": one.loser_id, "choices": one.choices,
        "change_set": one.change_set_id, "undone": one.undone_at is not None,
    }  # fmt: skip


# -- history -----------------------------------------------------------------------------------------------------------


class Line(BaseModel):
    """One field, and both its values in words."""

    label: str
    old: str
    new: str


class Change(BaseModel):
    """One row that was created, changed or deleted."""

    id: int
    at: str
    who: str
    source: str
    sentence: str
    lines: list[Line]


class History(BaseModel):
    """The latest change first."""

    items: list[Change]
    next: str | None = None


class Before(BaseModel):
    """Where the page begins."""

    cursor: Annotated[int, Field(ge=0, le=2**62)] = 0


@of_customer.get("/{record_id}/history", response=History)
def read_history(request: HttpRequest, record_id: UUID, asked: Query[Before]) -> HttpResponse:
    """Who changed what on a customer and what belongs to him, in words."""
    user = reader(request)
    CUSTOMERS.find(user, record_id)
    changes, more = history.page(record_id, user, before=asked.cursor or None)
    items = [
        {
            "id": one.entry.pk, "at": one.entry.at.isoformat(), "who": one.who, "source": one.entry.source,
            "sentence": one.sentence,
            "lines": [{"label": line.label, "old": line.old, "new": line.new} for line in one.lines],
        }
        for one in changes
    ]  # fmt: skip
    return answer({"items": items, "next": str(more) if more else None})
