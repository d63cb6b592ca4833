from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "kehu.coverage"
    label = "coverage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.coverage.actions import cell_edits
        from kehu.coverage.approval import connect

        cell_edits.connect()
        connect()
