"""The lists of what refers to a record, each loaded by its page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kehu.foundation.access.reader import reader
from kehu.foundation.custom_objects.related import lines_of, lists_of
from kehu.foundation.objects.records import visible_record
from kehu.foundation.ui import responses


@require_GET
def related(request: HttpRequest, object_key: str, record_id: UUID, panel: str) -> HttpResponse:
    user = reader(request)
    visible_record(user, object_key, record_id)
    one = next((one for one in lists_of(object_key, user) if one.key == panel), None)
    if one is None:
        raise Http404
    context = {"lines": lines_of(one, object_key, record_id, user), "key": panel, "address": request.path}
    return responses.fragment(request, "custom_objects/parts/related.html", context)
