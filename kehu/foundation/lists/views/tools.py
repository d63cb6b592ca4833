"""The dialogs about a list: one filter, its columns, keeping it under a name."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.lists.actions import saved_views
from kehu.foundation.lists.filtering import FilterForm
from kehu.foundation.lists.finding import offered
from kehu.foundation.lists.links import parameters_of
from kehu.foundation.lists.models import SavedView
from kehu.foundation.lists.operators import OWN
from kehu.foundation.lists.pages import ListPage, page_of
from kehu.foundation.lists.permissions import ListVerb
from kehu.foundation.lists.query import MOST_FROZEN, BadQuery, ListQuery
from kehu.foundation.lists.tree import Condition
from kehu.foundation.objects import registry
from kehu.foundation.lists.views.opening import go, opened
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse


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


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, object_key: str) -> HttpResponse:
    """Which columns, in which order, how wide: remembered for the user's lists of this object, unless the link of the
    list names columns of its own, as kept lists do.
    """
    page, query = opened(request, object_key)
    user = reader(request)
    if request.method == "POST":
        chosen = [one for one in request.POST.getlist("column") if one.partition(":")[0] in query.available]
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


# -- saved views -------------------------------------------------------------------------------------------------------


class ViewForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    is_pinned = forms.BooleanField(label=gettext_lazy("Show above the list"), required=False, initial=True)
    is_shared = forms.BooleanField(
        label=gettext_lazy("For everybody"),
        help_text=gettext_lazy("Everybody sees in it only what he may see anyway."),
        required=False,
    )

    def __init__(self, may_share: bool, *args: Any, **more: Any):
        super().__init__(*args, auto_id="view-%s", **more)
        if not may_share:
            del self.fields["is_shared"]


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, object_key: str) -> HttpResponse:
    """Keep the list under a name."""
    page, query = opened(request, object_key)
    user = reader(request)
    form = ViewForm(user.may(ListVerb.SHARE_VIEW), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"is_shared": False, **form.cleaned_data}
        try:
            view = saved_views.save(plan=page.plan, query=query.link(), by=user, **given)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _shown(request, page, view, _("“%(name)s” is kept.") % {"name": view.name})
    return _view_dialog(request, form, _("Keep this list"), _("Keep"))


@require_http_methods(["GET", "POST"])
def edit_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    view = _view(request, view_id)
    page, user = page_of(view.object_key), reader(request)
    initial = {"name": view.name, "is_pinned": view.is_pinned, "is_shared": view.is_shared}
    form = ViewForm(user.may(ListVerb.SHARE_VIEW) or view.is_shared, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            view = saved_views.change(view=view, by=user, plan=page.plan, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _shown(request, page, view, _("“%(name)s” is saved.") % {"name": view.name})
    return _view_dialog(request, form, _("List “%(name)s”") % {"name": view.name}, _("Save"))


@require_POST
def replace_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Give a saved view the query of the list that is shown."""
    view = _view(request, view_id)
    page, query = opened(request, view.object_key)
    try:
        view = saved_views.change(view=view, by=reader(request), plan=page.plan, query=query.link())
    except Refusal as refusal:
        return responses.refused(request, refusal)
    return _shown(request, page, view, _("“%(name)s” is saved.") % {"name": view.name})


@require_http_methods(["GET", "POST"])
def forget_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    view = _view(request, view_id)
    page = page_of(view.object_key)
    return form_dialog(
        request,
        form=forms.Form(request.POST if request.method == "POST" else None),
        title=_("Forget “%(name)s”?") % {"name": view.name},
        text=_("The list under this name goes for everybody who uses it; the records in it stay as they are."),
        save=lambda _given: saved_views.forget(view=view, by=reader(request)),
        message=_("“%(name)s” is forgotten.") % {"name": view.name},
        go_to=page.object_type.list_address,
        label=_("Forget"),
        danger=True,
    )


def _view(request: HttpRequest, view_id: UUID) -> SavedView:
    view = SavedView.objects.visible_to(reader(request)).filter(pk=view_id).first()
    if view is None:
        raise Http404
    reader(request).require(registry.get(view.object_key).view)
    return view


def _view_dialog(request: HttpRequest, form: ViewForm, title: str, label: str) -> HttpResponse:
    context = {
        "form": form, "heading": title, "label": label, "text": "", "danger": False, "address": request.get_full_path(),
    }  # fmt: skip
    return responses.fragment(request, "ui/form_dialog.html", context, status=422 if form.errors else 200)


def _shown(request: HttpRequest, page: ListPage, view: SavedView, message: str) -> HttpResponse:
    address = f"{page.object_type.list_address}?{view.query}{'&' if view.query else ''}view={view.pk}"
    if not responses.is_htmx(request):
        return responses.saved(request, message=message, go_to=address)
    saved = {"message": message, "tone": "good"}
    return responses.told(HttpResponse(status=204), saved=saved, **{"list-address": {"address": address}})


@require_GET
def options(request: HttpRequest, reference: str) -> HttpResponse:
    """What a filter on a reference offers for `?q=`; with `?records=1` records alone, without "me" and "my team"."""
    found = offered(reference, request.GET.get("q", ""), reader(request))
    if request.GET.get("records"):
        found = [one for one in found if str(one[0]) not in OWN.get(reference, {})]
    return responses.fragment(request, "ui/options.html", {"options": found})
