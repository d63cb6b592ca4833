from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "kehu.quotes"
    label = "quotes"
    default_auto_field = "django.db.models.BigAutoField"
