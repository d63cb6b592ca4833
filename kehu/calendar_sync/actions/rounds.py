"""What the steps of one round share."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kehu.calendar_sync.actions.ports import Server
from kehu.calendar_sync.models import CalendarConnection, CalendarExchange, CalendarLink
from kehu.calendar_sync.texts.reading import Entry
from kehu.foundation.access.models import User

MARK = "kehu-"  # how identifiers begin that some Kehu made
_NAMED = re.compile(rf"{MARK}(visit|task)-([0-9a-f-]{{36}})-[0-9a-f]{{8}}")


@dataclass
class Round:
    connection: CalendarConnection
    server: Server
    now: datetime
    zone: ZoneInfo
    breathe: Callable[[], None]
    again: bool = False

    @property
    def user(self) -> User:
        return self.connection.user

    def name(self, kind: str, record_id: UUID) -> str:
        """The identifier of a record's entry in this user's calendar: the same whenever it is asked for, so that a
        second attempt finds what the first one wrote.
        """
        return f"{MARK}{kind}-{record_id}-{self.connection.user_id.hex[-8:]}"

    def record_named(self, uid: str) -> tuple[str, UUID] | None:
        """Kind and id of the record for which `name` gives this identifier; None for any other."""
        found = _NAMED.fullmatch(uid)
        if found is None:
            return None
        kind, record_id = found[1], UUID(found[2])
        return (kind, record_id) if self.name(kind, record_id) == uid else None

    def note(self, act: str, link: CalendarLink, fields: Iterable[str] = (), detail: str = "") -> None:
        """Write down what happened, for the user to read. Inside a transaction."""
        CalendarExchange.objects.create(
            connection=self.connection, at=self.now, act=act, kind=link.kind, record_id=link.record_id,
            fields=sorted(fields), detail=detail[:300],
        )  # fmt: skip

    def is_invitation(self, entry: Entry) -> bool:
        own = {self.user.email.lower(), self.connection.username.lower()}
        return bool(entry.organiser) and entry.organiser not in own
