from django.apps import AppConfig


class SalesSupportConfig(AppConfig):
    name = "kehu.sales_support"
    label = "sales_support"
    default_auto_field = "django.db.models.BigAutoField"
