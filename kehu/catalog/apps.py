from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    name = "kehu.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.catalog import page
        from kehu.catalog.actions import cell_edits

        cell_edits.connect()
        page.connect()
        # Infrastructure, not a rule: what must be there from the start follows the code after each migration.
        post_migrate.connect(_ensure_defaults, sender=self)


def _ensure_defaults(**_: object) -> None:
    from kehu.catalog.defaults import ensure_defaults

    ensure_defaults()
