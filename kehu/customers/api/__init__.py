"""The API of customers and what belongs to them."""

from kehu.customers.api import customers

ROUTERS = (("/customers", "Customers", customers.router),)
