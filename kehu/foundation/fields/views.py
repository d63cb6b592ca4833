"""Settings: custom fields."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kehu.foundation.access import effects
from kehu.foundation.access.reader import reader
from kehu.foundation.fields.actions import definitions
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.permissions import FieldVerb
from kehu.foundation.fields.settings_forms import DefinitionForm, initial_of
from kehu.foundation.objects import registry
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, saved


def list_fields(request: HttpRequest) -> HttpResponse:
    reader(request).require(FieldVerb.MANAGE)
    rows: dict[str, list[FieldDefinition]] = {}
    for one in FieldDefinition.objects.all():
        rows.setdefault(one.object_key, []).append(one)
    objects = [kind for kind in registry.all_objects() if kind.custom_fields]
    return page(request, "fields/list.html", {"objects": objects, "fields": rows})


def define(request: HttpRequest, object_key: str) -> HttpResponse:
    reader(request).require(FieldVerb.MANAGE)
    form = DefinitionForm(request.POST or None)
    return form_dialog(
        request,
        form=form,
        title=_("New field"),
        text=_("It appears at once in forms, lists, filters, import, export and the API."),
        save=lambda _data: definitions.define(object_key=object_key, by=reader(request), **form.values()),
        message=_("The field is there."),
        changed=["fields"],
    )


def change(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    reader(request).require(FieldVerb.MANAGE)
    definition = get_object_or_404(FieldDefinition, pk=definition_id)
    form = DefinitionForm(request.POST or None, existing=definition, initial=initial_of(definition))
    return form_dialog(
        request,
        form=form,
        title=definition.label,
        save=lambda _data: definitions.change(definition=definition, changes=form.values(), by=reader(request)),
        message=_("Saved."),
        changed=["fields"],
    )


@require_http_methods(["GET", "POST"])
def activation(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """Takes an active field off every form, and brings a retired one back with its values."""
    definition = get_object_or_404(FieldDefinition, pk=definition_id)
    if request.method == "GET":
        reader(request).require(FieldVerb.MANAGE)
        return _confirm_retirement(request, definition)
    changes = {"is_active": not definition.is_active}
    definitions.change(definition=definition, changes=changes, by=reader(request))
    message = (
        _("The field is back.")
        if changes["is_active"]
        else _("The field is gone from forms and lists; its values stay.")
    )
    return saved(request, message=message, changed=["fields"])


def _confirm_retirement(request: HttpRequest, definition: FieldDefinition) -> HttpResponse:
    """How many records say something in this field, before it goes."""
    model: Any = registry.get(definition.object_key).model_class
    number = model._base_manager.filter(custom__has_key=definition.key)[: effects.CAPPED].count()
    kind = registry.get(definition.object_key)
    used = effects.told([(str(kind.label_plural), number)] if number else [])
    return form_dialog(
        request, form=forms.Form(), title=_("Retire %(name)s?") % {"name": definition.label}, label=_("Retire"),
        text=" ".join([used, _("The values stay and come back with the field.")]), danger=True,
        save=lambda _data: None, message="",
    )  # fmt: skip
