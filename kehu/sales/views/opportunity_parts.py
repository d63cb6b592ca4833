"""Parts of the opportunity's page as they are now, and its facts changed in place."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.foundation.access.fields import FieldClosed
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.lists.actions import cells
from kehu.foundation.lists.actions.cells import Conflicting
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing.inputs import CellForm, as_initial
from kehu.foundation.lists.editing.values import print_of, stored
from kehu.foundation.lists.pages import page_of
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.forms import refuse
from kehu.sales.opportunity_page import OpportunityPage
from kehu.sales.views.opportunities import visible

KIND = "opportunity"
PARTS = ("header", "facts", "course")


@require_GET
def part(request: HttpRequest, opportunity_id: UUID, section: str) -> HttpResponse:
    one = visible(request, opportunity_id)
    if section not in PARTS:
        raise Http404
    context = {"page": OpportunityPage(one, reader(request))}
    return responses.fragment(request, f"sales/opportunity/{section}.html", context)


@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, opportunity_id: UUID, fact: str) -> HttpResponse:
    """GET: the input of one field. POST: the value as it is shown now, or the input with the reason why not. `?seen=`
    is a print of the value that the user saw, so that nobody's change is written over unseen.
    """
    one, user = visible(request, opportunity_id), reader(request)
    user.require("opportunity.edit")
    plan = page_of(KIND).plan
    try:
        (column,) = cells.editable_columns(plan, cells.editor_of(plan), [fact], user)
    except FieldClosed as closed:
        return responses.refused(request, closed)
    value = _stored(column, one.pk, user)
    form = _form(column, user, value, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        seen = {fact: request.GET["seen"]} if "seen" in request.GET else None
        try:
            cells.change(plan=plan, record_id=one.pk, changes={fact: form.cleaned_data[fact]}, by=user, seen=seen)
        except Conflicting as conflict:
            theirs = OpportunityPage(one, user).facts[fact].shown.striptags() or "—"
            conflict.message = _(
                "Somebody else changed this meanwhile: %(value)s. Enter puts yours in its place, Esc keeps theirs."
            ) % {"value": theirs}
            refuse(form, conflict)
        except Refusal as refusal:
            refusal.field = fact
            refuse(form, refusal)
        else:
            now = OpportunityPage(one, user).facts[fact]
            answer = responses.fragment(request, "custom_objects/parts/value.html", {"fact": now})
            return responses.told(answer, **{"changed-opportunity-head": {}})
    address = reverse("sales:opportunity_fact", args=[one.pk, fact])
    context = {"field": form[fact], "action": f"{address}?{urlencode({'seen': print_of(value)})}"}
    return responses.fragment(request, "ui/edit.html", context, 422 if request.method == "POST" else 200)


def _stored(column: Column, record_id: UUID, user: User) -> Any:
    return stored(page_of(KIND).plan, [column], [record_id], user)[record_id][column.key]


def _form(column: Column, user: User, value: Any, data: Any) -> CellForm:
    return CellForm([column], KIND, user, data, initial={column.key: as_initial(column, value)})
