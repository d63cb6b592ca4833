from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ContractsConfig(AppConfig):
    name = "kehu.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.contracts import approval, page_panels
        from kehu.contracts.actions import cell_edits

        cell_edits.connect()
        page_panels.connect()
        approval.connect()
        # Infrastructure, not a rule: what must be there from the start follows the code after each migration.
        post_migrate.connect(_ensure_defaults, sender=self)


def _ensure_defaults(**_more: object) -> None:
    from kehu.contracts.defaults import ensure_defaults

    ensure_defaults()
