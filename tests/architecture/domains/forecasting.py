"""Rights over quotas and the forecast, and the addresses of their pages."""

_PLANNERS = {"administrator", "manager"}
_READERS = {"administrator", "manager", "sales", "analyst", "auditor"}

CAN = {
    "see the forecast": _READERS,
    "judge the forecast": {"administrator", "manager", "sales"},
    "enter quotas": _PLANNERS,
    "publish quotas": _PLANNERS,
}
# Plans are the company's, people are tried in the package's own tests; neither hangs on a customer.
ELSEWHERE = ["uuid:quota_plan_id", "slug:month", "int:year", "str:line"]
