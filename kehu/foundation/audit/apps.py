from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "kehu.foundation.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.audit import triggers

        # Infrastructure, not a rule: triggers follow the tables after each migration.
        post_migrate.connect(triggers.synchronise_after_migrate, sender=self)
