from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "kehu.config"
    label = "config"
