"""The history of one record, for the history tab of any page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.audit import history
from kehu.foundation.objects import registry
from kehu.foundation.objects.records import visible_record
from kehu.foundation.ui import responses


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """A fragment with one page of changes, `?before=` going on; a whole page without htmx. 404 for what is hidden."""
    user = reader(request)
    if not isinstance(user, User) or registry.find(object_key) is None:
        raise Http404
    record = visible_record(user, object_key, record_id)
    before = request.GET.get("before", "")
    changes, after = history.page(record_id, user, before=int(before) if before.isdigit() else None)
    context = {"changes": changes, "after": after, "object_key": object_key, "record": record, "first": not before}
    if responses.is_htmx(request):
        return responses.fragment(request, "audit/history.html", context)
    return responses.page(request, "audit/history_page.html", context)
