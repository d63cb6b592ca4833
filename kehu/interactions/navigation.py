"""Menu entries of the home page, tasks, calendar and the quick log."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.objects.acts import Act
from kehu.foundation.ui.navigation import CUSTOMERS, Entry

MENU = [
    Entry("home", _("My day"), icon="sun", url="interactions:home", position=10, shortcut="h", phone=True),
    Entry("tasks", _("Tasks"), icon="checkbox", url="interactions:tasks", verb="task.view", position=30, shortcut="t"),
    Entry(
        "calendar",
        _("Calendar"),
        icon="calendar",
        url="interactions:calendar",
        verb="task.view",
        position=40,
        shortcut="k",
    ),
]
MENU += [
    Entry(
        "visits",
        _("Visits"),
        icon="map-pin",
        url="interactions:visits",
        verb="visit.view",
        position=22,
        shortcut="v",
        group=CUSTOMERS,
    ),
    Entry(
        "interactions",
        _("Interactions"),
        icon="messages",
        url="interactions:interactions",
        verb="interaction.view",
        position=23,
        shortcut="i",
        group=CUSTOMERS,
    ),
    Entry(
        "visit_plans",
        _("Routes"),
        icon="route",
        url="interactions:visit_plans",
        verb="visit.view",
        position=24,
        shortcut="r",
        group=CUSTOMERS,
    ),
]
CREATE = [
    Entry(
        "log",
        _("Log"),
        icon="pencil-plus",
        url="interactions:quick",
        verb="interaction.log",
        position=10,
        shortcut="l",
        phone=True,
        dialog=True,
    ),
    Entry(
        "task",
        _("Task"),
        icon="checkbox",
        url="interactions:new_task",
        verb="task.create",
        position=30,
        shortcut="t",
        dialog=True,
    ),
]
ACTS = [
    Act("customer", "call", _("Log a call …"), icon="phone", url="interactions:quick_log", verb="interaction.log",
        edits=False, more=(("kind", "call"),), shortcut="l", position=10),
    Act("customer", "note", _("Write a note …"), icon="note", url="interactions:quick_log", verb="interaction.log",
        edits=False, more=(("kind", "note"),), position=11),
    Act("customer", "task", _("New task …"), icon="checkbox", url="interactions:new_task", verb="task.create",
        edits=False, parameter="customer", shortcut="t", position=12),
    Act("customer", "visit", _("Plan a visit …"), icon="map-pin", url="interactions:new_visit", verb="visit.plan",
        edits=False, parameter="customer", position=13),
    Act("task", "complete", _("Done"), icon="check", url="interactions:completion", verb="task.edit", posts=True,
        words=("complete", "finish"), position=10),
    Act("task", "cancel", _("Cancel the task"), icon="x", url="interactions:task_cancellation", verb="task.edit",
        posts=True, position=20),
]  # fmt: skip
