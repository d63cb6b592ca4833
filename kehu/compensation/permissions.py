"""Rights over expenses, commissions and appraisals. Pay is seen by whom it is for, by managers of his department,
and by auditors; nobody decides about his own.
"""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class ExpenseVerb(Verb):
    VIEW = "expense.view", _("see expenses")
    CLAIM = "expense.claim", _("claim expenses")
    APPROVE = "expense.approve", _("approve expenses of others")
    PAY = "expense.pay", _("mark expenses as paid")
    EXPORT = "expense.export", _("export expenses")
    CONFIGURE = "expense.configure", _("edit categories, limits and rates of expenses")


class CommissionVerb(Verb):
    VIEW = "commission.view", _("see commissions")
    CLOSE = "commission.close", _("close months of commissions")
    CONFIGURE = "commission.configure", _("edit commission plans and who is on them")


class AppraisalVerb(Verb):
    VIEW = "appraisal.view", _("see appraisals")
    RATE = "appraisal.rate", _("enter measures by hand and answer disputes")
    CLOSE = "appraisal.close", _("close appraisals and decide disputes")
    CONFIGURE = "appraisal.configure", _("edit appraisal templates")


_CLAIMS = {ExpenseVerb.VIEW, ExpenseVerb.CLAIM}

DEFAULTS = {
    "manager": _CLAIMS
    | {ExpenseVerb.APPROVE, ExpenseVerb.EXPORT, CommissionVerb.VIEW, CommissionVerb.CLOSE}
    | {AppraisalVerb.VIEW, AppraisalVerb.RATE, AppraisalVerb.CLOSE},
    "sales": _CLAIMS | {CommissionVerb.VIEW, AppraisalVerb.VIEW},
    "service": _CLAIMS | {AppraisalVerb.VIEW},
    "marketer": _CLAIMS | {AppraisalVerb.VIEW},
    "analyst": _CLAIMS | {AppraisalVerb.VIEW},
    "auditor": {ExpenseVerb.VIEW, CommissionVerb.VIEW, AppraisalVerb.VIEW},
}

_OWN = {
    "expense_claim": {"view": "own", "edit": "own"},
    "commission": {"view": "own", "edit": "none"},
    "appraisal": {"view": "own", "edit": "none"},
    "commission_plan": {"view": "none", "edit": "none"},
    "appraisal_template": {"view": "all", "edit": "none"},
}
_BELOW = {
    "expense_claim": {"view": "department", "edit": "own"},
    "commission": {"view": "department", "edit": "department"},
    "appraisal": {"view": "department", "edit": "department"},
    "commission_plan": {"view": "all", "edit": "none"},
    "appraisal_template": {"view": "all", "edit": "none"},
}
_READS = {key: {"view": "all", "edit": "none"} for key in _OWN}
_NOTHING = {key: {"view": "none", "edit": "none"} for key in _OWN}
SCOPES = {
    "manager": _BELOW, "sales": _OWN, "service": _OWN, "marketer": _OWN, "analyst": _OWN, "auditor": _READS,
    "partner": _NOTHING,
}  # fmt: skip
