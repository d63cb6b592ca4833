from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "kehu.foundation.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"
