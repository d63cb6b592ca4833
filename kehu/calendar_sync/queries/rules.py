"""The company's rules about calendars elsewhere."""

from kehu.calendar_sync.models import CalendarRules


def rules() -> CalendarRules:
    """The one row, or the usual rules unsaved."""
    return CalendarRules.objects.order_by("created_at", "pk").first() or CalendarRules()
