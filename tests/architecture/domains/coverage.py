"""What the matrices must know of coverage. In each household the owner hands over to somebody outside."""

from typing import Any

from django.utils import timezone

from kehu.coverage.models import Handover, HandoverItem, HandoverPromise
from kehu.foundation.access.models import User
from tests.architecture.expectations import OWNERSHIPS, Rule

_ALL = set(OWNERSHIPS)
# A hand-over belongs to who hands over: he sees it, his manager prepares it. Who has no right to see any is told so
# whatever he names.
SEES = {
    "handover": {
        "administrator": _ALL, "manager": {"own", "team", "trashed"}, "sales": {"own", "trashed"},
        "service": {"own", "trashed"}, "marketer": _ALL, "analyst": _ALL, "auditor": _ALL, "partner": _ALL,
    }
}  # fmt: skip
EDITS = {"handover": {role: _ALL if role == "administrator" else SEES["handover"][role] for role in SEES["handover"]}}
CAN = {
    "see hand-overs": {"administrator", "manager", "sales", "service", "analyst", "auditor"},
    "run hand-overs": {"administrator", "manager"},
}


def _run(path: str, **more: Any) -> Rule:
    return Rule(path, sees="handover", can="run hand-overs", edits=True, **more)


RULES = {
    "list_handovers": Rule("/handovers", sees="open", can="see hand-overs"),
    "get_handover": Rule("/handovers/{handover}", sees="handover", can="see hand-overs"),
    "create_handover": Rule(
        "/handovers", sees="open", can="run hand-overs", body={"leaver": "{outsider}", "candidates": ["{member}"]}
    ),
    "set_handover_candidates": _run(
        "/handovers/{handover}/candidates", body={"candidates": [{"user": "{member}", "most": 3}]}
    ),
    "write_handover_message": _run("/handovers/{handover}/message", body={}),
    "submit_handover": _run("/handovers/{handover}/submission"),
    "abandon_handover": _run("/handovers/{handover}/abandonment"),
    "list_handover_items": Rule("/handover-items", sees="open", can="see hand-overs"),
    "get_handover_item": Rule("/handover-items/{handover_item}", sees="handover", can="see hand-overs"),
    "give_handover_item": _run("/handover-items/{handover_item}/successor", body={"successor": "{outsider}"}),
}
LISTS = ["/handovers/", "/handovers/items/"]


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    handover = Handover.objects.create(leaver=owner, name=owner.name, created_by=author)
    rows["handover"] = handover
    rows["handover_item"] = HandoverItem.objects.create(
        handover=handover, object_key="customer", record_id=rows["customer"].pk, customer=rows["customer"], title="x",
        successor=rows["member"],
    )  # fmt: skip


def records(world: Any, canary: str) -> dict[str, str]:
    handover = Handover.objects.create(leaver=world.alice, name=f"Alice {canary}", note=canary)
    HandoverItem.objects.create(
        handover=handover, object_key="customer", record_id=world.acme.pk, customer=world.acme, title=canary
    )
    promise = HandoverPromise.objects.create(
        handover=handover, interaction_id=world.acme.pk, customer=world.acme, sentence=canary, said_at=timezone.now()
    )
    return {"uuid:handover_id": str(handover.pk), "uuid:promise_id": str(promise.pk)}
