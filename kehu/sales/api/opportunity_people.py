"""/opportunities/{id}/…: who buys, who else offers, who sells together, what is sold, which documents there are."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from kehu.catalog.models import Product, Variant
from kehu.customers.api.resources import CONTACTS
from kehu.customers.models import Customer
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.files.models import Attachment
from kehu.sales.actions import committees, gates, lines, selling_teams
from kehu.sales.api.opportunities import OPPORTUNITIES
from kehu.sales.models import CommitteeMember, Competitor, Opportunity, Rival
from kehu.sales.queries import committees as queries
from kehu.sales.queries import standings

router = Router()
Level = Annotated[int, Field(ge=0, le=5)]
Note = Annotated[str, Field(max_length=500)]
CLEARED = {"reports_to"}


class MemberOut(BaseModel):
    """A contact in the buying committee; `influence` and `strength` from 0 (not known) to 5."""

    id: UUID
    contact: UUID
    name: str
    role: str
    stance: str
    influence: int
    strength: int
    reports_to: UUID | None
    note: str


class Members(BaseModel):
    items: list[MemberOut]


class MemberChange(Input):
    """What is changed."""

    role: Annotated[str, OneOf(CommitteeMember.Role.values)] | None = None
    stance: Annotated[str, OneOf(CommitteeMember.Stance.values)] | None = None
    influence: Level | None = None
    strength: Level | None = None
    reports_to: UUID | None = None
    note: Note | None = None


class MemberCreate(MemberChange):
    """A contact of the customer. One who is in the committee already is changed."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {"contact": "0190b6c7-0000-7000-8000-000000000000", "role": "decides", "stance": "supports",
                 "influence": 5}
            ]
        }
    }  # fmt: skip

    contact: UUID


class RivalOut(BaseModel):
    id: UUID
    competitor: UUID
    name: str
    standing: str
    note: str


class Rivals(BaseModel):
    items: list[RivalOut]


class Standing(Input):
    model_config = {"json_schema_extra": {"examples": [{"standing": "behind"}]}}

    standing: Annotated[str, OneOf(Rival.Standing.values)]
    note: Note = ""


class PartOut(BaseModel):
    """`credit` in percent: of the revenue, or on top of it."""

    user: UUID
    name: str
    part: str
    credit: int
    on_top: bool


class Team(BaseModel):
    """`owner_credit` is what the others leave the owner."""

    owner: UUID | None
    owner_credit: int
    items: list[PartOut]


class PartIn(Input):
    user: UUID
    credit: Annotated[int, Field(ge=0, le=100)] = 0
    part: Annotated[str, Field(max_length=80)] = ""
    on_top: bool = False


class Division(Input):
    """Everybody who sells it. With the owner among them the parts of the revenue make 100."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"parts": [{"user": "0190b6c7-0000-7000-8000-000000000000", "credit": 30}]}]
        }
    }  # fmt: skip

    parts: Annotated[list[PartIn], Field(max_length=50)]


class LineOut(BaseModel):
    """`amount` before taxes, in the currency of the opportunity."""

    product: UUID
    variant: UUID | None
    name: str
    quantity: Decimal
    price: Decimal | None
    price_is_own: bool
    discount: Decimal
    amount: Decimal


class Lines(BaseModel):
    amount_from_lines: bool
    items: list[LineOut]


class LineIn(Input):
    """Without a price the price books are asked."""

    product: UUID
    variant: UUID | None = None
    quantity: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)] = Decimal(1)
    price: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)] | None = None
    discount: Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)] = Decimal(0)


class LinesIn(Input):
    """All lines. `amount_from_lines`: the amount of the opportunity is what they come to."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {"amount_from_lines": True,
                 "lines": [{"product": "0190b6c7-0000-7000-8000-000000000000", "quantity": "3"}]}
            ]
        }
    }  # fmt: skip

    lines: Annotated[list[LineIn], Field(max_length=lines.MOST)]
    amount_from_lines: bool | None = None


class DocumentIn(Input):
    """A file that hangs on the opportunity is of this kind, as stages ask for it."""

    attachment: UUID
    kind: Annotated[str, Field(min_length=1, max_length=80)]


class EntryOut(BaseModel):
    """How it stood from then on; amounts in the company's currency."""

    since: datetime
    stage: UUID
    state: str
    owner: UUID | None
    amount: Decimal | None
    expected_close: str | None


