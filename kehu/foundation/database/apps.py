from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class DatabaseConfig(AppConfig):
    name = "kehu.foundation.database"
    label = "database"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.database import grants

        # Infrastructure, not a rule: rights follow the tables after each migration. The signal is sent once for each
        # app that has models, which this one has not.
        post_migrate.connect(grants.grant_after_migrate, sender=apps.get_app_config("contenttypes"))
