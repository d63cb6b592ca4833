"""Rights over quotas and the forecast. In each household the owner has a quota, was judged, and is in a snapshot."""

from datetime import date
from typing import Any

from kehu.forecasting.models import Judgement, Quota, QuotaPlan, Snapshot, SnapshotLine
from kehu.foundation.access.models import User
from tests.architecture.expectations import OWNERSHIPS, ROLES, Rule

_ALL = set(OWNERSHIPS)
_PLANNERS = {"administrator", "manager"}
_READERS = {"administrator", "manager", "sales", "analyst", "auditor"}
_WHOLE = {"administrator", "analyst", "auditor"}

CAN = {
    "see the forecast": _READERS,
    "judge the forecast": {"administrator", "manager", "sales"},
    "enter quotas": _PLANNERS,
    "publish quotas": _PLANNERS,
}
# The figures are those of the owner; whether his customer is in the trash does not matter. Who may not see the forecast
# at all is told so of all.
_FIGURES = {
    role: _ALL if role in _WHOLE or role not in _READERS
    else {"own", "team", "trashed"} if role == "manager" else {"own", "trashed"}
    for role in ROLES
}  # fmt: skip
SEES = {"figures": _FIGURES, "plan": dict.fromkeys(ROLES, _ALL)}
EDITS = {"figures": _FIGURES, "plan": dict.fromkeys(ROLES, _ALL)}


def _see(path: str, sees: str = "open") -> Rule:
    return Rule(path, sees=sees, can="see the forecast")


def _plan(path: str, body: Any = None, can: str = "enter quotas", ok: tuple[int, ...] = (200, 201, 204)) -> Rule:
    return Rule(path, sees="plan", can=can, body=body, ok=ok)


_CELL = {"dimension": "person", "key": "{quota_owner}", "month": "2030-01-01", "amount": "5"}
_LINE = {"dimension": "person", "key": "{quota_owner}"}
_WORD = {"user": "{quota_owner}", "month": "2030-01-01", "amount": "5", "note": "x"}
RULES = {
    "list_quota_plans": _see("/quota-plans"),
    "get_quota_plan": _see("/quota-plans/{quota_plan}", "plan"),
    "create_quota_plan": Rule("/quota-plans", sees="open", can="enter quotas", body={"fiscal_year": 2031}),
    "delete_quota_plan": _plan("/quota-plans/{quota_plan}", can="publish quotas"),
    "publish_quota_plan": _plan("/quota-plans/{quota_plan}/publication", can="publish quotas"),
    # Of people out of reach: a refusal beside the key.
    "enter_quotas": _plan("/quota-plans/{quota_plan}/cells", {"cells": [_CELL]}, ok=(200, 422)),
    "spread_quota": _plan("/quota-plans/{quota_plan}/spreading", {**_LINE, "amount": "12"}, ok=(201, 422)),
    "split_quota": _plan("/quota-plans/{quota_plan}/splitting", _LINE, ok=(422,)),
    "list_quotas": _see("/quotas"),
    "get_quota": _see("/quotas/{quota}", "figures"),
    "list_judgements": _see("/judgements"),
    "get_judgement": _see("/judgements/{judgement}", "figures"),
    "create_judgement": Rule("/judgements", sees="figures", can="judge the forecast", body=_WORD, hidden=422),
    "list_forecast_snapshots": _see("/forecast-snapshots"),
    "get_forecast_snapshot": _see("/forecast-snapshots/{snapshot}"),
    "list_forecast_snapshot_lines": _see("/forecast-snapshot-lines"),
    "get_forecast_snapshot_line": _see("/forecast-snapshot-lines/{snapshot_line}", "figures"),
    "get_forecast": _see("/forecasts/2030-01"),
    "get_sales_chart": _see("/sales-charts/months?period=2030-01"),
}
# Plans are the company's, people are tried in the package's own tests; neither hangs on a customer.
ELSEWHERE = ["uuid:quota_plan_id", "slug:month", "int:year", "str:line"]


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    month = date(2030, 1, 1)
    plan = QuotaPlan.objects.get_or_create(fiscal_year=2030, number=1)[0]
    snapshot = Snapshot.objects.get_or_create(taken_on=month)[0]
    rows |= {
        "quota_owner": owner, "quota_plan": plan, "snapshot": snapshot,
        "quota": Quota.objects.get_or_create(
            plan=plan, dimension="person", key=str(owner.pk), month=date(2030, 2, 1),
            defaults={"user": owner, "amount": 1},
        )[0],
        "judgement": Judgement.objects.create(user=owner, author=author, month=month, amount=1, note="x"),
        "snapshot_line": SnapshotLine.objects.get_or_create(snapshot=snapshot, user=owner, month=month)[0],
    }  # fmt: skip
