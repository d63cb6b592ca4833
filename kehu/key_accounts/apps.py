from django.apps import AppConfig


class KeyAccountsConfig(AppConfig):
    name = "kehu.key_accounts"
    label = "key_accounts"
    default_auto_field = "django.db.models.BigAutoField"
