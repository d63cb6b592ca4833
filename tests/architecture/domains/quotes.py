"""What the matrices must know of quotes."""

from typing import Any

from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.quotes.models import Line, Quote
from tests.architecture.expectations import EDITS as KNOWN_EDITS
from tests.architecture.expectations import SEES as KNOWN_SEES
from tests.architecture.expectations import Rule

_SELLERS = {"administrator", "manager", "sales"}
CAN = {"write quotes": _SELLERS, "edit quotes": _SELLERS, "send quotes": _SELLERS}
_WORK = KNOWN_EDITS["sale"]
SEES = {"quote": KNOWN_SEES["sale"]}
EDITS = {"quote": {**_WORK, "partner": set()}}


def _edit(path: str, body: Any = None, can: str = "edit quotes", **more: Any) -> Rule:
    return Rule(path, sees="quote", can=can, edits=True, body=body, **more)


RULES = {
    "list_quotes": Rule("/quotes", sees="open"),
    "get_quote": Rule("/quotes/{quote}", sees="quote"),
    "create_quote": Rule("/quotes", can="write quotes", body={"title": "New", "customer": "{customer}"}, hidden=422),
    "change_quote": _edit("/quotes/{quote}", {"note": "x"}),
    "list_lines_of_quote": Rule("/quotes/{quote}/lines", sees="quote"),
    "read_content_of_quote": Rule("/quotes/{quote}/content", sees="quote"),
    "add_lines_to_quote": _edit("/quotes/{quote}/lines", {"lines": [{"name": "x", "price": "1"}]}),
    "change_line_of_quote": _edit("/quotes/{quote}/lines/{quote_line}", {"name": "y"}),
    "remove_line_from_quote": _edit("/quotes/{quote}/lines/{quote_line}"),
    # Nothing of it is given away, so there is nothing to approve.
    "ask_approval_of_quote": _edit("/quotes/{quote}/approval-request", {}, ok=(422,)),
    "take_back_quote": _edit("/quotes/{quote}/approval-request", ok=(422,)),
    "list_versions_of_quote": Rule("/quotes/{quote}/versions", sees="quote"),
    "send_quote": _edit("/quotes/{quote}/versions", {}, can="send quotes"),
    "revise_quote": _edit("/quotes/{quote}/revision", {}, ok=(422,)),
    "answer_quote": _edit("/quotes/{quote}/answer", {"outcome": "accepted", "name": "x"}, can="send quotes", ok=(422,)),
}
LISTS = ["/quotes/", "/quotes/?layout=board", "/quotes/?layout=cards"]
PLAIN = {"slug:outcome": ["accepted", "won"]}
ELSEWHERE = ["str:token", "uuid:limit_id"]


def _quote(customer: Any, owner: User, author: User, **more: Any) -> Quote:
    return Quote.objects.create(
        number=f"Q-{customer.pk}", customer=customer, owner=owner, created_by=author, currency="CNY", language="en",
        valid_until=timezone.localdate(), **more,
    )  # fmt: skip


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    rows["quote"] = _quote(rows["customer"], owner, author, title="x")
    rows["quote_line"] = Line.objects.create(quote=rows["quote"], name="x")


def records(world: Any, canary: str) -> dict[str, Any]:
    one = _quote(world.acme, world.alice, world.alice, title=canary, introduction=canary, note=canary)
    line = Line.objects.create(quote=one, name=canary, description=canary)
    return {"uuid:quote_id": str(one.pk), "uuid:line_id": str(line.pk)}
