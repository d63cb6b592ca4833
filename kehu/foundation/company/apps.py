from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "kehu.foundation.company"
    label = "company"
    default_auto_field = "django.db.models.BigAutoField"
