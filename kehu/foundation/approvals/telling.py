"""The notices that approvals give: each leads straight to the request."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_noop

from kehu.foundation.access.models import User
from kehu.foundation.approvals.models import Request
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.realtime import push

ASKED = gettext_noop("%(asker)s asks for your approval: %(title)s")
_ENDED = {
    "approved": gettext_noop("“%(title)s” is approved."),
    "rejected": gettext_noop("“%(title)s” is rejected."),
    "withdrawn": gettext_noop("“%(title)s” is withdrawn."),
}


def ask(request: Request, users: Iterable[User], *, by: User) -> None:
    _tell(request, users, ASKED, kind=Notice.Kind.ASSIGNMENT, but=by)


def decided(request: Request, *, by: User) -> None:
    """Who asked hears of it, unless he ended it himself."""
    _tell(request, [request.asker], _ENDED[request.state], but=by)


def returned(request: Request, *, by: User) -> None:
    _tell(request, [request.asker], gettext_noop("%(by)s sent “%(title)s” back to you."), by=by, but=by)


def commented(request: Request, users: Iterable[User], *, by: User) -> None:
    _tell(request, users, gettext_noop("%(by)s wrote about “%(title)s”."), by=by, kind=Notice.Kind.MENTION, but=by)


def remind(request: Request, users: Iterable[User], at: datetime) -> None:
    """Once for each moment a reminder was due at."""
    _tell(
        request, users, gettext_noop("“%(title)s” still waits for your approval."), kind=Notice.Kind.REMINDER,
        key=f"approval-{request.pk}-{at:%Y%m%d%H%M}",
    )  # fmt: skip


def _tell(
    request: Request, users: Iterable[User], message: str, *, kind: str = Notice.Kind.SYSTEM, by: User | None = None,
    but: User | None = None, key: str = "",
) -> None:  # fmt: skip
    people = {one.pk: one for one in users}
    for pk in people:
        push.send(f"user:{pk}", {"changed": "approval"})
    told = [one for one in people.values() if but is None or one.pk != but.pk]
    params = {"title": request.title, "asker": request.asker.name, "by": by.name if by else ""}
    url = registry.address("approval", request.pk)
    notices.tell(users=told, kind=kind, message=message, params=params, url=url, key=key)
