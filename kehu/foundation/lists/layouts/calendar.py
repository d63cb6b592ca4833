"""The calendar: records by a day or moment of theirs, under the same filter as the list, dragged to another time
through the domain's action.

    ListPage("visit", …, layouts=(TABLE, Calendar(start="planned_start", end="planned_end", reschedule=move_visit,
                                                  verb=VisitVerb.EDIT, settled={"state": ("held", "cancelled")})))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import User
from kehu.foundation.lists.cells import Painter
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing.texts import text_of
from kehu.foundation.lists.layouts.base import Layout
from kehu.foundation.lists.layouts.boards import with_card
from kehu.foundation.lists.layouts.cards import is_late
from kehu.foundation.lists.operators import between

if TYPE_CHECKING:
    from kehu.foundation.lists.pages import ListPage
    from kehu.foundation.lists.query import ListQuery

MOST_ENTRIES = 1000
LABEL = _("Calendar")
LOCALES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}

# (record, start, end or None, whole day, who)
Reschedule = Callable[[UUID, datetime, datetime | None, bool, User], Any]


@dataclass(frozen=True)
class Calendar(Layout):
    """Records by `start`, or by that field of `starts` which the link names as `group`, as long as `end` says.
    `all_day` is a field that says whether the time of day counts, `also` a second line of the entry. Entries with a
    value of `settled` are pale and stay where they are.
    """

    key: str = "calendar"
    label: Any = LABEL
    icon: str = "calendar"
    template: str = "lists/calendar.html"
    scripts: tuple[str, ...] = ("lists/calendar.js",)
    styles: tuple[str, ...] = ("vendor/fullcalendar/fullcalendar.css", "lists/calendar.css")
    has_foot: bool = False
    start: str = ""
    end: str = ""
    all_day: str = ""
    also: str = ""
    reschedule: Reschedule | None = None
    verb: str = ""
    settled: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def fits(self, page: "ListPage", user: User) -> bool:
        return bool(self.starts(page.plan.columns(user)))

    def starts(self, available: Mapping[str, Column]) -> list[Column]:
        """By which fields the records may lie in it, the likeliest first."""
        return [available[self.start]] if self.start in available else []

    def start_of(self, available: Mapping[str, Column], key: str) -> Column:
        """The field `key` if the calendar can go by it, else its first. Raises Http404 if the user sees none."""
        fitting = self.starts(available)
        if not fitting:
            raise Http404
        return next((one for one in fitting if one.key == key), fitting[0])

    def mover(self, column: Column, user: User) -> Reschedule | None:
        """What gives a record another time in this field; None where the entries stay where they are."""
        return self.reschedule if not self.verb or user.may(self.verb) else None

    def body(self, page: "ListPage", query: "ListQuery", user: User) -> dict[str, Any]:
        now = self.start_of(query.available, query.group)
        move = reverse("lists:calendar_move", args=[page.object]) + f"?{urlencode({'field': now.key})}"
        return {
            "locale": LOCALES.get(translation.get_language() or "en", "en"),
            "zone": timezone.get_current_timezone_name(),
            "move": move if self.mover(now, user) else "",
            "starts": [
                (one.label, replace(query, group=one.key, cursor=""), one.key == now.key)
                for one in self.starts(query.available)
            ],
        }

    def part(
        self, name: str, request: HttpRequest, page: "ListPage", query: "ListQuery", user: User
    ) -> HttpResponse | None:
        """`entries`: what lies between `span_start` and `span_end`, ISO moments, for FullCalendar."""
        if name != "entries":
            return None
        since, until = moment_of(request.GET.get("span_start", "")), moment_of(request.GET.get("span_end", ""))
        if since is None or until is None or until <= since:
            return HttpResponseBadRequest()
        return JsonResponse(self.entries(page, query, user, since, until), safe=False)

    def entries(
        self, page: "ListPage", query: "ListQuery", user: User, since: datetime, until: datetime
    ) -> list[dict[str, Any]]:
        from kehu.foundation.lists.rows import matching
        from kehu.foundation.lists.values import Values

        column = self.start_of(query.available, query.group)
        keys = [key for key in (column.key, self.end, self.all_day, self.also, *self.settled) if key]
        read = with_card(query, keys)
        found, _capped = matching(query, user)
        found = found.filter(between(column, since, until)).order_by(column.path, "pk")
        values = Values(read, user)
        raw = [(one[0], one[1:]) for one in found.values_list("pk", *values.paths)[:MOST_ENTRIES]]
        rows = values.rows(raw)
        movable = self._movable(page, [row.id for row in rows], user) if self.mover(column, user) else set()
        painter = Painter(page.object_type, page.tones)
        return [self._entry(row, column.key, painter, row.id in movable) for row in rows]

    def _movable(self, page: "ListPage", ids: list[UUID], user: User) -> set[UUID]:
        rows = page.object_type.model_class._default_manager.all().editable_by(user)  # type: ignore[attr-defined]
        return set(rows.filter(pk__in=ids).values_list("pk", flat=True))

    def _entry(self, row: Any, by: str, painter: Painter, movable: bool) -> dict[str, Any]:
        cells = {cell.column.key: cell for cell in row.cells}
        start = cells[by].value
        title = cells.get(painter.object_type.title)
        also = text_of(cells[self.also]) if self.also in cells else ""
        whole = self.all_day in cells and bool(cells[self.all_day].value)
        settled = any(key in cells and str(cells[key].value) in done for key, done in self.settled.items())
        late = is_late(cells, self.end if self.end in cells else by, self.settled)
        end = cells[self.end].value if self.end in cells else None
        return {
            "id": str(row.id),
            "title": " · ".join(part for part in (text_of(title) if title else "", also) if part),
            "start": _written(start, whole),
            **({"end": _written(end, whole)} if end else {}),
            "allDay": whole or not isinstance(start, datetime),
            "url": painter.address(painter.object_type.key, row.id),
            "editable": movable and not settled,
            "className": f"k-entry{' k-settled' if settled else ''}{' k-late' if late else ''}",
        }


def moment_of(text: str) -> datetime | None:
    """An ISO moment or day; one without a zone is on the reader's clock."""
    try:
        found = parse_datetime(text.replace(" ", "+")) or parse_datetime(f"{text}T00:00:00")
    except ValueError:
        return None
    if found is None or not 1900 <= found.year <= 2200:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _written(value: Any, whole: bool) -> str:
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return local.date().isoformat() if whole else local.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
