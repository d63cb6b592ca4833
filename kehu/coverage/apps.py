from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "kehu.coverage"
    label = "coverage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.coverage import approval, dimension, scopes, verbs
        from kehu.coverage.actions import cell_edits

        cell_edits.connect()
        approval.connect()
        scopes.connect()
        verbs.connect()
        dimension.connect()
