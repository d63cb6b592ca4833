"""/key-accounts: who is owed something by his tier; the sums over a group; why a customer has his tier."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from kehu.customers.models import Customer
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.resources import Resource
from kehu.foundation.api.schemas import Money
from kehu.foundation.company.models import Company
from kehu.foundation.lists.query import Plan
from kehu.key_accounts import entitlements
from kehu.key_accounts.objects import KEY_ACCOUNT
from kehu.key_accounts.permissions import KeyAccountVerb
from kehu.key_accounts.queries import rolling, tiers

router = Router()
ACCOUNTS = Resource("key_accounts", "key_account", Plan(KEY_ACCOUNT, default_sort="visit_due_on"))
Number = Annotated[str, Field(examples=["120000.00", "3"])]


class Figures(BaseModel):
    """One member of a group; `own` is his, `branch` with everybody under him. A member you may not see has no name."""

    customer: UUID
    name: str
    depth: int
    own: dict[str, Number]
    branch: dict[str, Number]


class Group(BaseModel):
    """The tree from the one on top down, with sums of what you may see, in the company's currency."""

    currency: str
    members: list[Figures]
    total: dict[str, Number]


class Share(BaseModel):
    """What one measure gave. `number` is null where it is not for your eyes."""

    measure: str
    number: Money | None
    points: int


class Reasons(BaseModel):
    """Why a customer has his tier: `by_rule` is what the points give, `held` that a person set his `tier`."""

    tier: str
    by_rule: str
    version: int
    points: int
    held: bool
    shares: list[Share]


class Owed(BaseModel):
    """What a customer is owed. Null: nothing beyond what everybody is."""

    tier: str
    green_channel: bool
    response_hours: int | None
    visit_days: int | None
    dedicated_manager: bool
    discount_limit: str | None
    price_books: list[str]


ACCOUNTS.read_by(router)


@router.get("/of/{customer_id}/group", response=Group)
def get_account_group(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The group of a customer with its sums."""
    tree = rolling.tree(_customer(request, customer_id), reader(request))
    members = [
        {
            "customer": row.place.id, "name": row.place.customer.name if row.place.customer else "",
            "depth": row.place.depth,
            "own": {column.key: str(figure.own) for column, figure in _pairs(tree, row)},
            "branch": {column.key: str(figure.branch) for column, figure in _pairs(tree, row)},
        }
        for row in tree.rows
    ]  # fmt: skip
    total = {column.key: str(number) for column, number, _link in tree.totals()}
    return answer({"currency": Company.objects.current().currency, "members": members, "total": total})


@router.get("/of/{customer_id}/tier-reasons", response=Reasons)
def get_tier_reasons(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Why a customer has his tier by the rule in force; 404 where no rule speaks of him."""
    customer = _customer(request, customer_id)
    why = tiers.why(customer, reader(request))
    if why is None:
        raise Http404
    shares = [
        {"measure": share.measure, "number": None if line.number is None else str(line.number), "points": line.points}
        for share, line in zip(why.verdict.shares, why.lines, strict=True)
    ]
    return answer({
        "tier": customer.tier, "by_rule": why.verdict.tier, "version": why.rule.number, "points": why.verdict.points,
        "held": why.held is not None, "shares": shares,
    })  # fmt: skip


@router.get("/of/{customer_id}/entitlements", response=Owed)
def get_customer_entitlements(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """What a customer is owed by his tier."""
    customer = _customer(request, customer_id)
    return answer(said(entitlements.of([customer.pk])[customer.pk]))


def said(owed: entitlements.Entitlements) -> dict[str, Any]:
    return {
        "tier": owed.tier, "green_channel": owed.green_channel, "response_hours": owed.response_hours,
        "visit_days": owed.visit_days, "dedicated_manager": owed.dedicated_manager,
        "discount_limit": None if owed.discount_limit is None else str(owed.discount_limit),
        "price_books": list(owed.price_books),
    }  # fmt: skip


def _pairs(tree: rolling.Tree, row: rolling.Row) -> list[Any]:
    return [(column, figure) for column, figure in zip(tree.columns, row.figures, strict=True) if figure]


def _customer(request: HttpRequest, customer_id: UUID) -> Customer:
    user = reader(request)
    user.require(KeyAccountVerb.VIEW)
    found: Customer | None = Customer.objects.visible_to(user).filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found
