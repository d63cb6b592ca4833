from django.apps import AppConfig


class ForecastingConfig(AppConfig):
    name = "kehu.forecasting"
    label = "forecasting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.forecasting.queries import products

        products.connect()
