from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "kehu.foundation.privacy"
    label = "privacy"
