from django.apps import AppConfig


class CustomObjectsConfig(AppConfig):
    name = "kehu.foundation.custom_objects"
    label = "custom_objects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.custom_objects import loading

        loading.follow()
