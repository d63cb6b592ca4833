from django.apps import AppConfig


class CadencesConfig(AppConfig):
    name = "kehu.cadences"
    label = "cadences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from kehu.cadences import bulk_verbs
        from kehu.foundation.record_pages import panels
        from kehu.foundation.record_pages.panels import Contribution, Panel

        bulk_verbs.connect()
        panel = Panel("cadence", _("Cadence"), place="right", position=22, icon="repeat")
        panels.contribute(
            Contribution(panel, "cadences:of_record", "cadence.view", lambda key: key in ("lead", "opportunity"))
        )