class Course(BaseModel):
    items: list[EntryOut]


@router.get("/{record_id}/committee", response=Members)
def list_committee(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Who buys: those whose word counts most first. Empty for who does not see the customer."""
    one, user = OPPORTUNITIES.find(reader(request), record_id), reader(request)
    seen = Customer.objects.visible_to(user).filter(pk=one.customer_id).exists()
    return answer({"items": [_member(row) for row in queries.members(one)] if seen else []})


@router.post("/{record_id}/committee", response={201: MemberOut})
def add_committee_member(request: HttpRequest, record_id: UUID, payload: MemberCreate) -> HttpResponse:
    """Put a contact into the buying committee."""
    user = reader(request)
    user.require("opportunity.edit")
    one = OPPORTUNITIES.find(user, record_id)
    given = _given(payload, one)
    contact = CONTACTS.named(user, given.pop("contact"), "contact")
    return answer(_member(committees.add(opportunity=one, contact=contact, by=user, **given)), 201)


@router.patch("/{record_id}/committee/{member_id}", response=MemberOut)
def change_committee_member(
    request: HttpRequest, record_id: UUID, member_id: UUID, payload: MemberChange
) -> HttpResponse:
    """Change what the body names."""
    user = reader(request)
    one = OPPORTUNITIES.find(user, record_id)
    member = _one(one.committee.select_related("contact", "opportunity"), member_id)
    return answer(_member(committees.change(member=member, changes=_given(payload, one), by=user)))


@router.delete("/{record_id}/committee/{member_id}", response={204: None})
def remove_committee_member(request: HttpRequest, record_id: UUID, member_id: UUID) -> HttpResponse:
    """Take somebody out of the committee."""
    user = reader(request)
    one = OPPORTUNITIES.find(user, record_id)
    committees.remove(member=_one(one.committee.select_related("opportunity"), member_id), by=user)
    return nothing()


@router.get("/{record_id}/rivals", response=Rivals)
def list_rivals(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Which competitors are in it, and how they stand."""
    one = OPPORTUNITIES.find(reader(request), record_id)
    return answer({"items": [_rival(row) for row in queries.rivals(one)]})


@router.put("/{record_id}/rivals/{competitor_id}", response=RivalOut)
def set_rival(request: HttpRequest, record_id: UUID, competitor_id: UUID, payload: Standing) -> HttpResponse:
    """Say that a competitor is in it, or how he stands now."""
    user = reader(request)
    one = OPPORTUNITIES.find(user, record_id)
    competitor = named(Competitor.objects.visible_to(user), competitor_id, "competitor")
    made = committees.meet(
        opportunity=one, competitor=competitor, standing=payload.standing, note=payload.note, by=user
    )
    return answer(_rival(made))


@router.delete("/{record_id}/rivals/{competitor_id}", response={204: None})
def remove_rival(request: HttpRequest, record_id: UUID, competitor_id: UUID) -> HttpResponse:
    """Take a competitor out of it."""
    user = reader(request)
    one = OPPORTUNITIES.find(user, record_id)
    found = one.rivals.select_related("opportunity").filter(competitor=competitor_id).first()
    if found is None:
        raise Http404
    committees.leave(rival=found, by=user)
    return nothing()


@router.get("/{record_id}/selling-team", response=Team)
def get_selling_team(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Who sells it together, and whose the result is."""
    return answer(_team(OPPORTUNITIES.find(reader(request), record_id)))


@router.put("/{record_id}/selling-team", response=Team)
def set_selling_team(request: HttpRequest, record_id: UUID, payload: Division) -> HttpResponse:
    """Divide the credit: these people and nobody else."""
    user = reader(request)
    one = OPPORTUNITIES.find(user, record_id)
    people = User.objects.filter(is_active=True, is_system=False)
    parts = [
        selling_teams.Part(named(people, each.user, "user"), each.credit, each.part, each.on_top)
        for each in payload.parts
    ]
    selling_teams.divide(opportunity=one, parts=parts, by=user)
    return answer(_team(one))


@router.get("/{record_id}/lines", response=Lines)
def list_opportunity_lines(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """What is sold, in its order."""
    return answer(_lines(OPPORTUNITIES.find(reader(request), record_id), reader(request)))


@router.put("/{record_id}/lines", response=Lines)
def set_opportunity_lines(request: HttpRequest, record_id: UUID, payload: LinesIn) -> HttpResponse:
    """Write all lines anew."""
    user = reader(request)
    one = OPPORTUNITIES.find(user, record_id)
    wanted = [
        lines.Wanted(
            named(Product.objects.visible_to(user), each.product, "product"), each.quantity,
            named(Variant.objects.visible_to(user), each.variant, "variant") if each.variant else None, each.price,
            each.discount,
        )
        for each in payload.lines
    ]  # fmt: skip
    one = lines.write(opportunity=one, lines=wanted, amount_from_lines=payload.amount_from_lines, by=user)
    return answer(_lines(one, user))


@router.post("/{record_id}/documents", response={201: DocumentIn})
def name_document(request: HttpRequest, record_id: UUID, payload: DocumentIn) -> HttpResponse:
    """Say of a file of the opportunity which kind of document it is."""
    user = reader(request)
    user.require("opportunity.edit")
    one = OPPORTUNITIES.find(user, record_id)
    if not Opportunity.objects.editable_by(user).filter(pk=one.pk).exists():
        raise Http404
    there = Attachment.objects.filter(object_key=gates.KEY, record_id=one.pk)
    document = named(there, payload.attachment, "attachment")
    gates.keep_document(opportunity=one, kind=payload.kind, document=document, by=user)
    return answer({"attachment": document.pk, "kind": payload.kind}, 201)


@router.get("/{record_id}/course", response=Course)
def read_course(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """How it stood since when, the latest first: stage, amount, expected day, owner."""
    user = reader(request)
    one = OPPORTUNITIES.find(user, record_id)
    amounts = _sees_amounts(user)
    rows = [entry["now"] for entry in standings.course(one)]
    items = [
        {
            "since": row.since, "stage": row.stage_id, "state": row.state, "owner": row.owner_id,
            "amount": row.amount_home if amounts else None, "expected_close": row.expected_close,
        }
        for row in rows
    ]  # fmt: skip
    return answer({"items": items})


def _one(rows: Any, record_id: UUID) -> Any:
    found = rows.filter(pk=record_id).first()
    if found is None:
        raise Http404
    return found


def _given(payload: Input, one: Opportunity) -> dict[str, Any]:
    values = {key: value for key, value in payload.given().items() if value is not None or key in CLEARED}
    if values.get("reports_to") is not None:
        values["reports_to"] = named(one.committee.all(), values["reports_to"], "reports_to")
    return values


def _sees_amounts(user: User) -> bool:
    return access(user, gates.KEY, "amount") in (FieldAccess.READ, FieldAccess.EDIT)


def _member(row: CommitteeMember) -> dict[str, Any]:
    return {
        "id": row.pk, "contact": row.contact_id, "name": row.contact.name, "role": row.role, "stance": row.stance,
        "influence": row.influence, "strength": row.strength, "reports_to": row.reports_to_id, "note": row.note,
    }  # fmt: skip


def _rival(row: Rival) -> dict[str, Any]:
    return {
        "id": row.pk, "competitor": row.competitor_id, "name": row.competitor.name, "standing": row.standing,
        "note": row.note,
    }  # fmt: skip


def _team(one: Opportunity) -> dict[str, Any]:
    rows = queries.team(one)
    rest = 100 - sum(row.credit for row in rows if not row.is_overlay)
    items = [
        {"user": row.user_id, "name": row.user.name, "part": row.part, "credit": row.credit, "on_top": row.is_overlay}
        for row in rows
    ]
    return {"owner": one.owner_id, "owner_credit": rest if one.owner_id else 0, "items": items}


def _lines(one: Opportunity, user: User) -> dict[str, Any]:
    amounts = _sees_amounts(user)
    items = [
        {
            "product": row.product_id, "variant": row.variant_id, "name": str(row.product), "quantity": row.quantity,
            "price": row.price if amounts else None, "price_is_own": row.price_is_own, "discount": row.discount,
            "amount": row.amount if amounts else None,
        }
        for row in one.lines.select_related("product")
    ]  # fmt: skip
    return {"amount_from_lines": one.amount_from_lines, "items": items}
