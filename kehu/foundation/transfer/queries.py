"""What pages ask about imports and exports."""

from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from kehu.foundation.access.models import User
from kehu.foundation.objects import registry
from kehu.foundation.transfer import targets
from kehu.foundation.transfer.models import Export, Import, ImportedRow, ImportIssue
from kehu.foundation.transfer.reading import UnreadableFile
from kehu.foundation.transfer.stored_files import table_of

PAGE = 50
MANAGE = "job.manage"
SAMPLES = 3


def imports_of(user: User) -> QuerySet[Import]:
    """Everybody sees his own; who manages background work sees all."""
    rows = Import.objects.select_related("by", "run", "change_set")
    return rows if user.may(MANAGE) else rows.filter(by=user)


def visible_import(user: User, import_id: UUID) -> Import:
    """Raises Http404."""
    found = imports_of(user).filter(pk=import_id).first()
    if found is None:
        raise Http404
    return found


def exports_of(user: User) -> QuerySet[Export]:
    rows = Export.objects.select_related("by", "run")
    return rows if user.may(MANAGE) else rows.filter(by=user)


def samples(of: Import) -> tuple[list[list[str]], str]:
    """For each column a few values as they are read now; and why they cannot be read, if so."""
    try:
        with table_of(of) as table:
            rows = [row.cells for row in islice(table.rows(), 50)]
    except UnreadableFile as problem:
        return [[] for _column in of.columns], str(problem)
    return [_few(row[place] if place < len(row) else None for row in rows) for place in range(len(of.columns))], ""


def _few(values: Any) -> list[str]:
    found = dict.fromkeys(value.strip()[:40] for value in values if value and value.strip())
    return list(found)[:SAMPLES]


def issues(of: Import, *, dry: bool, kind: str = "", after: int = 0) -> tuple[list[ImportIssue], int]:
    """A page of handed-back rows and remarks by row number, and where the next one begins (0: none)."""
    rows = ImportIssue.objects.filter(of=of, dry=dry, number__gt=after)
    rows = rows.filter(kind=kind) if kind else rows
    found = list(rows.order_by("number", "pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else 0


def records(of: Import, user: User, *, after: int = 0) -> tuple[list[dict[str, Any]], int]:
    """A page of rows with the records they became, as far as the user sees them."""
    object_type = registry.get(targets.get(of.target).object_key)
    found = list(ImportedRow.objects.filter(of=of, number__gt=after).order_by("number")[: PAGE + 1])
    page = found[:PAGE]
    visible = object_type.model_class._default_manager.all().visible_to(user)  # type: ignore[attr-defined]
    titles = {one.pk: getattr(one, object_type.title) for one in visible.filter(pk__in={row.record_id for row in page})}
    shown = [
        {
            "number": row.number, "outcome": row.outcome, "title": titles.get(row.record_id, ""),
            "url": object_type.url(row.record_id) if row.record_id in titles else "",
        }
        for row in page
    ]  # fmt: skip
    return shown, page[-1].number if len(found) > PAGE else 0


def automations_wanted(change_set_id: UUID | None) -> bool:
    """Whether what belongs to this change set may start automations; handlers that start any ask this first."""
    if change_set_id is None:
        return True
    found = Import.objects.filter(change_set=change_set_id).first()
    return found is None or bool(found.option("automations", False))
