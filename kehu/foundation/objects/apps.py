from django.apps import AppConfig


class ObjectsConfig(AppConfig):
    name = "kehu.foundation.objects"
    label = "objects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.objects import registry

        registry.discover()
