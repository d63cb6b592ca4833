"""A user's calendar elsewhere, what is linked with it, and what was exchanged."""

from kehu.calendar_sync.models.busy import BusyTime
from kehu.calendar_sync.models.connections import CalendarConnection, CalendarRules
from kehu.calendar_sync.models.exchanges import CalendarExchange
from kehu.calendar_sync.models.links import CalendarLink

__all__ = ["BusyTime", "CalendarConnection", "CalendarExchange", "CalendarLink", "CalendarRules"]
