from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SalesConfig(AppConfig):
    name = "kehu.sales"
    label = "sales"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.record_pages import panels
        from kehu.sales import opportunity_page
        from kehu.sales.actions import cell_edits, lead_cells, stage_approval

        cell_edits.connect()
        lead_cells.connect()
        stage_approval.connect()
        panels.register("opportunity", opportunity_page.catalogue())
        # Infrastructure, not a rule: what must be there from the start follows the code after each migration.
        post_migrate.connect(_ensure_defaults, sender=self)


def _ensure_defaults(**_: object) -> None:
    from kehu.sales.defaults import ensure_defaults

    ensure_defaults()
