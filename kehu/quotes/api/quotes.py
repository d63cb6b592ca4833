"""/quotes: what is offered, its lines, its versions, and the answers to them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from kehu.catalog.models import Product, Unit, Variant
from kehu.customers.api.resources import CONTACTS, CUSTOMERS
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer, nothing
from kehu.foundation.api.resources import Resource, named
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.database.records import new_id
from kehu.foundation.lists.query import Plan
from kehu.foundation.refusals import Refusal
from kehu.quotes.actions import answers, approval, grid, quotes, sending
from kehu.quotes.actions.grid import Cell, Edits, NewLine
from kehu.quotes.entries import shown, shown_discount
from kehu.quotes.models import Answer, Line, Quote, QuoteVersion
from kehu.quotes.objects import QUOTE
from kehu.quotes.queries.content import content_of
from kehu.quotes.queries.lines import lines_of
from kehu.sales.models import Opportunity

router = Router()
QUOTES = Resource("quotes", "quote", Plan(QUOTE, default_sort="-updated_at"))
CLEARED = {"contact", "owner", "opportunity"}
Number = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]


class QuoteChange(Input):
    """What is changed; of the company's own fields only those named in `custom`. Prices follow the price day."""

    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    contact: UUID | None = None
    opportunity: UUID | None = None
    owner: UUID | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    language: Annotated[str, OneOf([code for code, _name in settings.LANGUAGES])] | None = None
    price_date: date | None = None
    valid_until: date | None = None
    introduction: Annotated[str, Field(max_length=20_000)] | None = None
    terms: Annotated[str, Field(max_length=20_000)] | None = None
    note: Annotated[str, Field(max_length=20_000)] | None = None
    discount_percent: Percent | None = None
    discount_amount: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)] | None = None
    custom: dict[str, Any] | None = None


class LineInput(Input):
    """A line. `kind` is item, section or text; an item sells a `product` (and `variant`) or is free. Without a `price`
    the price books are asked.
    """

    kind: Annotated[str, OneOf([Line.Kind.ITEM, Line.Kind.SECTION, Line.Kind.TEXT])] = Line.Kind.ITEM.value
    product: UUID | None = None
    variant: UUID | None = None
    name: Annotated[str, Field(max_length=300)] | None = None
    description: Annotated[str, Field(max_length=20_000)] | None = None
    quantity: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)] | None = None
    unit: UUID | None = None
    price: Number | None = None
    discount_percent: Percent | None = None
    discount_amount: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)] | None = None
    tax_percent: Percent | None = None
    optional: bool | None = None


class QuoteCreate(QuoteChange):
    """A draft with the next number, and its lines."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "title": "Fibre for the plant",
                    "customer": "0190b6c7-0000-7000-8000-000000000000",
                    "lines": [{"name": "Installation", "quantity": "2", "price": "450.00", "tax_percent": "6"}],
                }
            ]
        }
    }

    title: Annotated[str, Field(min_length=1, max_length=200)]
    customer: UUID
    lines: list[LineInput] = []


class LinesAdd(Input):
    """Lines to be put below those there are."""

    model_config = {"json_schema_extra": {"examples": [{"lines": [{"name": "Training", "price": "900.00"}]}]}}

    lines: Annotated[list[LineInput], Field(max_length=500)]


class ApprovalAsk(Input):
    """Why it is worth the discount."""

    note: Annotated[str, Field(max_length=4000)] = ""


class Sending(Input):
    """Without addresses nothing is mailed; the answer has the link to pass on."""

    model_config = {"json_schema_extra": {"examples": [{"to": ["wang@example.com"], "message": "As discussed."}]}}

    to: Annotated[list[str], Field(max_length=20)] = []
    subject: Annotated[str, Field(max_length=200)] = ""
    message: Annotated[str, Field(max_length=20_000)] = ""


class AnswerCreate(Input):
    """An answer that came on paper or by word of mouth. `chosen` are ids of optional lines that were taken."""

    model_config = {"json_schema_extra": {"examples": [{"outcome": "accepted", "name": "Wang Wei"}]}}

    outcome: Annotated[str, OneOf(Answer.Outcome.values)]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    reason: Annotated[str, Field(max_length=5000)] = ""
    chosen: list[UUID] = []


QUOTES.read_by(router)


@router.post("", response={201: QUOTES.schema})
def create_quote(request: HttpRequest, payload: QuoteCreate) -> HttpResponse:
    """Write a quote, with its lines."""
    user = reader(request)
    given = _named(_said(payload), user)
    lines = given.pop("lines", [])
    made = quotes.create(by=user, **given)
    if lines:
        _add(made, payload.lines, user)
    return QUOTES.written(request, made.pk, 201)


@router.patch("/{record_id}", response=QUOTES.schema)
def change_quote(request: HttpRequest, record_id: UUID, payload: QuoteChange) -> HttpResponse:
    """Change the fields that the body names, in a draft; owner, note and opportunity at any time."""
    user = reader(request)
    with QUOTES.changing(request, record_id) as one:
        quotes.update(quote=one, changes=_named(_said(payload), user), by=user)
    return QUOTES.written(request, record_id)


@router.get("/{record_id}/lines")
def list_lines_of_quote(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The lines in the order of the document; parts of a bundle follow its line."""
    one = QUOTES.find(reader(request), record_id)
    return answer({"items": [_line(line) for line in lines_of(one)]})


