from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "kehu.foundation.fields"
    label = "fields"
    default_auto_field = "django.db.models.BigAutoField"
