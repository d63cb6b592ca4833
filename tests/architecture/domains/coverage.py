"""What the matrices must know of coverage. In each household the owner hands over to somebody outside; territories are
words of the company.
"""

from typing import Any

from django.utils import timezone

from kehu.coverage.models import Handover, HandoverItem, HandoverPromise, TerritoryRule
from kehu.customers.models import Territory
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
SEES["territory"] = dict.fromkeys(SEES["handover"], _ALL)  # of the company: who may see one, sees each
EDITS = {
    "territory": SEES["territory"],
    "handover": {role: _ALL if role == "administrator" else SEES["handover"][role] for role in SEES["handover"]},
}
CAN = {
    "see hand-overs": {"administrator", "manager", "sales", "service", "analyst", "auditor"},
    "run hand-overs": {"administrator", "manager"},
    "see territories": {"administrator", "manager", "sales", "service", "analyst", "auditor"},
    "manage territories": {"administrator", "manager"},
}


def _run(path: str, **more: Any) -> Rule:
    return Rule(path, sees="handover", can="run hand-overs", edits=True, **more)


def _manage(path: str, **more: Any) -> Rule:
    return Rule(path, sees="territory", can="manage territories", **more)


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
    "list_territories": Rule("/territories", sees="open", can="see territories"),
    "get_territory": Rule("/territories/{territory}", sees="territory", can="see territories"),
    "create_territory": Rule("/territories", sees="open", can="manage territories", body={"name": "{mark}"}),
    "change_territory": _manage("/territories/{territory}", body={"notes": "x"}),
    "delete_territory": _manage("/territories/{territory}"),
    "list_territory_rules": Rule("/territory-rules", sees="open", can="see territories"),
    "get_territory_rule": Rule("/territory-rules/{territory_rule}", sees="territory", can="see territories"),
    "create_territory_rule": Rule(
        "/territory-rules", sees="open", can="manage territories", body={"territory": "{territory}"}
    ),
    "change_territory_rule": _manage("/territory-rules/{territory_rule}", body={"note": "x"}),
    "delete_territory_rule": _manage("/territory-rules/{territory_rule}"),
    "assign_territories": Rule("/territory-assignments", sees="open", can="manage territories", body={"dry_run": True}),
    "get_territory_reason": Rule("/territory-assignments/{customer}", sees="customer", can="see territories"),
}
LISTS = ["/handovers/", "/handovers/items/", "/territories/", "/territories/figures/", "/territories/rules/"]
ELSEWHERE = ["uuid:territory_id", "uuid:territory_rule_id"]
PLAIN = {"slug:way": ["up"]}


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    handover = Handover.objects.create(leaver=owner, name=owner.name, created_by=author)
    rows["handover"] = handover
    rows["territory"] = territory = Territory.objects.create(
        name=f"T {owner.name} {rows['customer'].pk}", path=f"{rows['customer'].pk}/"
    )
    rows["territory_rule"] = TerritoryRule.objects.create(territory=territory, conditions="city=Nowhere")
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
