"""What the matrices must know of approvals. In each household the owner asked for something about his customer, and
somebody outside has to decide it.
"""

from typing import Any

from kehu.foundation.access.models import User
from kehu.foundation.approvals.models import Approver, Request, Step
from tests.architecture.expectations import OWNERSHIPS, ROLES, Rule

_ALL = set(OWNERSHIPS)
# Everybody sees what he asked for himself, also when the customer is in the trash.
SEES = {"approval": {role: _ALL if role in {"administrator", "auditor"} else {"own", "trashed"} for role in ROLES}}
CAN = {
    # Who is asked decides, and nobody else: the callers of the matrix are not.
    "decide for another": set(),
    "take part": set(ROLES),
    "ask": set(ROLES),
}


def _no(path: str, body: Any) -> Rule:
    return Rule(path, sees="approval", can="decide for another", body=body)


RULES = {
    "list_approvals": Rule("/approvals", sees="open"),
    "get_approval": Rule("/approvals/{approval}", sees="approval"),
    "list_acts_of_approval": Rule("/approvals/{approval}/acts", sees="approval"),
    "comment_on_approval": Rule("/approvals/{approval}/comments", sees="approval", can="take part", body={"note": "x"}),
    "approve_approval": _no("/approvals/{approval}/approval", {}),
    "reject_approval": _no("/approvals/{approval}/rejection", {"note": "x"}),
    "send_back_approval": _no("/approvals/{approval}/return", {"note": "x"}),
    "hand_on_approval": _no("/approvals/{approval}/delegation", {"to": "{outsider}"}),
    "add_signers_to_approval": _no("/approvals/{approval}/signers", {"users": ["{outsider}"]}),
    # Of others' requests an administrator sees that he is not the one who asked.
    "withdraw_approval": Rule("/approvals/{approval}/withdrawal", sees="approval", can="ask", body={}, edits=True),
    "ask_again_for_approval": Rule(
        "/approvals/{approval}/resubmission", sees="approval", can="ask", body={}, edits=True, ok=(422,)
    ),
}
EDITS = {"approval": {role: {"own", "trashed"} for role in ROLES}}
LISTS = ["/approvals/?sort=-asked_at", "/approvals/home/"]
PLAIN = {"str:subject": ["sample"], "slug:way": ["up"]}
ELSEWHERE = ["uuid:absence_id", "uuid:approval_rule_id"]


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    one = Request.objects.create(
        subject="matrix", object_key="customer", record_id=rows["customer"].pk, title="x", asker=owner
    )
    step = Step.objects.create(
        request=one, position=1, state="current", spec={"by": "users", "users": [str(author.pk)]}
    )
    Approver.objects.create(step=step, request=one, user=author, waiting_in=one)
    rows["approval"] = one


def records(world: Any, canary: str) -> dict[str, Any]:
    one = Request.objects.create(
        subject="matrix", object_key="customer", record_id=world.acme.pk, title=canary, note=canary, asker=world.alice,
        facts={"x": canary},
    )  # fmt: skip
    step = Step.objects.create(request=one, position=1, state="current", spec={"by": "users", "users": []})
    Approver.objects.create(step=step, request=one, user=world.maria, waiting_in=one)
    return {"uuid:approval_id": str(one.pk)}
