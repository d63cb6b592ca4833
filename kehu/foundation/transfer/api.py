"""/imports and /exports: files in and out."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.resources import Objects, Resource
from kehu.foundation.api.schemas import Input, OneOf
from kehu.foundation.lists.query import Plan
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind, ObjectType
from kehu.foundation.transfer import downloads, queries
from kehu.foundation.transfer.actions import exports as export_actions
from kehu.foundation.transfer.actions import imports as import_actions
from kehu.foundation.transfer.actions import undoing
from kehu.foundation.transfer.models import Export, Import

imports, exports = Router(), Router()


def _field(key: str, label: Any, kind: Kind = Kind.TEXT, **more: Any) -> registry.Field:
    return registry.Field(key, label, kind, **{"filterable": False, **more})


IMPORTS = Resource(
    "imports", "import",
    Plan(ObjectType(
        key="import", model="transfer.Import", label=_("Import"), label_plural=_("Imports"), icon="", view="",
        fields=(
            _field("target", _("What is imported"), filterable=True), _field("name", _("File")),
            _field("source", _("Source system"), filterable=True), _field("size", _("Bytes"), Kind.NUMBER),
            _field("format", _("Format")), _field("encoding", _("Encoding")), _field("delimiter", _("Delimiter")),
            _field("sheet", _("Sheet")), _field("header_row", _("Row of the headings"), Kind.NUMBER),
            _field("columns", _("Columns")), _field("options", _("Options")),
            _field("rows_expected", _("Rows"), Kind.NUMBER),
            _field("state", _("State"), Kind.CHOICE, choices=lambda: Import.State.choices, filterable=True),
            _field("checkpoint", _("Rows done"), Kind.NUMBER), _field("counts", _("Counts")),
            _field("check_counts", _("Counts of the check")), _field("failure", _("Failure")),
            _field("change_set", _("Change set"), Kind.REFERENCE, reference="change_set"),
            _field("by", _("By"), Kind.REFERENCE, reference="user", filterable=True),
            _field("finished_at", _("Finished"), Kind.MOMENT, filterable=True),
        ))),
    rows=lambda user: queries.imports_of(user).select_related(None),
)  # fmt: skip


def _links(found: Objects, _user: User) -> None:
    for one in found:
        one["file"] = f"/api/v1/exports/{one['id']}/file" if one.get("state") == Export.State.DONE else None


EXPORTS = Resource(
    "exports", "export",
    Plan(ObjectType(
        key="export", model="transfer.Export", label=_("Export"), label_plural=_("Exports"), icon="", view="",
        fields=(
            _field("object", _("Object"), source="object_key", filterable=True), _field("format", _("Format")),
            _field("filter", _("Filter")), _field("columns", _("Columns")), _field("masked", _("Masked columns")),
            _field("state", _("State"), Kind.CHOICE, choices=lambda: Export.State.choices, filterable=True),
            _field("rows", _("Rows"), Kind.NUMBER), _field("size", _("Bytes"), Kind.NUMBER),
            _field("by", _("By"), Kind.REFERENCE, reference="user", filterable=True),
            _field("finished_at", _("Finished"), Kind.MOMENT, filterable=True), _field("failure", _("Failure")),
        ))),
    rows=lambda user: queries.exports_of(user).select_related(None), shape=_links, reads=("state",),
)  # fmt: skip
IMPORTS.read_by(imports)
EXPORTS.read_by(exports)


class Upload(Input):
    """What is brought in: customers, contacts, relationships, tasks, interactions."""

    target: Annotated[str, Field(max_length=40, examples=["customers"])]
    source: Annotated[str, Field(max_length=40, description="The system it comes from.")] = ""


@imports.post("", response={201: IMPORTS.schema})
def upload_import(request: HttpRequest, asked: Form[Upload], file: File[UploadedFile]) -> HttpResponse:
    """Upload a file (CSV, Excel, vCard) as a multipart form; the answer says what its columns probably are."""
    made = import_actions.upload(
        target=asked.target, name=file.name or "", file=file, source=asked.source, by=reader(request)
    )
    return IMPORTS.written(request, made.pk, 201)


class Mapping(Input):
    """What each column is (`fields` by its place from 0; empty: left out) and what to do on a match."""

    fields: dict[Annotated[int, Field(ge=0, le=16_383)], Annotated[str, Field(max_length=80)]] = {}
    source: Annotated[str, Field(max_length=40)] = ""
    on_match: Annotated[str, OneOf(["update", "skip", "ask"])] | None = None
    automations: bool | None = None


@imports.patch("/{record_id}", response=IMPORTS.schema)
def map_import(request: HttpRequest, record_id: UUID, payload: Mapping) -> HttpResponse:
    """Say what the columns are; it is remembered for the next file of the same source."""
    user = reader(request)
    given = payload.given()
    options = {key: given[key] for key in ("on_match", "automations") if given.get(key) is not None}
    found = IMPORTS.find(user, record_id)
    import_actions.settle(of=found, by=user, fields=payload.fields, options=options, source=payload.source)
    return IMPORTS.written(request, record_id)


@imports.post("/{record_id}/check", response={202: IMPORTS.schema})
def check_import(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Try it out in the background: everything but the writing."""
    user = reader(request)
    import_actions.check(of=IMPORTS.find(user, record_id), by=user)
    return IMPORTS.written(request, record_id, 202)


