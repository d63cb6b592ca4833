"""Everything known of a person as one file: data for machines, a page for people, and the files themselves."""

import html
import json
import tempfile
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.actions.privacy_requests import CannotAnswer, step
from kehu.customers.extensions import extensions
from kehu.customers.models import Contact, Customer, PrivacyRequest, PrivacyStep
from kehu.customers.queries.privacy import Person, people_of, policy
from kehu.foundation.access.models import User
from kehu.foundation.audit.actions import record_read
from kehu.foundation.audit.writing import writing
from kehu.foundation.files.models import Attachment
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.objects import registry
from kehu.foundation.privacy.permissions import PrivacyVerb
from kehu.foundation.ui.addresses import url

FOLDER = "packages"


def begin(*, request: PrivacyRequest, by: User, defer: Callable[..., Any]) -> Run:
    """Have a job put the package together; `defer` queues it with `request_id`, `by_id` and `run_id`. Raises
    CannotAnswer without a checked identity or chosen records.
    """
    by.require(PrivacyVerb.HANDLE)
    if request.identity != PrivacyRequest.Identity.VERIFIED:
        raise CannotAnswer(_("First check that he who asks is the person: nobody may erase or read another's data."))
    if not any(person.record for person in people_of(request)):
        raise CannotAnswer(_("Choose first which records are this person."))
    with transaction.atomic():
        title = _("Data of the request %(reference)s") % {"reference": request.reference}
        run = runs.plan(kind="privacy.export", title=title, by=by, url=url("privacy:privacy_request", request.pk))
        defer(request_id=str(request.pk), by_id=str(by.pk), run_id=str(run.pk))
    return run


def put_together(*, request_id: UUID, by: User) -> str:
    """Write the package and remember where it is; a second run replaces the first. Returns its path."""
    request = PrivacyRequest.objects.get(pk=request_id)
    people = [person for person in people_of(request) if person.record is not None]
    before = request.package
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "package.zip"
        write(file, people, request.reference)
        with file.open("rb") as content:
            path = default_storage.save(f"{FOLDER}/{request.pk.hex}.zip", File(content))
    with writing(by=by):
        PrivacyRequest.objects.filter(pk=request.pk).update(package=path, package_at=timezone.now())
        step(request=request, what=PrivacyStep.What.EXPORTED, by=by, note=str(len(people)))
        for person in people:
            record_read(object_key=person.object_key, record_id=person.record_id, field="export", by=by)
    if before:
        default_storage.delete(before)
    return path


def write(file: Path, people: list[Person], reference: str) -> None:
    """`person.json`, `index.html`, and under `files/` what was attached."""
    told = [_told(person) for person in people]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        attached = [_add_file(package, one) for person in people for one in _attachments(person)]
        data = {"reference": reference, "made_at": timezone.now().isoformat(), "people": told, "files": attached}
        package.writestr("person.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
        package.writestr(
            "index.html", render_to_string("customers/privacy/package.html", {"data": data, "rows": rows_of})
        )


def _told(person: Person) -> dict[str, Any]:
    """What each domain says, under the domain's key."""
    found: dict[str, Any] = {"object": person.object_key, "id": str(person.record_id)}
    for extension in extensions():
        if isinstance(person.record, Customer):
            said = extension.export(person.record)
        else:
            said = extension.export_contact(person.record)  # type: ignore[arg-type]
        if said:
            found[extension.key] = said
    return found


def rows_of(value: Any) -> list[tuple[str, str]]:
    """A plain value as (label, text) lines for the page; markup in it is text."""
    if isinstance(value, dict):
        return [(key.replace("_", " "), _line(one)) for key, one in value.items()]
    if isinstance(value, list):
        return [(str(place), _line(one)) for place, one in enumerate(value, 1)]
    return [("", _line(value))]


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(
            f"{key.replace('_', ' ')}: {_line(one)}" for key, one in value.items() if one not in (None, "")
        )
    if isinstance(value, list):
        return ", ".join(_line(one) for one in value)
    return "" if value is None else html.unescape(str(value))


def _attachments(person: Person) -> list[Attachment]:
    """Files on the record itself and on every kind of record that belongs to him."""
    ids: set[UUID] = {person.record_id}
    for kind in registry.all_objects():
        for field in kind.model_class._meta.concrete_fields:
            fits = (isinstance(person.record, Customer) and field.related_model is Customer) or (
                isinstance(person.record, Contact) and field.related_model is Contact
            )
            if fits and field.name in {"customer", "contact"}:
                rows = kind.model_class._base_manager.filter(**{field.name: person.record_id})
                ids |= set(rows.values_list("pk", flat=True))
    return list(Attachment.objects.filter(record_id__in=ids).order_by("created_at", "pk"))


def _add_file(package: zipfile.ZipFile, one: Attachment) -> dict[str, Any]:
    name = f"files/{one.pk.hex[-8:]}-{one.name}".replace("..", "_")
    try:
        with default_storage.open(one.path) as content, package.open(name, "w") as target:
            while block := content.read(1024 * 1024):
                target.write(block)
    except FileNotFoundError:
        return {"name": one.name, "size": one.size, "missing": True}
    return {"name": one.name, "path": name, "size": one.size, "added": one.created_at.isoformat()}


def forget_old() -> int:
    """Delete packages that were there to be taken for long enough. Returns how many."""
    done = 0
    limit = timezone.now() - timedelta(days=policy().package_days)
    for request in PrivacyRequest.objects.exclude(package="").filter(package_at__lt=limit):
        default_storage.delete(request.package)
        PrivacyRequest.objects.filter(pk=request.pk).update(package="")
        done += 1
    return done


def taken(*, request: PrivacyRequest, by: User) -> None:
    """Somebody downloaded the package."""
    step(request=request, what=PrivacyStep.What.TAKEN, by=by)
