from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "kehu.foundation.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.ui import places

        places.hasten()
