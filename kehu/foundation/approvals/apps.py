from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "kehu.foundation.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.approvals import subjects
        from kehu.foundation.record_pages.panels import Contribution, Panel, contribute

        panel = Panel("approvals", _("Approvals"), place="right", position=70, icon="rubber-stamp")
        contribute(
            Contribution(panel, "approvals:of_record", "approval.view", lambda key: key in subjects.object_keys())
        )
