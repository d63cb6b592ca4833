"""The API of compensation."""

from kehu.compensation.api import appraisals, commissions, expenses

ROUTERS = (
    ("/expense-claims", "Expenses", expenses.claims),
    ("/expense-lines", "Expenses", expenses.lines),
    ("/commission-statements", "Commission", commissions.router),
    ("/appraisals", "Appraisal", appraisals.router),
)
