"""Removing what Kehu wrote into a calendar when its owner disconnects it, and old news of exchanges."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop

from kehu.calendar_sync.actions import running
from kehu.calendar_sync.dav.failures import ChangedThere, NotTaken
from kehu.calendar_sync.models import CalendarConnection, CalendarExchange, CalendarLink
from kehu.foundation.audit.writing import writing
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.ui.addresses import url

KEPT = timedelta(days=60)


def forget_old(*, at: datetime | None = None) -> None:
    """What was exchanged is told for sixty days; what was changed here stands in the history of the records."""
    with writing(by=None):
        CalendarExchange.objects.filter(at__lt=(at or timezone.now()) - KEPT).delete()


def remove_copies(*, connection_id: UUID, last: bool) -> None:
    """Delete our entries there, then the connection. May be killed and run again; what was changed there meanwhile is
    its owner's and stays. On the `last` attempt the connection goes even if the server does not answer, and its owner
    is told. Raises the failures of `dav` and of outbound before.
    """
    rows = CalendarConnection.objects.select_related("user").filter(pk=connection_id, leaving=True)
    connection = rows.first()
    if connection is None:
        return
    try:
        _remove(connection)
    except tuple(running.KNOWN):
        if not last:
            raise
        notices.tell(
            users=[connection.user], kind=Notice.Kind.SYSTEM, url=url("calendar_sync:connection"),
            message=gettext_noop("Your calendar is disconnected, but not all entries could be removed from it."),
            key=f"calendar-left-{connection.pk}",
        )  # fmt: skip
    with writing(by=connection.user):
        rows.delete()


def _remove(connection: CalendarConnection) -> None:
    server = running.server_of(connection)
    for link in CalendarLink.objects.filter(connection=connection, ours=True).order_by("pk"):
        try:
            server.delete(link.href, link.etag)
        except (ChangedThere, NotTaken):
            continue
