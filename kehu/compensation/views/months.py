"""What the pages of a month have in common: which one, whose, and its neighbours."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kehu.compensation.arithmetic.months import following, last_day, month_of
from kehu.compensation.queries import people
from kehu.compensation.queries.days import today
from kehu.compensation.views.finding import month_named
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.transfer.downloads import TYPES


@dataclass(frozen=True)
class Month:
    """A month as pages step through them. `until_now` says that it still runs."""

    first: date

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> str:
        return f"{following(self.first, -1):%Y-%m}"

    @property
    def after(self) -> str:
        """ "" for the month that runs: nothing is to be seen of the future."""
        return f"{following(self.first):%Y-%m}" if following(self.first) <= today() else ""

    @property
    def is_over(self) -> bool:
        return last_day(self.first) < today()


def asked(request: HttpRequest) -> Month:
    """That of `?month=2026-11`, else the one that runs."""
    text = request.GET.get("month", "")
    return Month(month_named(text) if text else month_of(today()))


def person(request: HttpRequest, user_id: UUID, object_key: str) -> User:
    """Somebody whose pay the reader may see. Raises Http404."""
    found = people.reached(reader(request), object_key).filter(pk=user_id).first()
    if found is None:
        raise Http404
    return found


def sees_others(user: User, object_key: str) -> bool:
    return people.reached(user, object_key).exclude(pk=user.pk).exists()


def workbook(columns: list[str], rows: list[list[Any]], what: str, month: Month) -> HttpResponse:
    """An Excel file as the answer."""
    import tempfile
    from pathlib import Path

    from kehu.compensation.queries.commission_pages import file_name
    from kehu.foundation.transfer.writing import write_xlsx

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "month.xlsx"
        write_xlsx(path, columns, rows, title=f"{what} {month.name}")
        answer = HttpResponse(path.read_bytes(), content_type=TYPES["xlsx"])
    answer["Content-Disposition"] = file_name(what, month.first)
    answer["Cache-Control"] = "private, no-store"
    return answer


def chosen(request: HttpRequest) -> set[UUID] | None:
    """The people ticked in a form, None for all."""
    try:
        return {UUID(one) for one in request.POST.getlist("user")} or None
    except ValueError:
        raise Http404 from None


def nobody(what: str) -> str:
    return _("There is nothing to close in %(month)s.") % {"month": what}
