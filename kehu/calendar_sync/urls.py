"""Addresses of calendars elsewhere."""

from django.urls import path

from kehu.calendar_sync.views import administration, mine

app_name = "calendar_sync"
urlpatterns = [
    path("calendar/connection/", mine.connection, name="connection"),
    path("calendar/connection/new/", mine.connect, name="connect"),
    path("calendar/connection/calendar/", mine.choose, name="choose"),
    path("calendar/connection/options/", mine.change, name="options"),
    path("calendar/connection/exchange/", mine.exchange, name="exchange"),
    path("calendar/connection/removal/", mine.disconnect, name="disconnect"),
    path("settings/calendars/", administration.connections, name="administration"),
]
