"""What every built-in role may do, written down by hand and on purpose not taken from the code that decides.

`CAN` says who has a right, `SEES` and `EDITS` how far he reaches: his `own` records, those of a colleague in his `team`
and department, those of an `other` department, and his own in the trash.
"""

from dataclasses import dataclass
from typing import Any

ROLES = ("administrator", "manager", "sales", "service", "marketer", "analyst", "auditor", "partner")
OWNERSHIPS = ("own", "team", "other", "trashed")
_EVERYBODY = set(ROLES)
_DAILY = {"administrator", "manager", "sales", "service"}

CAN: dict[str, set[str]] = {
    "anything": _EVERYBODY,
    "create customers": _DAILY,
    "edit customers": _DAILY,
    "delete customers": {"administrator", "manager", "sales"},
    "merge customers": _DAILY,
    "record consent": _DAILY | {"marketer"},
    "import customers": {"administrator", "manager", "marketer"},
    "export customers": {"administrator", "manager", "marketer", "analyst"},
    "share customers": _DAILY,
    "log interactions": _DAILY | {"marketer", "partner"},
    "correct interactions": _DAILY,
    "correct interactions of others": {"administrator", "manager"},
    "import interactions": {"administrator", "manager"},
    "create tasks": _DAILY | {"marketer"},
    "edit tasks": _DAILY | {"marketer", "partner"},
    "plan visits": _DAILY,
    "edit visits": _DAILY,
    "create leads": {"administrator", "manager", "sales"},
    "convert leads": {"administrator", "manager", "sales"},
    "edit leads": {"administrator", "manager", "sales", "partner"},
    "open opportunities": {"administrator", "manager", "sales"},
    "edit opportunities": {"administrator", "manager", "sales", "partner"},
    "manage people": {"administrator"},
    "configure customers": {"administrator"},
    "manage fields": {"administrator"},
    "reveal": _DAILY,
    "record privacy requests": _DAILY,
    "answer privacy requests": {"administrator"},
}

_ALL, _LIVE = {"own", "team", "other", "trashed"}, {"own", "team", "other"}
_CUSTOMERS = {
    "administrator": _LIVE, "manager": {"own", "team"}, "sales": {"own"}, "service": _LIVE, "marketer": _LIVE,
    "analyst": _LIVE, "auditor": _LIVE, "partner": set(),
}  # fmt: skip
_CUSTOMERS_EDITED = {
    "administrator": _LIVE, "manager": {"own", "team"}, "sales": {"own"}, "service": _LIVE, "marketer": set(),
    "analyst": set(), "auditor": set(), "partner": set(),
}  # fmt: skip
# Tasks and visits are seen through their customer, too; one's own stay when he goes to the trash.
_WORK = {
    "administrator": _ALL, "manager": {"own", "team", "trashed"}, "sales": {"own", "trashed"}, "service": _ALL,
    "marketer": _ALL, "analyst": _ALL, "auditor": _ALL, "partner": {"own", "trashed"},
}  # fmt: skip
_WORK_EDITED = {
    "administrator": _ALL, "manager": {"own", "team", "trashed"}, "sales": {"own", "trashed"}, "service": _ALL,
    "marketer": {"own", "trashed"}, "analyst": set(), "auditor": set(), "partner": {"own", "trashed"},
}  # fmt: skip
# Leads and opportunities have owners of their own; they stay when their customer goes to the trash.
_SALES_EDITED = {
    "administrator": _ALL, "manager": {"own", "team", "trashed"}, "sales": {"own", "trashed"}, "service": set(),
    "marketer": set(), "analyst": set(), "auditor": set(), "partner": {"own", "trashed"},
}  # fmt: skip
_MINE = {role: _ALL if role == "administrator" else {"own", "trashed"} for role in ROLES}
_MINE_ONLY = {role: {"own", "trashed"} for role in ROLES}
_EVERYTHING = dict.fromkeys(ROLES, _ALL)

# The words that customers are described by: for whoever has customers in his reach at all.
_WORDS = {role: set() if role == "partner" else _ALL for role in ROLES}

# Requests about one's data: those one wrote down; whoever may not write any down is told so of all.
_ASKED = {role: {"own", "trashed"} if role in _DAILY - {"administrator"} else _ALL for role in ROLES}

SEES = {
    "words": _WORDS, "asked": _ASKED,
    "customer": _CUSTOMERS, "work": _WORK, "sale": _WORK, "mine": _MINE, "mine only": _MINE_ONLY, "open": _EVERYTHING,
    "trash": {role: {"trashed"} if seen else set() for role, seen in _CUSTOMERS.items()},
    # What belongs to a customer and lies in the trash alone is seen with the customer.
    "customer's trash": _CUSTOMERS,
}  # fmt: skip
EDITS = {
    "words": _WORDS, "asked": _ASKED,
    "customer": _CUSTOMERS_EDITED, "work": _WORK_EDITED, "sale": _SALES_EDITED, "mine": _MINE,
    "mine only": _MINE_ONLY, "open": _EVERYTHING,
    "trash": {role: {"trashed"} for role in ROLES}, "customer's trash": _CUSTOMERS_EDITED,
}  # fmt: skip
MASKED = {"marketer", "analyst", "auditor", "partner"}  # see phone, mail and identity number masked


@dataclass(frozen=True)
class Rule:
    """How an operation is tried, and by what its answer is judged.

    `path` and `body` name rows of a household as {name}. `ok` is the answer to who may; `hidden` to who does not see
    the record: 422 where the body names it.
    """

    path: str
    sees: str = "customer"
    can: str = "anything"
    edits: bool = False
    body: Any = None
    ok: tuple[int, ...] = (200, 201, 202, 204)
    hidden: int = 404
    multipart: bool = False
