"""When people are busy elsewhere, for the calendar page."""

from datetime import datetime

from django.utils.translation import gettext as _

from kehu.calendar_sync.models import BusyTime, CalendarConnection
from kehu.foundation.access.models import User
from kehu.interactions.queries import agenda
from kehu.interactions.queries.calendar import Further

MOST = 1000


def entries(user: User, since: datetime, until: datetime, team: bool) -> list[Further]:
    """One's own busy times, titled where one wished it; with `team` those of the people below, without any title."""
    below = agenda.people_below(user) if team else []
    rows = BusyTime.objects.filter(starts_at__lt=until, ends_at__gt=since, link__connection__paused=False)
    if below is not None:
        rows = rows.filter(link__connection__user__in=[user.pk, *below])
    if not CalendarConnection.objects.exists():
        return []
    rows = rows.select_related("link__connection__user").order_by("starts_at", "id")[:MOST]
    return [_further(one, user) for one in rows]


def _further(one: BusyTime, user: User) -> Further:
    person = one.link.connection.user
    title = one.title if person.pk == user.pk and one.title else _("Busy")
    return Further(f"busy:{one.pk}", title, one.starts_at, one.ends_at, one.all_day, who=person.name)
