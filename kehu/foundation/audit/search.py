"""Searching the audit trail and the log of sensitive reads; for auditors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.models import AuditEntry, SensitiveRead
from kehu.foundation.audit.permissions import AuditVerb
from kehu.foundation.objects import registry

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What an auditor looks for; what is empty does not narrow. `text` is found in names and values of changed
    columns, within the days chosen.
    """

    actor: UUID | None = None
    table: str = ""
    record: UUID | None = None
    object: str = ""
    field: str = ""
    source: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    before: int | None = None


def entries(wanted: Wanted, by: User) -> list[AuditEntry]:
    """Changes that fit, newest first, one more than a page if there are further ones."""
    by.require(AuditVerb.SEARCH)
    found = AuditEntry.objects.select_related("actor").order_by("-id")
    exact = {"actor_id": wanted.actor, "table": wanted.table, "source": wanted.source, "at__gte": wanted.since,
             "at__lt": wanted.until, "id__lt": wanted.before}  # fmt: skip
    found = found.filter(**{path: value for path, value in exact.items() if value})
    if wanted.record:
        found = found.filter(Q(record_id=wanted.record) | Q(subject_id=wanted.record))
    if wanted.text:
        found = found.extra(
            where=["coalesce(old::text, '') || coalesce(new::text, '') ILIKE %s"], params=[_pattern(wanted.text)]
        )
    return list(found[: PAGE + 1])


def reads(wanted: Wanted, by: User) -> list[SensitiveRead]:
    """Who saw which sensitive field of whom, newest first, one more than a page if there are further ones."""
    by.require(AuditVerb.SEARCH)
    found = SensitiveRead.objects.select_related("reader").order_by("-id")
    exact = {"reader_id": wanted.actor, "record_id": wanted.record, "object_key": wanted.object, "field": wanted.field,
             "at__gte": wanted.since, "at__lt": wanted.until, "id__lt": wanted.before}  # fmt: skip
    return list(found.filter(**{path: value for path, value in exact.items() if value})[: PAGE + 1])


def tables() -> list[tuple[str, Any]]:
    """(table, what people call its rows) for every audited table."""
    from kehu.foundation.audit.triggers import audited_models

    return [(model._meta.db_table, model._meta.verbose_name) for model in audited_models()]


def sensitive_fields() -> list[tuple[str, str]]:
    """(object key.field key, its name) for every field that is kept masked from somebody, and the export of all."""
    found = [
        (f"{kind.key}.{one.key}", f"{kind.label}: {one.label}")
        for kind in registry.all_objects()
        for one in kind.fields
        if one.kind in registry.SENSITIVE
    ]
    told = {one.split(".")[0] for one, _name in found}
    found += [
        (f"{kind.key}.export", _("%(name)s: everything") % {"name": kind.label})
        for kind in registry.all_objects()
        if kind.key in told
    ]
    return sorted(found, key=lambda one: one[1])


def _pattern(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
