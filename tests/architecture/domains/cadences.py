"""What the matrices must know of cadences: everybody inside reads them, managers write them, sellers use them."""

from typing import Any

from kehu.cadences.models import Cadence, CadenceStep, Enrolment
from kehu.foundation.access.models import User
from kehu.sales.models import Lead
from tests.architecture.expectations import EDITS as KNOWN_EDITS
from tests.architecture.expectations import OWNERSHIPS, ROLES, Rule
from tests.architecture.expectations import SEES as KNOWN_SEES

_ALL = set(OWNERSHIPS)
_WRITERS = {"administrator", "manager"}
_WORK = {**KNOWN_EDITS["sale"], "partner": set()}
# Who has no right to see any is told so whatever he names.
SEES = {"cadence": dict.fromkeys(ROLES, _ALL), "enrolment": {**KNOWN_SEES["sale"], "partner": _ALL}}
EDITS = {"cadence": {role: _ALL if role in _WRITERS else set() for role in ROLES}, "enrolment": _WORK}
CAN = {
    "see cadences": set(ROLES) - {"partner"},
    "write cadences": _WRITERS,
    "use cadences": {"administrator", "manager", "sales"},
}
_ONE, _STEP = "/cadences/{cadence}", "/cadences/{cadence}/steps/{cadence_step}"
_IN = "/cadence-enrolments/{cadence_enrolment}"


def _writes(path: str, body: Any = None, **more: Any) -> Rule:
    return Rule(path, sees="cadence", can="write cadences", edits=True, body=body, **more)


def _uses(path: str, body: Any = None, **more: Any) -> Rule:
    return Rule(f"{_IN}/{path}", sees="enrolment", can="use cadences", edits=True, body=body, **more)


RULES = {
    "list_cadences": Rule("/cadences", sees="open", can="see cadences"),
    "get_cadence": Rule(_ONE, sees="cadence", can="see cadences"),
    "create_cadence": Rule("/cadences", sees="open", can="write cadences", body={"name": "New"}),
    "change_cadence": _writes(_ONE, {"note": "x"}),
    "delete_cadence": _writes(_ONE, ok=(204, 422)),
    "list_steps_of_cadence": Rule(f"{_ONE}/steps", sees="cadence", can="see cadences"),
    "add_step_to_cadence": _writes(f"{_ONE}/steps", {"title": "Call"}),
    "change_step_of_cadence": _writes(_STEP, {"days": 2}),
    "remove_step_from_cadence": _writes(_STEP),
    "order_steps_of_cadence": _writes(f"{_ONE}/steps-order", {"steps": []}),
    "read_results_of_cadence": Rule(f"{_ONE}/results", sees="cadence", can="see cadences"),
    "list_cadence_enrolments": Rule("/cadence-enrolments", sees="open", can="see cadences"),
    "get_cadence_enrolment": Rule(_IN, sees="enrolment", can="see cadences"),
    # Each record is in one cadence already.
    "create_cadence_enrolment": Rule(
        "/cadence-enrolments", sees="enrolment", can="use cadences", edits=True, hidden=422, ok=(201, 422),
        body={"cadence": "{cadence}", "record": "{cadence_lead}"},
    ),
    "pause_cadence_enrolment": _uses("pause", {}),
    "resume_cadence_enrolment": _uses("pause", ok=(200, 422)),
    "skip_step_of_cadence_enrolment": _uses("skips", ok=(201, 422)),
    "postpone_step_of_cadence_enrolment": _uses("postponement", {"day": "2199-01-01"}, ok=(201, 422)),
    "stop_cadence_enrolment": _uses("stop"),
}  # fmt: skip
LISTS = ["/cadences/", "/cadences/enrolments/", "/next-steps/", "/next-steps/at-home/"]
PLAIN = {"slug:deed": ["skip"]}
ELSEWHERE = ["uuid:cadence_id", "uuid:step_id"]


def _made(name: str, owner: User, author: User, lead: Lead) -> tuple[Cadence, CadenceStep, Enrolment]:
    cadence = Cadence.objects.create(name="x", created_by=author)
    step = CadenceStep.objects.create(cadence=cadence, title="x")
    row = Enrolment.objects.create(cadence=cadence, lead=lead, name=name, owner=owner, step=step, enrolled_by=author)
    return cadence, step, row


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    lead = Lead.objects.create(name="x", owner=owner, created_by=author)
    rows["cadence_lead"] = lead
    rows["cadence"], rows["cadence_step"], rows["cadence_enrolment"] = _made("x", owner, author, lead)


def records(world: Any, canary: str) -> dict[str, str]:
    lead = Lead.objects.create(name=canary, owner=world.alice)
    _cadence, _step, row = _made(canary, world.alice, world.alice, lead)
    return {"uuid:enrolment_id": str(row.pk)}
