"""Who has how much without a next step or with an overdue one: a page for managers, and a part of the home page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kehu.cadences.forms import ids_of
from kehu.cadences.queries import attention
from kehu.foundation.access.models import Department
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.responses import fragment, page

CIRCLES = (
    ("", _("Everybody I see")), ("me", _("Me")), ("my_team", _("My team")),
    ("my_department", _("My department and below")),
)  # fmt: skip


@require_GET
def next_steps(request: HttpRequest) -> HttpResponse:
    """`of` is one of the circles, `department` narrows to one with all below it."""
    user = reader(request)
    user.require("opportunity.view")
    circle = request.GET.get("of", "")
    asked = ids_of(request.GET.get("department", "")) or []
    department = Department.objects.filter(pk__in=asked[:1]).first()
    rows = attention.by_person(user, attention.people_of(user, circle, department))
    columns = [one for one in attention.COLUMNS if user.may(f"{one[0]}.view")]
    context = {
        "rows": rows, "groups": attention.by_department(rows), "chart": attention.chart(rows), "columns": columns,
        "circle": circle, "circles": CIRCLES, "department": department,
    }  # fmt: skip
    return page(request, "cadences/next_steps.html", context)


@require_GET
def at_home(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require("opportunity.view")
    return fragment(request, "cadences/at_home.html", {"parts": attention.at_home(user)})
