from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "kehu.foundation.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.search import registry

        registry.discover()
