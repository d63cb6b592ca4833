"""Lists and pages of records of kinds that the company made."""

import hashlib
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.custom_objects.actions import notes, records
from kehu.foundation.custom_objects.actions.records import RecordOutdated, stored_value
from kehu.foundation.custom_objects.facts import Fact, facts_of
from kehu.foundation.custom_objects.forms import FactForm, NoteForm, RecordForm
from kehu.foundation.custom_objects.models import RecordNote
from kehu.foundation.custom_objects.page import Page
from kehu.foundation.custom_objects.queries.definitions import definition_of, kind_for
from kehu.foundation.lists.pages import page_of
from kehu.foundation.lists.views.listing import show
from kehu.foundation.objects.looks import look
from kehu.foundation.objects.records import visible_record
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse


def list_records(request: HttpRequest, kind: str) -> HttpResponse:
    return show(request, page_of(kind_for(reader(request), kind).key))


@require_GET
def record(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    object_type, user, found = _found(request, kind, record_id)
    look(user=user, object_key=object_type.key, record_id=record_id)
    return responses.page(request, "custom_objects/record.html", {"page": Page(object_type, found, user)})


@require_GET
def part(request: HttpRequest, kind: str, record_id: UUID, what: str) -> HttpResponse:
    """One part of the page as it is now: `header`, `facts` or `notes`."""
    object_type, user, found = _found(request, kind, record_id)
    if what not in {"header", "facts", "notes"}:
        raise Http404
    context = {"page": Page(object_type, found, user)}
    return responses.fragment(request, f"custom_objects/parts/{what}.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, kind: str) -> HttpResponse:
    """`name` and `custom.<field>` of the address fill the form."""
    user = reader(request)
    object_type = kind_for(user, kind)
    user.require(object_type.create)
    given = {key: value for key, value in request.GET.items() if key.startswith("custom.")}
    if request.GET.get("name"):
        given["title"] = request.GET["name"]
    form = RecordForm(object_type, definition_of(object_type.key), user, request.POST or None, given=given)
    made: dict[str, Any] = {}

    def save(_data: dict[str, Any]) -> None:
        made["record"] = records.create(object_key=object_type.key, values=form.values(), by=user)

    answer = form_dialog(
        request, form=form, title=_("New: %(object)s") % {"object": object_type.label}, save=save,
        message=_("“%(name)s” is there.") % {"name": form.data.get("title") or object_type.label}, label=_("Create"),
        changed=[object_type.key],
    )  # fmt: skip
    if "record" in made and not request.GET.get("stay") and not given.keys() - {"title"}:
        return responses.saved(
            request, message=_("“%(name)s” is there.") % {"name": made["record"].title},
            go_to=object_type.url(made["record"].pk),
        )  # fmt: skip
    return answer


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    object_type, user, found = _found(request, kind, record_id)
    user.require(object_type.edit)
    form = RecordForm(object_type, definition_of(object_type.key), user, request.POST or None, record=found)

    def save(data: dict[str, Any]) -> None:
        try:
            records.update(record=found, changes=form.values(), expected_version=data["version"], by=user)
        except RecordOutdated:
            now = visible_record(user, object_type.key, record_id)
            form.data = {**request.POST.dict(), "version": now.version}
            raise

    return form_dialog(
        request, form=form, title=_("Edit: %(name)s") % {"name": found.title}, save=save, message=_("Saved."),
        changed=["record-facts", "record-header", object_type.key],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, kind: str, record_id: UUID, field: str) -> HttpResponse:
    """GET: the input of one field. POST: the value as it is shown now, or the input with the reason why not."""
    object_type, user, found = _found(request, kind, record_id)
    user.require(object_type.edit)
    require_editable(user, object_type.key, [field])
    known = _fact(object_type, found, user, field)
    if not known.column.field.writable:
        raise Http404
    form = FactForm(
        field, found, definition_of(object_type.key), user, request.POST if request.method == "POST" else None
    )
    print_now = _print(stored_value(found, field))
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        changes = {"custom": {field.removeprefix("custom."): value}} if field.startswith("custom.") else {field: value}
        try:
            if request.GET.get("seen", print_now) != print_now:
                raise RecordOutdated(
                    _(
                        "Somebody else changed this meanwhile: %(value)s."
                        " Enter puts yours in its place, Esc keeps theirs."
                    )
                    % {"value": known.shown.striptags() or "—"}
                )
            records.update(record=found, changes=changes, seen={field: stored_value(found, field)}, by=user)
        except Refusal as refusal:
            refusal.field = "value"
            refuse(form, refusal)
        else:
            changed = _fact(object_type, visible_record(user, object_type.key, record_id), user, field)
            answer = responses.fragment(request, "custom_objects/parts/value.html", {"fact": changed})
            return responses.told(answer, **{"changed-record-header": {}})
    address = reverse("custom_objects:fact", args=[kind, record_id, field])
    context = {"field": form["value"], "action": f"{address}?{urlencode({'seen': print_now})}"}
    return responses.fragment(request, "ui/edit.html", context, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def trash(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    from django import forms

    object_type, user, found = _found(request, kind, record_id)
    user.require(object_type.delete)
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None),
        title=_("Move “%(name)s” to the trash?") % {"name": found.title},
        text=_("It can be restored from the trash with everything that belongs to it."),
        save=lambda _data: records.trash(record=found, by=user),
        message=_("“%(name)s” is in the trash.") % {"name": found.title},
        go_to=object_type.list_address, label=_("Move to trash"), danger=True,
    )  # fmt: skip


@require_POST
def write_note(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    object_type, user, found = _found(request, kind, record_id)
    form = NoteForm(request.POST)
    problem = ""
    if form.is_valid():
        try:
            notes.write(record=found, body=form.cleaned_data["body"], by=user)
        except Refusal as refusal:
            problem = refusal.message
    else:
        problem = _("A note needs some words.")
    context = {"page": Page(object_type, found, user), "problem": problem}
    return responses.fragment(request, "custom_objects/parts/notes.html", context, 422 if problem else 200)


@require_POST
def remove_note(request: HttpRequest, kind: str, record_id: UUID, note_id: UUID) -> HttpResponse:
    _object_type, user, found = _found(request, kind, record_id)
    note = RecordNote.objects.filter(pk=note_id, subject_id=found.pk).first()
    if note is None:
        raise Http404
    try:
        notes.remove(note=note, by=user)
    except Refusal as refusal:
        return responses.refused(request, refusal)
    return responses.saved(request, message=_("The note is removed."), changed=["record-notes"])


def _found(request: HttpRequest, kind: str, record_id: UUID) -> tuple[ObjectType, User, Any]:
    user = reader(request)
    object_type = kind_for(user, kind)
    return object_type, user, visible_record(user, object_type.key, record_id)


def _fact(kind: ObjectType, found: Any, user: User, key: str) -> Fact:
    facts = facts_of(found, kind, user, editable=True, only=key)
    if not facts:
        raise Http404
    return facts[0]


def _print(value: Any) -> str:
    """A short print of a value, to tell later whether it is still the one that the user saw."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]
