"""The API of sales support."""

from kehu.sales_support.api import pages

ROUTERS = (("/playbook-pages", "Playbook", pages.router),)
