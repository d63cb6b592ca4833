"""What of this domain can be brought in from files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.models import User
from kehu.foundation.transfer.targets import Context, ImportTarget, TargetField, Writer, register
from kehu.interactions.importing.fields import interaction_fields, task_fields
from kehu.interactions.importing.writers import InteractionWriter, TaskWriter
from kehu.interactions.permissions import InteractionVerb, TaskVerb


class Interactions(ImportTarget):
    key = "interactions"
    object_key = "interaction"
    label = gettext_lazy("Interactions")
    verb = InteractionVerb.IMPORT
    icon = "messages"
    position = 50

    def fields(self, user: User) -> list[TargetField]:
        return interaction_fields(user)

    def begin(self, context: Context) -> Writer:
        return InteractionWriter(context)

    def missing(self, fields: frozenset[str]) -> str:
        return "" if {"customer", "started_at"} <= fields else _("One column must name the customer, another the time.")


class Tasks(ImportTarget):
    key = "tasks"
    object_key = "task"
    label = gettext_lazy("Tasks")
    verb = TaskVerb.CREATE
    icon = "checkbox"
    position = 60

    def fields(self, user: User) -> list[TargetField]:
        return task_fields(user)

    def begin(self, context: Context) -> Writer:
        return TaskWriter(context)

    def missing(self, fields: frozenset[str]) -> str:
        return "" if "title" in fields else _("One column must say what to do.")


for one in (Interactions(), Tasks()):
    register(one)
