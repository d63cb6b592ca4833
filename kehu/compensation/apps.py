from django.apps import AppConfig


class CompensationConfig(AppConfig):
    name = "kehu.compensation"
    label = "compensation"
    default_auto_field = "django.db.models.BigAutoField"