@imports.post("/{record_id}/start", response={202: IMPORTS.schema})
def start_import(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Bring the rows in, in the background; look at `state`, `checkpoint` and `counts`."""
    user = reader(request)
    import_actions.start(of=IMPORTS.find(user, record_id), by=user)
    return IMPORTS.written(request, record_id, 202)


@imports.post("/{record_id}/resumption", response={202: IMPORTS.schema})
def resume_import(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Go on with an import that stopped or was cancelled."""
    user = reader(request)
    import_actions.resume(of=IMPORTS.find(user, record_id), by=user)
    return IMPORTS.written(request, record_id, 202)


@imports.post("/{record_id}/cancellation", response={202: IMPORTS.schema})
def cancel_import(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Stop after the batch that is being written; what came in stays and can be taken back."""
    user = reader(request)
    import_actions.cancel(of=IMPORTS.find(user, record_id), by=user)
    return IMPORTS.written(request, record_id, 202)


@imports.post("/{record_id}/reversal", response={202: IMPORTS.schema})
def reverse_import(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take the whole import back in the background; what was edited since stays."""
    user = reader(request)
    undoing.begin(of=IMPORTS.find(user, record_id), by=user)
    return IMPORTS.written(request, record_id, 202)


@imports.get("/{record_id}/failed-rows", response={200: None})
def read_failed_rows(request: HttpRequest, record_id: UUID) -> HttpResponseBase:
    """The rows that did not come in, as CSV: each as it came, with its number and the reasons."""
    of = IMPORTS.find(reader(request), record_id)
    return downloads.failed_rows_file(of, dry=request.GET.get("dry") == "1")


class ExportCreate(Input):
    """Which list; `filter` is what stands after the ? of the list's address."""

    object: Annotated[str, Field(max_length=40, examples=["customer"])]
    filter: Annotated[str, Field(max_length=8000, examples=["tier=key&columns=name,phone"])] = ""
    format: Annotated[str, OneOf(["csv", "xlsx"])] = "csv"


@exports.post("", response={201: EXPORTS.schema, 202: EXPORTS.schema})
def create_export(request: HttpRequest, payload: ExportCreate) -> HttpResponse:
    """Write a list to a file: at once if it is small (201), else in the background (202)."""
    made = export_actions.begin(
        object_key=payload.object, filter=payload.filter, format=payload.format, by=reader(request)
    )
    return EXPORTS.written(request, made.pk, 201 if made.state == Export.State.DONE else 202)


@exports.get("/{record_id}/file", response={200: None})
def read_export(request: HttpRequest, record_id: UUID) -> HttpResponseBase:
    """The file; it is there for a week, and for who asked for it."""
    user = reader(request)
    return downloads.export_file(EXPORTS.find(user, record_id), user)


ROUTERS = (("/imports", "Imports", imports), ("/exports", "Exports", exports))
