"""Steps and rules in the reader's words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.foundation.approvals.models import By, Mode, OnTimeout
from kehu.foundation.approvals.routing import StepDraft


def step_sentence(step: StepDraft, people: dict[str, str], roles: dict[str, str]) -> str:
    """A step of a rule, such as “any one of: Bob, Maria; after 8 working hours the next manager decides”."""
    parts = [_who(step, people, roles)]
    if step.remind_after:
        hours = ngettext(
            "reminded after %(num)s working hour", "reminded after %(num)s working hours", step.remind_after
        )
        parts.append(hours % {"num": step.remind_after})
    if step.hours:
        words = {"num": step.hours, "what": str(OnTimeout(step.on_timeout).label)}
        late = ngettext("after %(num)s working hour: %(what)s", "after %(num)s working hours: %(what)s", step.hours)
        parts.append(late % words)
    return _("; ").join(parts)


def _who(step: StepDraft, people: dict[str, str], roles: dict[str, str]) -> str:
    if step.by == By.USERS:
        names = [people.get(str(one), "?") for one in step.users]
        if len(names) == 1:
            return names[0]
        listed = _(", ").join(names)
        if step.mode == Mode.ANY:
            return _("any one of %(people)s") % {"people": listed}
        return _("all of %(people)s") % {"people": listed}
    if step.by == By.ROLE:
        role = roles.get(str(step.role), "?")
        if step.mode == Mode.ANY:
            return _("anybody with the role “%(role)s”") % {"role": role}
        return _("everybody with the role “%(role)s”") % {"role": role}
    if step.by in (By.MANAGERS, By.MANAGER):
        if step.levels == 1:
            return _("the manager of who asks")
        one_by_one = _("the %(num)s managers above who asks, one after the other")
        alone = _("the manager %(num)s levels above who asks")
        return (one_by_one if step.by == By.MANAGERS else alone) % {"num": step.levels}
    return _("the head of the department of who asks")
