"""Kept lists: keeping one, changing it, opening it by its own address, and the side bar with those at hand."""

import json
from dataclasses import replace
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.database.kept import kept
from kehu.foundation.lists.actions import saved_views, shelf
from kehu.foundation.lists.forms import ViewForm
from kehu.foundation.lists.models import RoleView, SavedView
from kehu.foundation.lists.pages import ListPage, page_of
from kehu.foundation.lists.query import ListQuery
from kehu.foundation.lists.views.opening import opened
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, object_key: str) -> HttpResponse:
    """Keep the list under a name, with its columns as they are."""
    page, query = opened(request, object_key)
    user = reader(request)
    form = ViewForm(user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            view = saved_views.save(plan=page.plan, query=_link(page, query), by=user, **form.sharing)
            _put_at_hand(view, form, user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _shown(request, page, view, _("“%(name)s” is kept.") % {"name": view.name})
    return _view_dialog(request, form, _("Keep this list"), _("Keep"))


@require_http_methods(["GET", "POST"])
def edit_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    view = _view(request, view_id)
    page, user = page_of(view.object_key), reader(request)
    form = ViewForm(user, view, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            view = saved_views.change(view=view, by=user, plan=page.plan, **form.sharing)
            _put_at_hand(view, form, user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _shown(request, page, view, _("“%(name)s” is saved.") % {"name": view.name})
    return _view_dialog(request, form, _("List “%(name)s”") % {"name": view.name}, _("Save"))


def _put_at_hand(view: SavedView, form: ViewForm, user: User) -> None:
    given = form.cleaned_data
    if given["in_side_bar"] or given["folder"]:
        if form.initial.get("in_side_bar") is not True or given["folder"] != form.initial.get("folder"):
            shelf.put(view=view, folder=given["folder"], by=user)
        shelf.rename(view=view, by=user)
    elif form.initial.get("in_side_bar"):
        shelf.take(view_id=view.pk, by=user)
    if "roles" in given and "roles" in form.changed_data:
        saved_views.show_first(view=view, roles=given["roles"], by=user)


@require_POST
def replace_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Give a saved view the query of the list that is shown."""
    view = _view(request, view_id)
    page, query = opened(request, view.object_key)
    try:
        view = saved_views.change(view=view, by=reader(request), plan=page.plan, query=_link(page, query))
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


@require_GET
def open_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """The address of a view whatever it shows at the moment. One that is gone leaves the side bar."""
    user = reader(request)
    view = SavedView.objects.visible_to(user).filter(pk=view_id).first()
    if view is None:
        shelf.take(view_id=view_id, by=user)
        raise Http404
    shelf.rename(view=view, by=user)
    return HttpResponseRedirect(address_of(view, page_of(view.object_key)))


@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """The side bar in a new order: `order` is JSON, [[folder, [view, …]], …]."""
    try:
        order = [(str(folder), [str(one) for one in ids]) for folder, ids in json.loads(request.POST["order"])]
    except (KeyError, ValueError, TypeError):
        return HttpResponseBadRequest()
    shelf.arrange(order=order, by=reader(request))
    return HttpResponse(status=204)


def _link(page: ListPage, query: ListQuery) -> str:
    """The link of a list with its columns, where they are not those that the list has by itself."""
    own = list(query.columns) != list(page.columns) or bool(query.widths)
    return replace(query, asked_columns=query.asked_columns or own, cursor="").link()


def first_view(user: User, page: ListPage) -> SavedView | None:
    """The view that a role of the user sees first, if it has one."""
    found = _first_of_roles(object_key=page.object, roles=[role.pk for role in user.grants.roles])
    return found[0].view if found and found[0].view.audience == SavedView.Audience.COMPANY else None


@kept
def _first_of_roles(object_key: str, roles: list[UUID]) -> QuerySet[RoleView]:
    found = RoleView.objects.filter(object_key=object_key, role__in=roles).select_related("view")
    return found.order_by("role__name", "pk")[:1]


def address_of(view: SavedView, page: ListPage) -> str:
    return f"{page.object_type.list_address}?{view.query}{'&' if view.query else ''}view={view.pk}"


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
    address = address_of(view, page)
    if not responses.is_htmx(request):
        return responses.saved(request, message=message, go_to=address)
    saved = {"message": message, "tone": "good"}
    return responses.told(HttpResponse(status=204), saved=saved, **{"list-address": {"address": address}})
