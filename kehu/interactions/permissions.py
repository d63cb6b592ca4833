"""Rights over interactions, tasks and visits."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class InteractionVerb(Verb):
    VIEW = "interaction.view", _("see interactions of the customers one sees")
    LOG = "interaction.log", _("log interactions")
    CORRECT = "interaction.correct", _("correct one's own interactions")
    CORRECT_OTHERS = "interaction.correct_others", _("correct interactions of others")
    SEE_PRIVATE = "interaction.see_private", _("see private notes of others")
    IMPORT = "interaction.import", _("import past interactions")
    EXPORT = "interaction.export", _("export interactions")


class TaskVerb(Verb):
    VIEW = "task.view", _("see tasks")
    CREATE = "task.create", _("create tasks")
    EDIT = "task.edit", _("change, complete and cancel tasks")
    ASSIGN = "task.assign", _("assign tasks to others")
    EXPORT = "task.export", _("export tasks")


class VisitVerb(Verb):
    VIEW = "visit.view", _("see visits")
    PLAN = "visit.plan", _("plan visits")
    EDIT = "visit.edit", _("reschedule, hold and cancel visits")
    EXPORT = "visit.export", _("export visits")


_READ = {InteractionVerb.VIEW, TaskVerb.VIEW, VisitVerb.VIEW}
_EXPORT = {InteractionVerb.EXPORT, TaskVerb.EXPORT, VisitVerb.EXPORT}
_DAILY = _READ | {
    InteractionVerb.LOG, InteractionVerb.CORRECT, TaskVerb.CREATE, TaskVerb.EDIT, TaskVerb.ASSIGN, VisitVerb.PLAN,
    VisitVerb.EDIT,
}  # fmt: skip

DEFAULTS = {
    "manager": _DAILY | _EXPORT | {InteractionVerb.CORRECT_OTHERS, InteractionVerb.IMPORT},
    "sales": _DAILY,
    "service": _DAILY,
    "marketer": {
        InteractionVerb.VIEW,
        InteractionVerb.LOG,
        TaskVerb.VIEW,
        TaskVerb.CREATE,
        TaskVerb.EDIT,
        VisitVerb.VIEW,
    },
    "analyst": _READ | _EXPORT,
    "auditor": _READ | {InteractionVerb.SEE_PRIVATE},
    "partner": {InteractionVerb.VIEW, InteractionVerb.LOG, TaskVerb.VIEW, TaskVerb.EDIT, VisitVerb.VIEW},
}


def _scope(view: str, edit: str) -> dict[str, dict[str, str]]:
    """Interactions need no scope of their own: they are seen through their customer."""
    return {"task": {"view": view, "edit": edit}, "visit": {"view": view, "edit": edit}}


SCOPES = {
    "manager": _scope("department", "department"),
    "sales": _scope("own", "own"),
    "service": _scope("team", "own"),
    "marketer": _scope("own", "own"),
    "analyst": _scope("all", "none"),
    "auditor": _scope("all", "none"),
    "partner": _scope("own", "own"),
}
