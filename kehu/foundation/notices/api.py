"""/notices: what you should know."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import nothing
from kehu.foundation.api.resources import Objects, Resource
from kehu.foundation.lists.query import Plan
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects.registry import Field, Kind, ObjectType

router = Router()


def _worded(found: Objects, _user: User) -> None:
    texts = {one.pk: one.text for one in Notice.objects.filter(pk__in=[one["id"] for one in found])}
    for one in found:
        one["text"] = texts[one["id"]]


NOTICES = Resource(
    "notices", "notice",
    Plan(ObjectType(
        key="notice", model="notices.Notice", label=_("Notice"), label_plural=_("Notices"), icon="bell", view="",
        fields=(
            Field("kind", _("Kind"), Kind.CHOICE, choices=lambda: Notice.Kind.choices),
            Field("url", _("Address"), filterable=False), Field("at", _("Time"), Kind.MOMENT),
            Field("read_at", _("Read"), Kind.MOMENT),
        ))),
    rows=lambda user: Notice.objects.filter(user=user), shape=_worded,
)  # fmt: skip


@router.post("/reading", response={204: None})
def read_all_notices(request: HttpRequest) -> HttpResponse:
    """Mark all your notices as read."""
    notices.mark_read(by=reader(request))
    return nothing()


NOTICES.read_by(router)  # after "/reading", which is no identifier


@router.post("/{record_id}/reading", response={201: NOTICES.schema})
def read_notice(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Mark a notice as read."""
    with NOTICES.changing(request, record_id):
        notices.mark_read(by=reader(request), notice_id=record_id)
    return NOTICES.written(request, record_id, 201)


ROUTERS = (("/notices", "Notices", router),)
