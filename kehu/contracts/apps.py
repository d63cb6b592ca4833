from django.apps import AppConfig


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
