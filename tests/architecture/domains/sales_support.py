"""What the matrices must know of the playbook: everybody inside reads it, managers and marketers write it."""

from typing import Any

from kehu.foundation.access.models import User
from kehu.sales_support.models import PlaybookPage
from tests.architecture.expectations import OWNERSHIPS, ROLES, Rule

_ALL = set(OWNERSHIPS)
_WRITERS = {"administrator", "manager", "marketer"}
SEES = {"playbook": dict.fromkeys(ROLES, _ALL)}
EDITS = {"playbook": {role: _ALL if role in _WRITERS else set() for role in ROLES}}
CAN = {
    "read the playbook": set(ROLES) - {"partner"},
    "write the playbook": _WRITERS,
    "say what helped": {"administrator", "manager", "sales"},
}

_ONE = "/playbook-pages/{playbook_page}"
RULES = {
    "list_playbook_pages": Rule("/playbook-pages", sees="open", can="read the playbook"),
    "get_playbook": Rule(_ONE, sees="playbook", can="read the playbook"),
    "create_playbook_page": Rule("/playbook-pages", sees="open", can="write the playbook", body={"title": "x"}),
    "change_playbook_page": Rule(_ONE, sees="playbook", can="write the playbook", edits=True, body={"title": "y"}),
    "delete_playbook_page": Rule(_ONE, sees="playbook", can="write the playbook", edits=True),
    "use_playbook_page": Rule(f"{_ONE}/uses/{{opportunity}}", sees="sale", can="say what helped", edits=True, body={}),
}
LISTS = ["/playbook/"]
ELSEWHERE = ["uuid:page_id"]


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    rows["playbook_page"] = PlaybookPage.objects.create(title="x", created_by=author)
