"""Tasks about a record of a kind that the company made: a panel of its page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kehu.foundation.access.reader import reader
from kehu.foundation.objects.records import visible_record
from kehu.foundation.ui.responses import fragment
from kehu.interactions.models import Task
from kehu.interactions.queries.names import with_customers

SHOWN = 20


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """Open tasks about a record that the user sees, those due first at the top."""
    user = reader(request)
    user.require("task.view")
    visible_record(user, object_key, record_id)
    rows = Task.objects.visible_to(user).filter(related_id=record_id, related_key=object_key, state=Task.State.OPEN)
    found = rows.select_related("assignee", "contact").order_by("due_at", "pk")[:SHOWN]
    context = {"tasks": with_customers(found, user), "about": f"{object_key}/{record_id}", "user": user}
    return fragment(request, "interactions/tasks/of_record.html", context)
