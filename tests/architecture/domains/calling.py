"""What the matrices must know of call lists: seen by whose they are, by members, and by who looks after these."""

from typing import Any

from kehu.calling.models import CallEntry, CallList
from kehu.foundation.access.models import User
from tests.architecture.expectations import OWNERSHIPS, ROLES, Rule

_ALL, _OWN, _TEAM = set(OWNERSHIPS), {"own", "trashed"}, {"own", "team", "trashed"}
# Who may not see any is told so, and not that there is none.
SEES = {
    "calls": {
        "administrator": _ALL, "manager": _TEAM, "sales": _OWN, "service": _OWN, "marketer": _OWN, "analyst": _ALL,
        "auditor": _ALL, "partner": _ALL,
    }
}  # fmt: skip
# Who may not work through any is told so before he is told whether there is one.
SEES["turns"] = SEES["calls"] | {"marketer": _ALL}
EDITS = {"calls": SEES["calls"] | {key: set() for key in ("analyst", "auditor", "partner")}, "turns": SEES["turns"]}
_CALLERS = {"administrator", "manager", "sales", "service"}
CAN = {
    "see call lists": set(ROLES) - {"partner"},
    "make call lists": _CALLERS | {"marketer"},
    "work call lists": _CALLERS,
}
_ONE, _ENTRY = "/call-lists/{call_list}", "/call-lists/entries/{call_entry}"


def _make(path: str, **more: Any) -> Rule:
    return Rule(path, sees="calls", can="make call lists", edits=True, **more)


def _work(path: str, **more: Any) -> Rule:
    return Rule(path, sees="turns", can="work call lists", **more)


RULES = {
    "list_call_lists": Rule("/call-lists", sees="open", can="see call lists"),
    "get_call_list": Rule(_ONE, sees="calls", can="see call lists"),
    "read_call_results": Rule(f"{_ONE}/results", sees="calls", can="see call lists"),
    "create_call_list": Rule("/call-lists", sees="open", can="make call lists", body={"name": "x", "kind": "customer"}),
    "change_call_list": _make(_ONE, body={"name": "y"}),
    "close_call_list": _make(f"{_ONE}/closure"),
    "reopen_call_list": _make(f"{_ONE}/closure"),
    "add_to_call_list": _make(f"{_ONE}/entries", body={"records": ["{twin}"]}),
    "take_turn": Rule(f"{_ONE}/turns", sees="calls", can="work call lists"),
    # Who has not taken the entry is told so.
    "log_list_call": _work(f"{_ENTRY}/calls", body={"attempt": 0, "outcome": "reached"}, ok=(422,)),
    "give_turn_back": _work(f"{_ENTRY}/turn", ok=(422,)),
}
LISTS = ["/call-lists/"]


def _entry(owner: User, customer: Any, name: str) -> CallEntry:
    made = CallList.objects.create(name=name, kind="customer", owner=owner)
    entry: CallEntry = CallEntry.objects.create(call_list=made, customer=customer)
    return entry


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    rows["call_entry"] = _entry(owner, rows["customer"], "x")
    rows["call_list"] = rows["call_entry"].call_list


def records(world: Any, canary: str) -> dict[str, Any]:
    entry = _entry(world.alice, world.acme, canary)
    return {"uuid:call_list_id": str(entry.call_list_id), "uuid:call_entry_id": str(entry.pk)}
