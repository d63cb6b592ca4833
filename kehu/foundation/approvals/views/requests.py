"""The page of a request, its counters, and the panel on the page of its record."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.approvals.actions import requests as actions
from kehu.foundation.approvals.forms import NoteForm
from kehu.foundation.approvals.models import Request
from kehu.foundation.approvals.permissions import ApprovalVerb
from kehu.foundation.approvals.queries import requests as queries
from kehu.foundation.approvals.queries.pages import Page
from kehu.foundation.objects.records import visible_record
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import fragment, page, refused, saved

CHANGED = ["approval"]
MOST_AT_HOME = 5
MOST_FOUND = 12


@require_GET
def show(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    found = visible_request(request, approval_id)
    return page(request, "approvals/request.html", {"page": Page(found, reader(request)), "form": NoteForm()})


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How much waits for the user, for the menu; nothing for nothing."""
    user = reader(request)
    number = queries.waiting_count(user) if user.may(ApprovalVerb.VIEW) else 0
    return fragment(request, "approvals/count.html", {"count": number})


@require_GET
def at_home(request: HttpRequest) -> HttpResponse:
    """What waits for the user, for his home page."""
    user = reader(request)
    rows = list(queries.waiting_for(user)[: MOST_AT_HOME + 1]) if user.may(ApprovalVerb.VIEW) else []
    context = {"requests": rows[:MOST_AT_HOME], "more": len(rows) > MOST_AT_HOME}
    return fragment(request, "approvals/at_home.html", context)


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """The requests about a record, for its page: whoever sees the record sees them."""
    user = reader(request)
    user.require(ApprovalVerb.VIEW)
    visible_record(user, object_key, record_id)
    context = {"requests": queries.history(object_key, record_id), "object_key": object_key, "record_id": record_id}
    return fragment(request, "approvals/of_record.html", context)


@require_POST
def comment(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    found = visible_request(request, approval_id)
    try:
        actions.comment(request=found, text=request.POST.get("note", ""), by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Written down."), changed=CHANGED)


@require_GET
def find_people(request: HttpRequest) -> HttpResponse:
    """Colleagues to choose from, by a part of their name."""
    typed = request.GET.get("q", "").strip()[:60]
    rows = User.objects.filter(is_active=True, is_system=False, name__icontains=typed).order_by("name", "pk")
    found = [(one.pk, one.name, one.job_title) for one in rows[:MOST_FOUND]]
    return fragment(request, "ui/options.html", {"options": found})


def visible_request(request: HttpRequest, approval_id: UUID) -> Request:
    """With everything its page shows; 404 for one that the user may not see."""
    user = reader(request)
    user.require(ApprovalVerb.VIEW)
    rows = queries.with_everything(Request.objects.visible_to(user))
    found = rows.filter(pk=approval_id).first()
    if found is None:
        raise Http404
    return found
