"""Two people changed the same fields: the second is shown the difference and chooses, field by field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.lists.actions import cells as actions
from kehu.foundation.lists.actions.cells import Conflicting
from kehu.foundation.lists.actions.placing import require_reach
from kehu.foundation.lists.columns import Column
from kehu.foundation.lists.editing.conflicts import LastChange, is_same, last_changes, touched_since
from kehu.foundation.lists.editing.inputs import CellForm, NewReference, as_initial
from kehu.foundation.lists.editing.registry import editable_keys
from kehu.foundation.lists.editing.texts import text_of
from kehu.foundation.lists.editing.values import shown
from kehu.foundation.lists.pages import ListPage, page_of
from kehu.foundation.lists.values import Cell, titles_of
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses


@dataclass(frozen=True)
class Difference:
    """One field with what the user wants and what stands there; `raw` is what his form held."""

    column: Column
    mine: str
    theirs: str
    raw: list[str]
    last: LastChange


@require_POST
def differences(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """The sheet for what a script could not save: the values by field key, as their inputs held them."""
    page = page_of(object_key)
    reader(request).require(page.object_type.view)
    require_reach(page.plan, record_id, reader(request))
    keys = [key for key in page.plan.columns(reader(request)) if key in request.POST]
    return sheet(request, page, record_id, keys, request.POST)


def sheet(request: HttpRequest, page: ListPage, record_id: UUID, keys: list[str], data: Any) -> HttpResponse:
    """Mine and theirs of the fields `keys` of a record, mine as they stand in `data`, in the page's dialog."""
    user = reader(request)
    columns = actions.editable_columns(page.plan, actions.editor_of(page.plan), keys, user)
    if not columns:
        raise Http404
    form = CellForm(columns, page.object, user, data)
    form.full_clean()
    model = page.object_type.model_class
    row = shown(page.plan, [page.object_type.title, *keys], [record_id], user).get(record_id)
    version = model._default_manager.filter(pk=record_id).values_list("version", flat=True).first()
    if row is None or version is None:
        raise Http404
    theirs = {cell.column.key: text_of(cell) for cell in row.cells}
    last = last_changes(record_id, columns)
    found = [
        Difference(
            column, words_of(column, form, user), theirs.get(column.key, ""), _raw(form, column),
            last.get(column.key, LastChange()),
        )
        for column in columns
    ]  # fmt: skip
    context = {
        "differences": found, "version": version, "now": timezone.now(),
        "title": theirs.get(page.object_type.title, ""),
        "address": reverse("lists:settle", args=[page.object, record_id]), "topic": f"record:{page.object}:{record_id}",
    }  # fmt: skip
    answer = responses.fragment(request, "lists/conflict.html", context)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog", "innerHTML"
    return answer


def resolve(
    request: HttpRequest,
    *,
    record: models.Model,
    changes: dict[str, Any],
    version: int,
    update: Callable[[dict[str, Any]], Any],
) -> HttpResponse | None:
    """For a form that was refused because the record changed after `version`: what nobody else touched is saved by
    `update`; for the rest the answer is the sheet, None if there is no rest. `changes` are all values of the form.
    """
    kind = registry.of_model(type(record))
    if kind is None:
        raise Http404
    page = page_of(kind.key)
    available = page.plan.columns(reader(request))
    columns = [available[key] for key in changes if key in available]
    record.refresh_from_db()
    before = touched_since(record, columns, version)
    wanted = {key: value for key, value in changes.items() if key not in before or not is_same(value, before[key])}
    now = {key: getattr(record, key, None) for key in wanted}
    untouched = {key: value for key, value in wanted.items() if key not in before and not is_same(value, now[key])}
    # What the sheet cannot ask about stays as the other left it.
    open_to = editable_keys(page.object, columns, reader(request))
    wanted = {key: value for key, value in wanted.items() if key in open_to}
    mine = {key: value for key, value in wanted.items() if key in before and not is_same(value, now[key])}
    if untouched:
        update(untouched)
    return sheet(request, page, record.pk, list(mine), entered(mine, available)) if mine else None


def entered(values: dict[str, Any], available: Any) -> QueryDict:
    """Values as the inputs of their fields would send them."""
    data = QueryDict(mutable=True)
    for key, value in values.items():
        shown_value = as_initial(available[key], value)
        data.setlist(key, shown_value if isinstance(shown_value, list) else [str(shown_value)])
    return data


@require_POST
def settle(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """The choice made in the sheet. `take-KEY` is mine or theirs; mine are the values by field key."""
    page, user = page_of(object_key), reader(request)
    user.require(page.object_type.view)
    require_reach(page.plan, record_id, user)
    keys = [key for key in page.plan.columns(user) if request.POST.get(f"take-{key}") == "mine"]
    message, changed = _("Saved as you chose."), [object_key, "facts"]
    if not keys:
        return responses.saved(request, message=message, changed=changed)
    try:
        columns = actions.editable_columns(page.plan, actions.editor_of(page.plan), keys, user)
        form = CellForm(columns, object_key, user, request.POST)
        if not form.is_valid():
            raise Refusal(" ".join(str(error) for errors in form.errors.values() for error in errors))
        version = request.POST.get("version", "")
        actions.change(
            plan=page.plan, record_id=record_id, changes=form.cleaned_data, by=user,
            expected_version=int(version) if version.isascii() and version.isdigit() else None,
        )  # fmt: skip
    except Conflicting:
        return sheet(request, page, record_id, keys, request.POST)
    except Refusal as refusal:
        return responses.refused(request, refusal)
    return responses.saved(request, message=message, changed=changed)


def words_of(column: Column, form: forms.Form, user: User) -> str:
    """What the user entered, in words; what could not be read as he typed it."""
    if column.key not in form.cleaned_data:
        return " ".join(_raw(form, column))
    value = form.cleaned_data[column.key]
    if isinstance(value, NewReference):
        return value.name
    if column.kind == Kind.REFERENCE:
        return titles_of(column.field.reference, [value], user).get(str(value), "") if value else ""
    said = column.field.choices or column.field.words
    labels = {str(key): str(label) for key, label in said()} if said else {}
    if isinstance(value, list):
        return ", ".join(labels.get(str(one), str(one)) for one in value)
    return text_of(Cell(column, value, labels.get(str(value), "") if value not in (None, "") else ""))


def _raw(form: forms.Form, column: Column) -> list[str]:
    data: Any = form.data
    values = data.getlist(column.key) if hasattr(data, "getlist") else [data.get(column.key, "")]
    return [str(one) for one in values]