@router.post("/{record_id}/lines", response={201: None})
def add_lines_to_quote(request: HttpRequest, record_id: UUID, payload: LinesAdd) -> HttpResponse:
    """Add lines below those there are. One that cannot be read refuses them all."""
    user = reader(request)
    with QUOTES.changing(request, record_id) as one:
        _add(one, payload.lines, user)
    return answer({"items": [_line(line) for line in lines_of(QUOTES.find(user, record_id))]}, 201)


@router.patch("/{record_id}/lines/{line_id}")
def change_line_of_quote(request: HttpRequest, record_id: UUID, line_id: UUID, payload: LineInput) -> HttpResponse:
    """Change the cells that the body names."""
    user = reader(request)
    with QUOTES.changing(request, record_id) as one:
        _apply(one, Edits(cells=_cells(line_id, payload, user)), user)
    return answer({"items": [_line(line) for line in lines_of(QUOTES.find(user, record_id))]})


@router.delete("/{record_id}/lines/{line_id}", response={204: None})
def remove_line_from_quote(request: HttpRequest, record_id: UUID, line_id: UUID) -> HttpResponse:
    """Take a line out, with the parts of its bundle."""
    user = reader(request)
    with QUOTES.changing(request, record_id) as one:
        _apply(one, Edits(removed=[line_id]), user)
    return nothing()


@router.post("/{record_id}/approval-request", response={201: QUOTES.schema})
def ask_approval_of_quote(request: HttpRequest, record_id: UUID, payload: ApprovalAsk) -> HttpResponse:
    """Ask for approval of a discount above your limit."""
    with QUOTES.changing(request, record_id) as one:
        approval.ask(quote=one, by=reader(request), note=payload.note)
    return QUOTES.written(request, record_id, 201)


