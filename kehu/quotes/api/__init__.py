"""The API of quotes."""

from kehu.quotes.api import quotes

ROUTERS = (("/quotes", "Quotes", quotes.router),)
