from django.apps import AppConfig


class RecordPagesConfig(AppConfig):
    name = "kehu.foundation.record_pages"
    label = "record_pages"
    default_auto_field = "django.db.models.BigAutoField"
