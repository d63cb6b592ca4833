from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractionsConfig(AppConfig):
    name = "kehu.interactions"
    label = "interactions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.changes import bulk
        from kehu.foundation.record_pages import panels
        from kehu.foundation.record_pages.panels import Contribution, Panel
        from kehu.interactions.actions import cell_edits
        from kehu.interactions.visit_plan_verbs import PLAN_VISITS

        cell_edits.connect()
        bulk.declare("customer", PLAN_VISITS)
        tasks = Panel("tasks", _("Tasks"), "right", 20, icon="checkbox")
        panels.contribute(Contribution(tasks, "interactions:tasks_of_record", "task.view", _has_tasks))


def _has_tasks(object_key: str) -> bool:
    """Records with a page of panels that tasks can be about, besides customers whose page has its own."""
    from kehu.foundation.custom_objects.models import is_made

    return is_made(object_key) or object_key in ("lead", "opportunity")
