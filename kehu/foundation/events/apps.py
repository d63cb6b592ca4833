from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "kehu.foundation.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.events import bus

        bus.discover()
