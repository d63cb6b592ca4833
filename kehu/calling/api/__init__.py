"""The API of call lists."""

from kehu.calling.api import call_lists

ROUTERS = (("/call-lists", "Call lists", call_lists.router),)
