"""The home page: my day."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kehu.foundation.access.reader import reader
from kehu.foundation.ui.navigation import home_parts
from kehu.foundation.ui.responses import fragment, is_htmx, page
from kehu.interactions.queries import agenda
from kehu.interactions.views.finding import customer_url


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What today asks for; asked by htmx, only the part that changes with tasks and visits."""
    user = reader(request)
    context = {
        "day": agenda.day(user=user), "customer_url": customer_url, "greeting": _greeting(user.name),
        "may_log": user.may("interaction.log"), "may_task": user.may("task.create"),
        "team_tasks": agenda.TEAM_TASKS,
    }  # fmt: skip
    if is_htmx(request) and request.headers.get("HX-Target", "").endswith("day"):
        return fragment(request, "interactions/home_day.html", context)
    return page(request, "interactions/home.html", {**context, "parts": home_parts(user)})


def _greeting(name: str) -> str:
    hour = timezone.localtime().hour
    if hour < 5 or hour >= 22:
        return _("Good night, %(name)s") % {"name": name}
    if hour < 11:
        return _("Good morning, %(name)s") % {"name": name}
    return (_("Good day, %(name)s") if hour < 18 else _("Good evening, %(name)s")) % {"name": name}
