"""What the matrices must know of visit plans: seen as visits are, by whose they are, and not through customers."""

from datetime import date
from typing import Any

from kehu.foundation.access.models import User
from kehu.interactions.models import VisitPlan, VisitStop
from tests.architecture.expectations import OWNERSHIPS, Rule

_ALL, _OWN, _TEAM = set(OWNERSHIPS), {"own", "trashed"}, {"own", "team", "trashed"}
SEES = {
    "visit plan": {
        "administrator": _ALL, "manager": _TEAM, "sales": _OWN, "service": _TEAM, "marketer": _OWN, "analyst": _ALL,
        "auditor": _ALL, "partner": _OWN,
    }
}  # fmt: skip
EDITS = {
    "visit plan": {
        "administrator": _ALL, "manager": _TEAM, "sales": _OWN, "service": _OWN, "marketer": _OWN, "analyst": set(),
        "auditor": set(), "partner": _OWN,
    }
}  # fmt: skip
DAY = date(2030, 5, 6)
_ONE, _STOP = "/visit-plans/{visit_plan}", "/visit-plans/stops/{visit_stop}"


def _edit(path: str, **more: Any) -> Rule:
    return Rule(path, sees="visit plan", can="plan visits", edits=True, **more)


RULES = {
    "list_visit_plans": Rule("/visit-plans", sees="open"),
    "get_visit_plan": Rule(_ONE, sees="visit plan"),
    "read_route": Rule(f"{_ONE}/route", sees="visit plan"),
    "create_visit_plan": Rule(
        "/visit-plans", sees="open", can="plan visits", body={"title": "x", "first_day": DAY.isoformat()}
    ),
    "change_visit_plan": _edit(_ONE, body={"title": "y"}),
    "delete_visit_plan": _edit(_ONE),
    "order_visit_plan": _edit(f"{_ONE}/ordering", body={"start": "first"}),
    # Of a customer in the trash no visit is planned.
    "schedule_visit_plan": _edit(f"{_ONE}/visits", ok=(201, 404)),
    "add_visit_stop": _edit(f"{_ONE}/stops", body={"customer": "{twin}", "day": DAY.isoformat()}, ok=(201, 422)),
    "change_visit_stop": _edit(_STOP, body={"minutes": 30}),
    "remove_visit_stop": _edit(_STOP),
    "check_in_at_stop": Rule(
        f"{_STOP}/check-in", sees="visit plan", can="edit visits", edits=True, body={"minutes": "x"}, ok=(201, 404)
    ),
}
LISTS = ["/visit-plans/", "/visit-plans/?layout=calendar", "/visit-plans/new/", "/visit-plans/new/?source=overdue"]


def _plan(owner: User, author: User, customer: Any, title: str) -> VisitStop:
    plan = VisitPlan.objects.create(title=title, visitor=owner, first_day=DAY, last_day=DAY, created_by=author)
    stop: VisitStop = VisitStop.objects.create(plan=plan, customer=customer, day=DAY)
    return stop


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    rows["visit_stop"] = _plan(owner, author, rows["customer"], "x")
    rows["visit_plan"] = rows["visit_stop"].plan


def records(world: Any, canary: str) -> dict[str, Any]:
    stop = _plan(world.alice, world.alice, world.acme, canary)
    return {"uuid:visit_plan_id": str(stop.plan_id), "uuid:visit_stop_id": str(stop.pk)}
