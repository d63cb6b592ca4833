"""The bell: notices of the signed-in user."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.notices.queries import latest, unread_count
from kehu.foundation.ui.responses import fragment, saved


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    return fragment(request, "notices/panel.html", {"notices": latest(reader(request))})


@require_GET
def badge(request: HttpRequest) -> HttpResponse:
    return fragment(request, "notices/badge.html", {"count": unread_count(reader(request))})


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    notices.mark_read(by=reader(request))
    return saved(request, message=_("All read."), changed=["notice"])


@require_GET
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Marks the notice as read and goes where it leads."""
    notice = get_object_or_404(Notice, pk=notice_id, user=reader(request))
    notices.mark_read(by=reader(request), notice_id=notice.pk)
    safe = url_has_allowed_host_and_scheme(notice.url, {request.get_host()})
    return redirect(notice.url if notice.url and safe else "/")
