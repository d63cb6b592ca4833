"""What a column of some records said before, as the trail remembers it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from kehu.foundation.audit.models import AuditEntry

BATCH = 5000


def values(model: type[models.Model], column: str, ids: Iterable[UUID]) -> dict[UUID, list[tuple[datetime, Any]]]:
    """For each record whose column was ever changed: (when, the value before it), in the order of time. Values are as
    JSON has them; identifiers are texts.
    """
    wanted = list(ids)
    found: dict[UUID, list[tuple[datetime, Any]]] = defaultdict(list)
    for start in range(0, len(wanted), BATCH):
        rows = AuditEntry.objects.filter(
            record_id__in=wanted[start : start + BATCH], table=model._meta.db_table, action="U",
            old__has_key=column,
        )  # fmt: skip
        for record_id, at, value in rows.order_by("pk").values_list("record_id", "at", f"old__{column}"):
            found[record_id].append((at, value))
    return dict(found)