@router.delete("/{record_id}/approval-request", response={204: None})
def take_back_quote(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Back to the draft, from approval or once approved."""
    with QUOTES.changing(request, record_id) as one:
        approval.take_back(quote=one, by=reader(request))
    return nothing()


@router.get("/{record_id}/versions")
def list_versions_of_quote(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """What the customer got: each version with its content, fingerprint and answer."""
    one = QUOTES.find(reader(request), record_id)
    rows = one.versions.select_related("answer").order_by("number")
    return answer({"items": [_version(row) for row in rows]})


@router.post("/{record_id}/versions", response={201: None})
def send_quote(request: HttpRequest, record_id: UUID, payload: Sending) -> HttpResponse:
    """Freeze the version that is worked on and open its page for the customer; mailed if addresses are given."""
    base = settings.PUBLIC_URL or request.build_absolute_uri("/")
    with QUOTES.changing(request, record_id) as one:
        made = sending.send(quote=one, by=reader(request), base_url=base, **payload.model_dump())
    return answer(_version(made) | {"link": sending.link(base, made)}, 201)


@router.post("/{record_id}/revision", response={201: QUOTES.schema})
def revise_quote(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """A new version to work on; the one that was sent stops taking answers."""
    with QUOTES.changing(request, record_id) as one:
        sending.revise(quote=one, by=reader(request))
    return QUOTES.written(request, record_id, 201)


@router.post("/{record_id}/answer", response={201: QUOTES.schema})
def answer_quote(request: HttpRequest, record_id: UUID, payload: AnswerCreate) -> HttpResponse:
    """Write down an answer that did not come by the page."""
    given = payload.model_dump() | {"chosen": [str(one) for one in payload.chosen]}
    with QUOTES.changing(request, record_id) as one:
        answers.record(quote=one, by=reader(request), **given)
    return QUOTES.written(request, record_id, 201)


@router.get("/{record_id}/content")
def read_content_of_quote(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Everything the customer would read of the quote as it stands now."""
    return answer(content_of(QUOTES.find(reader(request), record_id)))


def _add(quote: Quote, lines: list[LineInput], user: User) -> None:
    added = [NewLine(new_id(), one.kind) for one in lines]
    cells = [cell for new, one in zip(added, lines, strict=True) for cell in _cells(new.id, one, user)]
    _apply(quote, Edits(cells=cells, added=added), user)


def _apply(quote: Quote, edits: Edits, user: User) -> None:
    """All or nothing: a caller of the API has no cell to leave a wrong value in."""
    outcome = grid.apply(quote=quote, edits=edits, by=user)
    if outcome.problems:
        first = outcome.problems[0]
        raise Refusal(first.message, field=first.field)


def _cells(line: UUID, given: LineInput, user: User) -> list[Cell]:
    said = {key: value for key, value in given.given().items() if value is not None and key != "kind"}
    typed: dict[str, str] = {}
    if "product" in said:
        product = named(Product.objects.visible_to(user), said.pop("product"), "product")
        variant = said.pop("variant", None)
        found = named(Variant.objects.filter(product=product), variant, "variant") if variant else None
        typed["product"] = f"{product.pk}:{found.pk}" if found else str(product.pk)
    if "unit" in said:
        typed["unit"] = str(named(Unit.objects.visible_to(user), said["unit"], "unit").pk)
    for key, cell in (("name", "name"), ("description", "description")):
        if key in said:
            typed[cell] = said[key]
    for key, cell in (("quantity", "quantity"), ("price", "price"), ("tax_percent", "tax")):
        if key in said:
            typed[cell] = shown(said[key])
    if {"discount_percent", "discount_amount"} & said.keys():
        zero = Decimal(0)
        typed["discount"] = shown_discount(said.get("discount_percent", zero), said.get("discount_amount", zero))
    if "optional" in said:
        typed["optional"] = "1" if said["optional"] else ""
    return [Cell(line, key, None, text) for key, text in typed.items()]


def _line(one: Line) -> dict[str, Any]:
    keys = ("parent_id", "product_id", "variant_id", "unit_id")
    money = ("quantity", "list_price", "price", "discount_percent", "discount_amount", "tax_percent", "amount", "net",
             "tax", "total")  # fmt: skip
    return {
        "id": one.pk, "kind": one.kind, "sku": one.sku, "name": one.name, "description": one.description,
        "optional": one.is_optional, "tax_included": one.tax_included, "price_is_own": one.price_is_own,
        **{key.removesuffix("_id"): getattr(one, key) for key in keys},
        **{key: shown(getattr(one, key)) for key in money},
    }  # fmt: skip


def _version(row: QuoteVersion) -> dict[str, Any]:
    said = getattr(row, "answer", None)
    return {
        "id": row.pk, "number": row.number, "state": row.state, "sent_at": row.sent_at, "sent_to": row.sent_to,
        "valid_until": row.valid_until, "sha256": row.sha256, "content": row.content,
        "answer": None
        if said is None
        else {
            "outcome": said.outcome, "at": said.at, "name": said.name, "job_title": said.job_title,
            "reason": said.reason, "chosen": said.chosen, "total": f"{said.total:f}",
        },
    }  # fmt: skip


def _said(body: Input) -> dict[str, Any]:
    return {key: value for key, value in body.given().items() if value is not None or key in CLEARED}


def _named(values: dict[str, Any], user: User) -> dict[str, Any]:
    """The values with the records that they name."""
    found = dict(values)
    for key, find in (("customer", CUSTOMERS.named), ("contact", CONTACTS.named)):
        if found.get(key) is not None:
            found[key] = find(user, found[key], key)
    if found.get("opportunity") is not None:
        found["opportunity"] = named(Opportunity.objects.visible_to(user), found["opportunity"], "opportunity")
    if found.get("owner") is not None:
        found["owner"] = named(User.objects.filter(is_active=True, is_system=False), found["owner"], "owner")
    return found
