"""The API of sales."""

from kehu.sales.api import leads, opportunities

ROUTERS = (
    ("/leads", "Leads", leads.router),
    ("/opportunities", "Opportunities", opportunities.router),
)
