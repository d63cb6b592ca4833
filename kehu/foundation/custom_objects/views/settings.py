"""Settings: the kinds of record that the company makes for itself."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.access.reader import reader
from kehu.foundation.custom_objects.actions import definitions
from kehu.foundation.custom_objects.actions import rights as giving
from kehu.foundation.custom_objects.forms import DefinitionForm, RightsForm, initial_of
from kehu.foundation.custom_objects.models import ObjectDefinition
from kehu.foundation.custom_objects.permissions import ObjectVerb
from kehu.foundation.custom_objects.queries.definitions import numbers
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, refused, saved


@require_GET
def list_kinds(request: HttpRequest) -> HttpResponse:
    reader(request).require(ObjectVerb.MANAGE)
    fields: dict[str, list[FieldDefinition]] = {}
    for one in FieldDefinition.objects.filter(is_active=True):
        fields.setdefault(one.object_key, []).append(one)
    counted = numbers()
    kinds = list(ObjectDefinition.objects.all())
    context = {
        "kinds": [one for one in kinds if one.deleted_at is None],
        "deleted": [one for one in kinds if one.deleted_at is not None],
        "fields": fields, "numbers": counted, "labels": {one.key: one.label for one in registry.all_objects()},
    }  # fmt: skip
    return page(request, "custom_objects/kinds.html", context)


@require_http_methods(["GET", "POST"])
def define(request: HttpRequest) -> HttpResponse:
    reader(request).require(ObjectVerb.MANAGE)
    form = DefinitionForm(request.POST or None)
    return form_dialog(
        request, form=form, title=_("New kind of record"),
        text=_(
            "It has a list, pages, search, import, export, an API and a place in the menu at once."
            " Then add its fields and choose who may what."
        ),
        save=lambda _data: _refused_beside(form, lambda: definitions.define(by=reader(request), **form.values())),
        message=_("The kind of record is there; now add its fields."), changed=["kinds"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, kind_id: UUID) -> HttpResponse:
    reader(request).require(ObjectVerb.MANAGE)
    definition = get_object_or_404(ObjectDefinition, pk=kind_id, deleted_at=None)
    form = DefinitionForm(request.POST or None, existing=definition, initial=initial_of(definition))
    return form_dialog(
        request, form=form, title=definition.label,
        save=lambda _data: _refused_beside(
            form, lambda: definitions.change(definition=definition, changes=form.values(), by=reader(request))
        ),
        message=_("Saved."), changed=["kinds"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest, kind_id: UUID) -> HttpResponse:
    reader(request).require(ObjectVerb.MANAGE)
    reader(request).require(AccessVerb.MANAGE_ROLES)
    definition = get_object_or_404(ObjectDefinition, pk=kind_id, deleted_at=None)
    form = RightsForm(giving.given(definition.object_key), request.POST or None)
    return form_dialog(
        request, form=form, title=_("Who may what: %(objects)s") % {"objects": definition.label_plural},
        text=_("The administrator may everything. Rights hold from the next click on."),
        save=lambda _data: giving.give(object_key=definition.object_key, rights=form.rights(), by=reader(request)),
        message=_("The rights hold from now on."), changed=["kinds"], template="custom_objects/rights.html",
    )  # fmt: skip


class DeletionForm(forms.Form):
    with_records = forms.BooleanField(label=gettext_lazy("Move its records to the trash as well"), required=False)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, kind_id: UUID) -> HttpResponse:
    reader(request).require(ObjectVerb.MANAGE)
    definition = get_object_or_404(ObjectDefinition, pk=kind_id, deleted_at=None)
    there, _gone = numbers().get(definition.object_key, (0, 0))
    form = DeletionForm(request.POST if request.method == "POST" else None)
    if not there:
        del form.fields["with_records"]
    return form_dialog(
        request, form=form, title=_("Delete “%(name)s”?") % {"name": definition.label_plural},
        text=_("It vanishes from menus, lists and search. With records it can be brought back from this page."),
        save=lambda data: definitions.delete(
            definition=definition, by=reader(request), with_records=bool(data.get("with_records"))
        ),
        message=_("“%(name)s” is deleted.") % {"name": definition.label_plural}, changed=["kinds"], label=_("Delete"),
        danger=True,
    )  # fmt: skip


@require_POST
def bring_back(request: HttpRequest, kind_id: UUID) -> HttpResponse:
    definition = get_object_or_404(ObjectDefinition, pk=kind_id, deleted_at__isnull=False)
    try:
        definitions.bring_back(definition=definition, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("It is back; its records wait in the trash."), changed=["kinds"])


def _refused_beside(form: DefinitionForm, save: Any) -> None:
    """A refusal of all the labels stands beside the first of their inputs."""
    try:
        save()
    except Refusal as refusal:
        refusal.field = {"labels": "label_en", "labels_plural": "plural_en"}.get(refusal.field, refusal.field)
        raise
