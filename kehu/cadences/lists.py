"""The lists of cadences and of what is in them, declared for the list engine."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.cadences import bulk_verbs
from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.pages import ListPage

CADENCES = ListPage(
    "cadence",
    columns=("name", "subject", "is_active", "takes_new", "updated_at"),
    default_sort="name",
    card=("subject", "is_active"),
    views=((_("In use"), "is_active=1"),),
    searched=("name", "note"),
    layouts=(TABLE, Cards()),
    groupings=("subject",),
    actions="cadences/list_actions.html",
    create="cadences:write",
    create_label=_("New cadence"),
    create_in_dialog=True,
    empty_title=_("No cadences yet"),
    empty_text=_(
        "A row of steps for a lead or an opportunity: call today, write in two working days, call again in three. Each "
        "becomes a task of the owner when the one before is done, and it stops by itself when somebody answers."
    ),
)

ENROLMENTS = ListPage(
    "cadence_enrolment",
    columns=("name", "cadence", "state", "step", "due_at", "owner", "stop_reason", "started_at"),
    default_sort="due_at",
    card=("cadence", "step", "due_at", "owner"),
    views=(
        (_("Mine"), "owner=me&state=active&state=paused"),
        (pgettext_lazy("cadences", "Under way"), "state=active&state=paused"),
        (_("Step overdue"), "state=active&due_at.in=past&group=owner"),
        (_("Below me"), "owner=my_department&owner.not=me&state=active&state=paused&group=owner"),
        (pgettext_lazy("cadences", "Answered"), "stop_reason=replied&stop_reason=meeting&sort=-started_at"),
    ),
    tones={
        "state": {"active": "info", "paused": "warn", "finished": "good"},
        "stop_reason": {
            "replied": "good", "meeting": "good", "converted": "good", "won": "good", "lost": "bad", "consent": "bad",
        },
    },
    searched=("name",),
    layouts=(TABLE, Cards()),
    groupings=("cadence", "step", "state", "owner", "stop_reason", "started_at"),
    bulk=bulk_verbs.OF_ENROLMENTS,
    empty_title=_("Nothing is in a cadence"),
    empty_text=_("Tick leads or opportunities in their lists and choose “Put into a cadence”, or on their pages."),
)  # fmt: skip
