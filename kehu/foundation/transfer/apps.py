from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "kehu.foundation.transfer"
    label = "transfer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.transfer import targets
        from kehu.foundation.transfer.actions import undoing

        targets.discover()
        undoing.connect()
