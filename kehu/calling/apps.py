from django.apps import AppConfig


class CallingConfig(AppConfig):
    name = "kehu.calling"
    label = "calling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.calling.verbs import MAKE
        from kehu.foundation.changes import bulk

        for kind in ("customer", "lead", "opportunity"):
            bulk.declare(kind, MAKE)
