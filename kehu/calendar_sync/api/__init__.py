"""The API of calendars elsewhere."""

from kehu.calendar_sync.api import connection

ROUTERS = (("/calendar-connection", "Calendar connection", connection.router),)
