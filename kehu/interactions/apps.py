from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "kehu.interactions"
    label = "interactions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.interactions.actions import cell_edits

        cell_edits.connect()
