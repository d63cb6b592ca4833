from django.apps import AppConfig


class CalendarSyncConfig(AppConfig):
    name = "kehu.calendar_sync"
    label = "calendar_sync"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.calendar_sync.queries import busy
        from kehu.interactions.queries import calendar

        calendar.contribute(busy.entries)
