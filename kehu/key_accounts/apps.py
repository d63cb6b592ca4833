from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KeyAccountsConfig(AppConfig):
    name = "kehu.key_accounts"
    label = "key_accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.key_accounts import rollups
        from kehu.key_accounts.actions import cell_edits
        from kehu.key_accounts.page_panels import connect
        from kehu.key_accounts.queries import measures

        measures.register_all()
        rollups.register_all()
        cell_edits.connect()
        connect()
        # Infrastructure, not a rule: what must be there from the start follows the code after each migration.
        post_migrate.connect(_ensure_defaults, sender=self)


def _ensure_defaults(**_: object) -> None:
    from kehu.key_accounts.defaults import ensure_defaults

    ensure_defaults()
