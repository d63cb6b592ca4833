from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "kehu.foundation.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Infrastructure, not a rule: the built-in roles follow the verbs in the code after each migration.
        post_migrate.connect(_ensure_roles, sender=self)


def _ensure_roles(**_: object) -> None:
    from kehu.foundation.access.builtin_roles import ensure_builtin_roles

    ensure_builtin_roles()
