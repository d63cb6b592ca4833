"""The lists of tasks, visits and interactions, declared for the list engine."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.changes.bulk import BulkVerb
from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.board import Board
from kehu.foundation.lists.layouts.calendar import Calendar
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.pages import ListPage, RowAction
from kehu.interactions.actions import cell_edits, task_verbs
from kehu.interactions.forms import AssigneeForm, ClosingForm
from kehu.interactions.permissions import TaskVerb, VisitVerb
from kehu.interactions.queries import agenda

_CLOSED = {"state": ("done", "cancelled")}

MY_TASKS = "assignee=me&state=open&group=due_at.near"

TASKS = ListPage(
    "task",
    columns=("title", "due_at", "priority", "customer", "assignee", "state"),
    default_sort="due_at",
    card=("due_at", "customer", "assignee"),
    first=MY_TASKS,
    views=(
        (_("Mine"), MY_TASKS),
        (_("Overdue"), "assignee=me&state=open&due_at.in=past"),
        (_("Given to others"), "created_by=me&assignee.not=me&state=open"),
        (_("Team"), agenda.TEAM_TASKS),
        (_("Completed"), "assignee=me&state.not=open&sort=-closed_at"),
    ),
    searched=("title", "notes"),
    row_action=RowAction(
        "interactions:completion",
        verb=TaskVerb.EDIT,
        icon="check",
        label=_("Done"),
        field="state",
        values=("open",),
        back="?undo=1",
        back_label=_("Reopen"),
    ),
    opens_in_dialog=True,
    tones={"priority": {"1": "warn"}, "state": {"done": "good"}},
    layouts=(
        TABLE,
        Board(
            fields=(
                LaneField(
                    "state",
                    move=cell_edits.set_state,
                    verb=TaskVerb.EDIT,
                    gate=cell_edits.state_gate,
                    folded=("done", "cancelled"),
                ),
                LaneField("priority", move=cell_edits.set_priority, verb=TaskVerb.EDIT),
                LaneField("assignee", move=cell_edits.give_to, verb=TaskVerb.ASSIGN),
            ),
            card=("due_at", "customer", "assignee"),
            due="due_at",
            settled=_CLOSED,
        ),
        Calendar(
            start="due_at",
            all_day="all_day",
            also="customer",
            reschedule=cell_edits.move_task,
            verb=TaskVerb.EDIT,
            settled=_CLOSED,
        ),
        Cards(),
    ),
    groupings=("due_at", "assignee", "priority", "state", "closed_at"),
    create="interactions:new_task",
    create_label=_("New task"),
    create_in_dialog=True,
    empty_title=_("Nothing to do"),
    empty_text=_("A next step asked for after a call becomes a task; or write one down now."),
    bulk=(
        BulkVerb(
            "complete",
            _("Complete"),
            icon="check",
            verb=TaskVerb.EDIT,
            apply=task_verbs.complete,
            form=ClosingForm,
            shows=("state",),
            shortcut="d",
            words=("done",),
        ),
        BulkVerb(
            "assign",
            _("Assign"),
            icon="user-share",
            verb=TaskVerb.ASSIGN,
            apply=task_verbs.assign,
            check=task_verbs.may_assign,
            form=AssigneeForm,
            shows=("assignee",),
            shortcut="a",
            words=("assignee",),
        ),
    ),
)

VISITS = ListPage(
    "visit",
    columns=("purpose", "customer", "planned_start", "place", "visitor", "state"),
    default_sort="-planned_start",
    card=("customer", "planned_start", "visitor"),
    views=(
        (_("Mine"), "visitor=me"),
        (_("This week"), "planned_start.in=this_week"),
        (_("Without a result"), "state=planned&planned_start.in=past"),
    ),
    tones={"state": {"held": "good", "planned": "info"}},
    layouts=(
        TABLE,
        Calendar(
            start="planned_start",
            end="planned_end",
            also="customer",
            reschedule=cell_edits.move_visit,
            verb=VisitVerb.EDIT,
            settled={"state": ("held", "cancelled")},
        ),
        Cards(),
    ),
    groupings=("planned_start", "visitor", "state"),
    empty_title=_("No visits yet"),
    empty_text=_("Plan a visit here, from the calendar or on a customer's page."),
)

VISIT_PLANS = ListPage(
    "visit_plan",
    columns=("title", "visitor", "first_day", "last_day", "stop_count", "held_count"),
    default_sort="-first_day",
    card=("visitor", "first_day", "stop_count", "held_count"),
    views=(
        (_("Mine"), "visitor=me"),
        (_("This week"), "first_day.in=this_week"),
        (_("Team"), "visitor=my_department&group=visitor"),
    ),
    searched=("title",),
    layouts=(TABLE, Calendar(start="first_day", end="last_day"), Cards()),
    groupings=("visitor", "first_day"),
    sums=("stop_count", "held_count"),
    create="interactions:new_visit_plan",
    create_label=_("Plan visits"),
    empty_title=_("No visit plans yet"),
    empty_text=_("Tick customers in their list, or begin with those nobody spoke to lately, and get the shortest way."),
)

INTERACTIONS = ListPage(
    "interaction",
    columns=("subject", "customer", "kind", "started_at", "employee", "outcome"),
    default_sort="-started_at",
    card=("customer", "kind", "started_at", "employee"),
    views=(
        (_("Mine"), "employee=me&started_at.in=this_month"),
        (_("Today"), "started_at.in=today"),
        (_("Calls"), "kind=call"),
    ),
    layouts=(TABLE, Cards()),
    groupings=("kind", "employee", "started_at", "channel", "direction"),
    empty_title=_("No interactions yet"),
    empty_text=_("What you log with a customer stands here and on his timeline."),
)
