"""Menu entries of the home page, tasks, calendar and the quick log."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

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
