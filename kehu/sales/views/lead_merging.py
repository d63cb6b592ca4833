"""Two leads side by side, to be made one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.access.reader import reader
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import page, refused, saved
from kehu.sales.actions import lead_merging as actions
from kehu.sales.models import Lead
from kehu.sales.queries import leads as queries
from kehu.sales.views.leads import visible


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, survivor_lead_id: UUID, loser_lead_id: UUID) -> HttpResponse:
    """What differs is chosen, line by line; the second lead goes to the trash."""
    survivor, loser, user = visible(request, survivor_lead_id), visible(request, loser_lead_id), reader(request)
    user.require("lead.edit")
    user.require("lead.delete")
    if request.method == "POST":
        choices = {
            name: request.POST[name] for name in actions.FIELDS if request.POST.get(name) in ("survivor", "loser")
        }
        try:
            actions.merge(survivor=survivor, loser=loser, choices=choices, by=user)
        except Refusal as refusal:
            return refused(request, refusal)
        go_to = reverse("sales:lead", args=[survivor.pk])
        return saved(request, message=_("The leads are one now."), go_to=go_to)
    context = {"survivor": survivor, "loser": loser, "lines": _lines(survivor, loser, user)}
    return page(request, "sales/leads/merge.html", context)


def _lines(survivor: Lead, loser: Lead, user: User) -> list[tuple[str, str, str, str, str]]:
    """(field, label, of the survivor, of the loser, whose is proposed) where either says something."""
    kind, found = registry.get("lead"), []
    ours, theirs = _texts(survivor, user), _texts(loser, user)
    for name in actions.FIELDS:
        field = kind.field(name)
        if field is None or access(user, "lead", name) == FieldAccess.HIDDEN or not (ours[name] or theirs[name]):
            continue
        found.append((name, str(field.label), ours[name], theirs[name], "survivor" if ours[name] else "loser"))
    return found


def _texts(lead: Lead, user: User) -> dict[str, str]:
    phone, email = queries.reachable(lead, user)
    texts = {name: str(getattr(lead, name) or "") for name in actions.FIELDS}
    return texts | {"phone": phone, "email": email, "authority": str(lead.get_authority_display())}
