"""The API of sales."""

from kehu.sales.api import opportunities

ROUTERS = (("/opportunities", "Opportunities", opportunities.router),)
