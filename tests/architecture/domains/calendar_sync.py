"""What the matrices must know of calendars elsewhere. Nobody in the matrices has one connected."""

from tests.architecture.expectations import Rule

CAN = {
    "connect a calendar": {"administrator", "manager", "sales", "service", "marketer"},
}
_NONE = (422,)  # there is no connection to change
RULES = {
    "get_calendar_connection": Rule("/calendar-connection", sees="open", can="connect a calendar"),
    "change_calendar_connection": Rule(
        "/calendar-connection", sees="open", can="connect a calendar", body={"direction": "out"}, ok=_NONE
    ),
    "exchange_calendar": Rule("/calendar-connection/exchanges", sees="open", can="connect a calendar", ok=_NONE),
    "delete_calendar_connection": Rule("/calendar-connection", sees="open", can="connect a calendar", ok=_NONE),
}
