"""Random histories of two hands, one in Kehu and one in the calendar, with rounds that are killed between any two steps
and with the outside hand at work in the middle of a round. At the end both sides agree, and nothing is lost.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from kehu.calendar_sync.actions.exchanging import exchange
from kehu.calendar_sync.dav.calendar import Changes, Resource
from kehu.calendar_sync.models import BusyTime, CalendarConnection, CalendarLink
from kehu.calendar_sync.queries import items
from kehu.calendar_sync.tests.conftest import SOON, connected, visit
from kehu.calendar_sync.tests.fake_server import FakeServer, event
from kehu.calendar_sync.texts import reading
from kehu.foundation.audit.models import AuditEntry
from kehu.interactions.actions import visits
from kehu.interactions.models import Visit
from tests.world import World

ZONE = ZoneInfo("Asia/Shanghai")
FIELDS = st.sampled_from(["place", "title", "when"])
LATER = st.booleans()
HANDS = ["plan", "plant", "edit_here", "edit_there", "edit_here", "edit_there", "cancel_here", "delete_there"]


class Killed(BaseException):
    """The process is gone."""


class Trap:
    """A server behind which something happens at the n-th step, before it or after it: a kill, or another hand. With
    `on` only steps of this kind count. `href` is what is being written or removed then.
    """

    def __init__(self, server: FakeServer, at: int, what: Callable[[str], None], *, after: bool = False, on: str = ""):
        self.server, self.at, self.what, self.after, self.on, self.step = server, at, what, after, on, 0

    def _through(self, kind: str, href: str, act: Callable[[], Any]) -> Any:
        self.step += self.on in ("", kind)
        now = self.step == self.at and self.on in ("", kind)
        if now and not self.after:
            self.what(href)
        found = act()
        if now and self.after:
            self.what(href)
        return found

    def changes(self, token: str, since: datetime, until: datetime) -> Changes:
        return self._through("changes", "", lambda: self.server.changes(token, since, until))  # type: ignore[no-any-return]

    def fetch(self, hrefs: Iterable[str]) -> dict[str, Resource]:
        wanted = list(hrefs)
        return self._through("fetch", "", lambda: self.server.fetch(wanted))  # type: ignore[no-any-return]

    def put(self, href: str, text: str, etag: str | None) -> str:
        return self._through("put", href, lambda: self.server.put(href, text, etag))  # type: ignore[no-any-return]

    def delete(self, href: str, etag: str) -> None:
        self._through("delete", href, lambda: self.server.delete(href, etag))

    def address(self, name: str) -> str:
        return self.server.address(name)

    def breathe(self) -> None:
        self._through("breathe", "", lambda: None)


def nothing(_href: str) -> None:
    """Happens at no step."""


class SyncMachine(RuleBasedStateMachine):
    """`dirty` are visits changed here since the last whole round; `said` what each hand wrote last, by visit and field:
    a value may go only to the history of its visit, never to nowhere.
    """

    world: ClassVar[World]
    server_class: ClassVar[type[FakeServer]] = FakeServer
    trap_class: ClassVar[type[Trap]] = Trap

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.server = self.server_class()
        self.connection = connected(self.world.alice)
        self.numbers = count(1)
        self.planted = 0
        self.made = 0
        self.dirty: set[UUID] = set()
        self.must_stay: set[UUID] = set()
        self.said: dict[tuple[UUID, str], str] = {}
        for hand in (self.plan, self.plan, self.plant, self.synchronise):
            hand()

    def teardown(self) -> None:
        try:
            self.settle()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule()
    def plan(self) -> None:
        self.dirty.add(visit(self.world, f"Plan{next(self.numbers)}").pk)
        self.made += 1

    @rule()
    def plant(self) -> None:
        number = next(self.numbers)
        self.server.place(f"/cal/p{number}.ics", event(f"p{number}", f"Acme Telecom P{number}", SOON))
        self.planted += 1

    @rule(data=st.data(), field=FIELDS)
    def edit_here(self, data: st.DataObject, field: str) -> None:
        if planned := self._planned():
            one = data.draw(st.sampled_from(planned))
            number = next(self.numbers)
            changes: dict[str, Any] = {"place": f"Here{number}"}
            if field == "title":
                changes = {"purpose": f"Here{number}"}
            elif field == "when":
                start = SOON + timedelta(minutes=number)
                changes = {"planned_start": start, "planned_end": start + timedelta(hours=1)}
            visits.update(visit=one, changes=changes, by=self.world.alice)
            self.dirty.add(one.pk)

    @rule(data=st.data(), field=FIELDS, later=st.booleans())
    def edit_there(self, data: st.DataObject, field: str, later: bool) -> None:
        if entries := sorted(self.server.entries):
            self._edit(data.draw(st.sampled_from(entries)), field, later)

    @rule(data=st.data())
    def cancel_here(self, data: st.DataObject) -> None:
        if planned := self._planned():
            one = data.draw(st.sampled_from(planned))
            visits.cancel(visit=one, by=self.world.alice)
            self.must_stay.discard(one.pk)

    @rule(data=st.data())
    def delete_there(self, data: st.DataObject) -> None:
        if entries := sorted(self.server.entries):
            href = data.draw(st.sampled_from(entries))
            self.server.drop(href)
            link = CalendarLink.objects.filter(href=href, record_id__isnull=False).first()
            if link and link.record_id in self.dirty and link.etag:
                self.must_stay.add(link.record_id)

    @rule()
    def forget_tokens(self) -> None:
        self.server.forget_tokens()

    @rule()
    def synchronise(self) -> None:
        self._round(Trap(self.server, 0, nothing))
        self.dirty.clear()

    @rule(data=st.data(), hands=st.lists(st.sampled_from(HANDS), max_size=3), at=st.integers(1, 9), after=st.booleans())
    def be_killed(self, data: st.DataObject, hands: list[str], at: int, after: bool) -> None:
        """Somebody does something, and the round that takes it over is killed."""

        def kill(_href: str) -> None:
            raise Killed

        self._act(data, hands)
        with suppress(Killed):
            self._round(self.trap_class(self.server, at, kill, after=after))
        self.dirty.clear()

    @rule(data=st.data(), at=st.integers(1, 3), on=st.sampled_from(["put", "put", "fetch", "delete", "breathe"]))
    def be_disturbed(self, data: st.DataObject, at: int, on: str) -> None:
        """Somebody changes an entry while a round goes on, above all the one that is just being written."""

        def meddle(href: str) -> None:
            entries = sorted(self.server.entries)
            if href in entries:
                self._edit(href, "place", later=True)
            elif entries:
                self._edit(data.draw(st.sampled_from(entries)), data.draw(FIELDS), later=True)

        self._act(data, ["edit_here", data.draw(st.sampled_from(HANDS))])
        self._round(self.trap_class(self.server, at, meddle, on=on))
        self.dirty.clear()

    def _act(self, data: st.DataObject, hands: list[str]) -> None:
        for hand in hands:
            if hand in ("edit_here", "edit_there"):
                field = data.draw(FIELDS)
                if hand == "edit_here":
                    self.edit_here(data, field)
                else:
                    self.edit_there(data, field, data.draw(LATER))
            elif hand in ("cancel_here", "delete_there"):
                getattr(self, hand)(data)
            else:
                getattr(self, hand)()

    def settle(self) -> None:
        """Rounds without harm until nothing moves; then the two sides are compared."""
        for _round in range(8):
            if not self._round(Trap(self.server, 0, nothing)):
                break
        else:
            raise AssertionError("it does not come to rest")
        before = dict(self.server.entries)
        self._round(Trap(self.server, 0, nothing))
        assert self.server.entries == before, "it writes although nothing changed"
        self._agree()
        self._nothing_lost()

    def _round(self, trap: Any) -> bool:
        fresh = CalendarConnection.objects.select_related("user").get(pk=self.connection.pk)
        return exchange(connection=fresh, server=trap, now=datetime.now(UTC), breathe=trap.breathe)

    def _edit(self, href: str, field: str, later: bool) -> None:
        number = next(self.numbers)
        stamp = datetime.now(UTC) + timedelta(hours=1 if later else -1)
        lines = {"LAST-MODIFIED": f"{stamp:%Y%m%dT%H%M%SZ}"}
        if field == "when":
            start = SOON + timedelta(minutes=number)
            lines |= {
                "DTSTART": f"{start:%Y%m%dT%H%M%SZ}",
                "DTEND": f"{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
            }
        else:
            lines["LOCATION" if field == "place" else "SUMMARY"] = f"There{number}"
            link = CalendarLink.objects.filter(href=href, record_id__isnull=False).first()
            if link and link.record_id:
                self.said[link.record_id, field] = f"There{number}"
        self.server.edit(href, **lines)

    def _planned(self) -> list[Visit]:
        return list(Visit.objects.filter(state=Visit.State.PLANNED).order_by("pk"))

    def _agree(self) -> None:
        planned = {one.pk: one for one in self._planned()}
        links = {one.record_id: one for one in CalendarLink.objects.filter(record_id__isnull=False)}
        assert set(links) == set(planned), "a planned visit without its entry, or the other way round"
        for item in items.items(self.connection, planned.values()):
            entry = reading.read(self.server.entries[links[item.record.pk].href][1], ZONE)
            assert entry
            there = entry.side()
            assert (there["when"], there["place"]) == (item.side()["when"], item.side()["place"])
            assert there["title"].endswith(item.record.purpose)
        busy = CalendarLink.objects.filter(kind=CalendarLink.Kind.OUTSIDE).count()
        assert len(self.server.entries) == len(planned) + busy, "an entry that nobody knows"
        assert Visit.objects.count() <= self.made + self.planted, "a visit was doubled"
        assert self.must_stay <= set(planned), "deleted there, changed here: and yet called off"
        assert not BusyTime.objects.exclude(link__kind=CalendarLink.Kind.OUTSIDE).exists()

    def _nothing_lost(self) -> None:
        planned = {one.pk for one in self._planned()}
        for (pk, field), value in self.said.items():
            if pk in planned:
                one = Visit.objects.get(pk=pk)
                history = str(list(AuditEntry.objects.filter(record_id=pk).values_list("old", "new")))
                now = one.place if field == "place" else one.purpose
                assert value == now or f"'{value}'" in history, f"{value} went nowhere"
