"""Expenses, commissions and appraisals: of oneself, of those below, of all for administrators and auditors."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kehu.compensation.models import (
    AppraisalSheet,
    AppraisalTemplate,
    CommissionPlan,
    CommissionStatement,
    Dispute,
    DisputeMessage,
    ExpenseCategory,
    ExpenseClaim,
    ExpenseLine,
    TemplateVersion,
)
from kehu.foundation.access.models import User
from tests.architecture.expectations import OWNERSHIPS, ROLES, Rule

_ALL, _MINE, _BELOW = set(OWNERSHIPS), {"own", "trashed"}, {"own", "team", "trashed"}
# Who may not see any is told so, and not that there is none.
_PAY = {
    "administrator": _ALL, "manager": _BELOW, "sales": _MINE, "service": _ALL, "marketer": _ALL, "analyst": _ALL,
    "auditor": _ALL, "partner": _ALL,
}  # fmt: skip
_SPENT = _PAY | dict.fromkeys(("service", "marketer", "analyst"), _MINE)
SEES = {"expense": _SPENT, "commission": _PAY, "appraisal": _SPENT}
EDITS = {"expense": {role: _ALL if role == "administrator" else _MINE for role in ROLES}, "commission": _PAY,
         "appraisal": {"administrator": _ALL, "manager": _BELOW} | {role: set() for role in ROLES[2:]}}  # fmt: skip
_STAFF = set(ROLES) - {"auditor", "partner"}
CAN = {
    "see expenses": set(ROLES) - {"partner"},
    "claim expenses": _STAFF,
    "approve expenses": {"administrator", "manager"},
    "pay expenses": {"administrator"},
    "see commissions": {"administrator", "manager", "sales", "auditor"},
    "close commissions": {"administrator", "manager"},
    "see appraisals": set(ROLES) - {"partner"},
    "appraise": {"administrator", "manager"},
}
MONTH = "2026-01"


def _claim(path: str, row: str, can: str = "claim expenses", **more: Any) -> Rule:
    return Rule(f"/expense-claims/{{{row}}}{path}", sees="expense", can=can, **more)


def _line(**more: Any) -> Rule:
    return Rule("/expense-lines/{expense_line}", sees="expense", can="claim expenses", edits=True, **more)


RULES = {
    "list_expense_claims": Rule("/expense-claims", sees="open", can="see expenses"),
    "get_expense_claim": _claim("", "expense_claim", "see expenses"),
    "create_expense_claim": Rule("/expense-claims", sees="open", can="claim expenses", body={"title": "x"}),
    "change_expense_claim": _claim("", "expense_claim", edits=True, body={"title": "y"}),
    "discard_expense_claim": _claim("", "expense_claim", edits=True),
    "submit_expense_claim": _claim("/submission", "expense_claim", edits=True),
    "take_back_expense_claim": _claim("/submission", "waiting_claim", edits=True),
    # Of one's own one is told that somebody else decides.
    "decide_expense_claim": _claim(
        "/decision", "waiting_claim", "approve expenses", body={"approve": True}, ok=(201, 422)
    ),
    "pay_expense_claim": _claim("/payment", "approved_claim", "pay expenses", body={}),
    "list_expense_lines": Rule("/expense-lines", sees="open", can="see expenses"),
    "get_expense_line": Rule("/expense-lines/{expense_line}", sees="expense", can="see expenses"),
    "create_expense_line": Rule(
        "/expense-lines", sees="open", can="claim expenses", body={"category": "{expense_category}", "amount": "5"}
    ),
    "change_expense_line": _line(body={"city": "x"}),
    "remove_expense_line": _line(),
    "list_commission_statements": Rule(f"/commission-statements?month={MONTH}", sees="open", can="see commissions"),
    "get_commission_statement": Rule(
        f"/commission-statements/{{payee}}/{MONTH}", sees="commission", can="see commissions"
    ),
    "close_commission_month": Rule(
        "/commission-statements/closures", sees="open", can="close commissions", body={"month": MONTH}
    ),
    "list_appraisals": Rule(f"/appraisals?month={MONTH}", sees="open", can="see appraisals"),
    "get_appraisal": Rule(f"/appraisals/{{payee}}/{MONTH}", sees="appraisal", can="see appraisals"),
    # The sheets of the households are closed, and nobody appraises himself: who may gets as far as being told so.
    "enter_reading": Rule(
        f"/appraisals/{{payee}}/{MONTH}/readings/visits", sees="appraisal", can="appraise", edits=True,
        body={"value": "1", "why": "x"}, ok=(422,),
    ),
    "close_appraisals": Rule("/appraisals/closures", sees="open", can="appraise", body={"month": MONTH}),
    # Only the person himself disputes.
    "dispute_appraisal": Rule(
        "/appraisals/sheets/{appraisal_sheet}/disputes", sees="appraisal", can="see appraisals",
        body={"metric": "calls", "text": "x"}, ok=(201, 422),
    ),
    "decide_dispute": Rule(
        "/appraisals/disputes/{dispute}/decision", sees="appraisal", can="appraise", edits=True,
        body={"decision": "x"}, ok=(201, 422),
    ),
}  # fmt: skip
PLAIN = {"slug:month": [MONTH], "slug:metric": ["visits"]}
ELSEWHERE = [
    "uuid:category_id", "uuid:expense_rate_id", "uuid:city_id", "uuid:plan_id", "uuid:terms_id",
    "uuid:plan_member_id", "uuid:template_id", "uuid:template_version_id",
]  # fmt: skip
LISTS = ["/expenses/", "/expenses/lines/", "/expenses/lines/?layout=calendar"]


def _kpis() -> list[dict[str, Any]]:
    curve = {"curve": "linear", "floor": "0", "cap": "10", "low": "0", "high": "100"}
    return [{"metric": key, "weight": "50", **curve} for key in ("visits", "calls")]


def _sheet(owner: User, author: User) -> AppraisalSheet:
    template, _made = AppraisalTemplate.objects.get_or_create(name="Matrix")
    version, _made = TemplateVersion.objects.get_or_create(
        template=template, number=1, defaults={"since": date(2020, 1, 1), "kpis": _kpis()}
    )
    shown = {"value": "1", "by_hand": False, "why": "", "entered_by": "", "href": "", "parts": []}
    inputs = [{"metric": one["metric"], "weight": "50", "curve": one, **shown} for one in _kpis()]
    sheet, _made = AppraisalSheet.objects.get_or_create(
        user=owner, starts_on=date(2026, 1, 1), defaults={
            "ends_on": date(2026, 1, 31), "template_version": version, "inputs": inputs, "score": 10,
            "current_score": 10, "seal": "x", "closed_at": timezone.now(), "closed_by": author,
        },
    )  # fmt: skip
    return sheet


def _spent(owner: User, customer: Any, text: str, state: str = "draft") -> ExpenseClaim:
    claim = ExpenseClaim.objects.create(title=text, claimant=owner, state=state)
    category = ExpenseCategory.objects.get(name="Taxi")
    ExpenseLine.objects.create(
        claim=claim, category=category, description=text, amount=5, amount_home=5, currency="CNY", customer=customer
    )
    return claim


def rows(rows: dict[str, Any], owner: User, author: User) -> None:
    customer = rows["customer"]
    rows["expense_claim"] = _spent(owner, customer, "x")
    rows["expense_line"] = rows["expense_claim"].lines.get()
    rows["expense_category"] = rows["expense_line"].category
    rows["waiting_claim"] = _spent(owner, customer, "x", "submitted")
    rows["approved_claim"] = _spent(owner, customer, "x", "approved")
    rows["payee"] = owner
    CommissionStatement.objects.get_or_create(
        user=owner, month=date(2026, 1, 1), defaults={
            "total": Decimal(5), "payout": Decimal(5), "currency": "CNY", "seal": "x", "closed_at": timezone.now(),
            "closed_by": author,
        },
    )  # fmt: skip
    rows["appraisal_sheet"] = _sheet(owner, author)
    rows["dispute"], _made = Dispute.objects.get_or_create(
        sheet=rows["appraisal_sheet"], metric="visits", defaults={"opened_by": owner}
    )


def records(world: Any, canary: str) -> dict[str, Any]:
    """Seen by those who may see Alice's pay."""
    claim = _spent(world.alice, world.acme, canary)
    sheet = _sheet(world.alice, world.maria)
    dispute = Dispute.objects.create(sheet=sheet, opened_by=world.alice)
    DisputeMessage.objects.create(dispute=dispute, author=world.alice, body=canary)
    CommissionPlan.objects.create(name=canary)
    assert timezone.localdate() > date(2026, 1, 31) + timedelta(days=1)
    return {
        "uuid:claim_id": str(claim.pk), "uuid:line_id": str(claim.lines.get().pk), "uuid:sheet_id": str(sheet.pk),
        "uuid:dispute_id": str(dispute.pk),
    }  # fmt: skip
