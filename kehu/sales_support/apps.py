from django.apps import AppConfig


class SalesSupportConfig(AppConfig):
    name = "kehu.sales_support"
    label = "sales_support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from kehu.foundation.record_pages import panels
        from kehu.foundation.record_pages.panels import Contribution, Panel

        playbook = Panel("playbook", _("Playbook"), place="right", position=60, icon="book")
        panels.contribute(
            Contribution(playbook, "sales_support:of_record", "playbook.view", lambda key: key == "opportunity")
        )
