"""The dialogs about a list: one filter, its columns, keeping it under a name."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.lists.actions import saved_views
from kehu.foundation.lists.editing import registry as editing
from kehu.foundation.lists.editing.inputs import is_id
from kehu.foundation.lists.filtering import FilterForm
from kehu.foundation.lists.finding import offered
from kehu.foundation.lists.links import parameters_of
from kehu.foundation.lists.query import MOST_FROZEN, BadQuery, ListQuery
from kehu.foundation.lists.tree import Condition
from kehu.foundation.lists.trees import OWN
from kehu.foundation.lists.values import titles_of
from kehu.foundation.lists.views.boards import refused_as_data
from kehu.foundation.lists.views.opening import go, opened
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses


@require_http_methods(["GET", "POST"])
def filter_by(request: HttpRequest, object_key: str) -> HttpResponse:
    """Asks for one condition; `field` names the column, `part` the place of the condition that is being changed."""
    page, query = opened(request, object_key)
    column = query.available.get(request.GET.get("field", ""))
    if column is None or not column.field.filterable:
        raise Http404
    existing = _part(query, request.GET.get("part", ""), column.key)
    operator = request.POST.get("operator") or request.GET.get("operator") or (existing.operator if existing else "")
    values = existing.values if existing and existing.operator == operator else ()
    form = FilterForm(column, operator, values, reader(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            base = query.without_part(int(request.GET["part"])) if existing else query
            changed = base.with_condition(form.condition())
            page.parse(parameters_of(changed.link()), reader(request))
        except BadQuery as problem:
            form.add_error("value" if "value" in form.fields else None, problem.message)
        else:
            return go(request, page, changed.link())
    context = {"form": form, "column": column, "address": request.get_full_path()}
    return responses.fragment(request, "lists/filter.html", context, status=422 if form.errors else 200)


def _part(query: ListQuery, place: str, field: str) -> Condition | None:
    if not place.isdigit() or int(place) >= len(query.filters.parts):
        return None
    part = query.filters.parts[int(place)]
    return part if isinstance(part, Condition) and part.field == field else None


def _named(request: HttpRequest) -> list[str]:
    """The columns as the dialog sends them, one by one, or as the edges of columns do, all in one value."""
    return [one for given in request.POST.getlist("column") for one in given.split(",")]


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, object_key: str) -> HttpResponse:
    """Which columns, in which order, how wide: remembered for the user's lists of this object, unless the link of the
    list names columns of its own, as kept lists do.
    """
    page, query = opened(request, object_key)
    user = reader(request)
    if request.method == "POST":
        chosen = [one for one in _named(request) if one.partition(":")[0] in query.available]
        if request.POST.get("reset"):
            chosen = []
        frozen = request.POST.get("frozen", str(query.frozen))
        given = (
            query.parameters() if query.asked_columns and chosen else replace(query, asked_columns=False).parameters()
        )
        kept = {
            name: values for name, values in QueryDict(urlencode(given)).lists() if name not in {"columns", "frozen"}
        }
        if query.asked_columns and chosen:
            kept["columns"] = [",".join(chosen)]
        else:
            saved_views.remember_columns(object_key=object_key, columns=chosen, by=user)
        if frozen.isdigit():
            kept["frozen"] = [frozen]
        return go(request, page, page.parse(kept, user).link())
    others = sorted(
        [one for key, one in query.available.items() if key not in query.columns]
        + [one for one in query.available.related() if one.key not in query.columns],
        key=lambda one: (bool(one.via), one.label),
    )
    context = {
        "shown": query.shown, "others": others, "address": request.get_full_path(), "widths": query.widths,
        "frozen": query.frozen, "most_frozen": MOST_FROZEN,
    }  # fmt: skip
    return responses.fragment(request, "lists/columns.html", context)


@require_GET
def options(request: HttpRequest, reference: str) -> HttpResponse:
    """What a filter on a reference offers for `?q=`; with `?records=1` records alone, without "me" and "my team"; with
    `?make=1` also to make one where none is called that.
    """
    user, text = reader(request), " ".join(request.GET.get("q", "").split())[:100]
    found = offered(reference, text, user)
    if request.GET.get("records") or request.GET.get("make"):
        found = [one for one in found if str(one[0]) not in OWN.get(reference, {})]
    named = not text or any(label.casefold() == text.casefold() for _value, label, _hint in found)
    makes = [
        (reverse("lists:make", args=[reference, one.key]), text, str(one.label) % {"name": text}, one.within)
        for one in (editing.makes(reference, user) if request.GET.get("make") and not named else [])
    ]
    return responses.fragment(request, "ui/options.html", {"options": found, "makes": makes})


@require_POST
def make(request: HttpRequest, object_key: str, kind: str) -> HttpResponse:
    """Makes a record of a `name` alone for a field that refers to it, `within` another where it belongs to one. Answers
    with its `value` and `label`, or 422 with the reason why not.
    """
    user = reader(request)
    quick = next((one for one in editing.makes(object_key, user) if one.key == kind), None)
    name = " ".join(request.POST.get("name", "").split())[:200]
    if quick is None or not name:
        raise Http404
    within = request.POST.get("within", "")
    try:
        more = [UUID(within) if is_id(within) else None] if quick.within else []
        made = quick.make(name, user, *more)
    except (Refusal, PermissionDenied) as refusal:
        return refused_as_data(refusal)
    label = titles_of(object_key, [made], user).get(str(made), name)
    return JsonResponse({"value": str(made), "label": label, "message": _("“%(name)s” is there.") % {"name": label}})
