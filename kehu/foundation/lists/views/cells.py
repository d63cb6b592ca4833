"""One field of one record, changed where it is seen."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.lists.actions import cells as actions
from kehu.foundation.lists.actions.cells import Conflicting
from kehu.foundation.lists.actions.placing import require_reach
from kehu.foundation.lists.cells import Painter
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing import registry
from kehu.foundation.lists.editing.inputs import CellForm, as_initial, is_id
from kehu.foundation.lists.editing.values import print_of, shown, stored
from kehu.foundation.lists.finding import offered
from kehu.foundation.lists.pages import ListPage, page_of
from kehu.foundation.lists.views.boards import refused_as_data
from kehu.foundation.objects.registry import Kind
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses

MOST_TAGS = 12


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, object_key: str, record_id: UUID, key: str) -> HttpResponse:
    """GET: the input. POST: the cells of the row as they are now (`columns` names those that are shown); 422 with the
    reason why not; 409 if somebody else changed the field since the input was fetched.
    """
    page, user = page_of(object_key), reader(request)
    user.require(page.object_type.view)
    require_reach(page.plan, record_id, user)
    try:
        (column,) = actions.editable_columns(page.plan, actions.editor_of(page.plan), [key], user)
    except Refusal as refusal:
        return refused_as_data(refusal)
    if request.method == "GET":
        return _input(request, page, column, record_id)
    form = CellForm([column], object_key, user, request.POST)
    if not form.is_valid():
        return JsonResponse({"message": " ".join(str(one) for one in form.errors[key])}, status=422)
    try:
        actions.change(
            plan=page.plan, record_id=record_id, changes={key: form.cleaned_data[key]}, by=user,
            seen={key: request.POST["seen"]} if "seen" in request.POST else None,
        )  # fmt: skip
    except Conflicting as conflict:
        return JsonResponse({"message": conflict.message, "fields": conflict.fields}, status=409)
    except (Refusal, PermissionDenied) as refusal:
        return refused_as_data(refusal)
    wanted = [one for one in request.POST.get("columns", key).split(",") if one]
    return JsonResponse({"cells": painted(page, record_id, wanted, user)})


def _input(request: HttpRequest, page: ListPage, column: Column, record_id: UUID) -> HttpResponse:
    user = reader(request)
    values = stored(page.plan, [column], [record_id], user).get(record_id)
    if values is None:
        raise Http404
    value = values[column.key]
    form = CellForm([column], page.object, user, initial={column.key: as_initial(column, value)})
    context = {"field": form[column.key], "seen": print_of(value), "kind": column.kind.value}
    return responses.fragment(request, "lists/cell.html", context)


def painted(page: ListPage, record_id: UUID, keys: list[str], user: User) -> dict[str, str]:
    """What stands in the cells of a row, as HTML; nothing if the record is out of sight now."""
    row = shown(page.plan, keys, [record_id], user).get(record_id)
    if row is None:
        return {}
    painter = Painter(page.object_type, page.tones, page.avatars, page.opens_in_dialog)
    return {one.column.key: str(painter.paint(one, record_id)) for one in row.cells}


@require_GET
def options(request: HttpRequest, object_key: str, key: str) -> HttpResponse:
    """What a field that refers to something offers for `?q=`, and to make it where nothing fits."""
    page, user = page_of(object_key), reader(request)
    user.require(page.object_type.view)
    column = page.plan.columns(user).get(key)
    if column is None or column.is_masked:
        raise Http404
    text = " ".join(request.GET.get("q", "").split())[:100]
    found = _tags(column, text) if column.kind == Kind.TAGS else _references(column, text, user)
    return responses.fragment(request, "ui/options.html", {"options": found})


def _references(column: Column, text: str, user: User) -> list[tuple[Any, str, str]]:
    found = [one for one in offered(column.field.reference, text, user) if is_id(str(one[0]))]
    if not text or any(label.casefold() == text.casefold() for _value, label, _hint in found):
        return found
    makes = [one for one in registry.makes(column.field.reference, user) if not one.within]
    return found + [(f"new:{one.key}:{text}", str(one.label) % {"name": text}, "") for one in makes]


def _tags(column: Column, text: str) -> list[tuple[Any, str, str]]:
    """Names in use, and what was typed as a new one."""
    model: type[models.Model] | None = column.target.model if column.target is not None else None
    if model is None:
        return []
    name = column.target.name
    rows = model._base_manager.filter(**{f"{name}__icontains": text}).order_by(name)
    names = list(rows.values_list(name, flat=True)[:MOST_TAGS])
    found = [(one, one, "") for one in names]
    if text and text.casefold() not in {one.casefold() for one in names}:
        found.append((text, text, _("new")))
    return found
