"""The ledger of erasures: one line for each, outside the database, so that a restored backup forgets again what was
erased after it was made. It names nobody.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.dateparse import parse_datetime

from kehu.foundation.access.models import User
from kehu.foundation.privacy.models import Erasure

FIELDS = ("mode", "subjects", "basis", "thorough", "suppress", "digests")


def path() -> Path:
    return Path(settings.PRIVACY_LEDGER)


def line_of(erasure: Erasure) -> dict[str, Any]:
    line = {"id": str(erasure.pk), "requested_at": erasure.requested_at.isoformat()}
    return line | {name: getattr(erasure, name) for name in FIELDS}


def append(erasure: Erasure) -> None:
    """Write the line through to the disk, before the erasure counts as done. A second line of an id is harmless."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(line_of(erasure), ensure_ascii=False, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(files: Iterable[Path]) -> list[dict[str, Any]]:
    """The lines of ledgers, each erasure once, in their order; a line torn by a crash is left out."""
    found: dict[str, dict[str, Any]] = {}
    for file in files:
        if not file.exists():
            continue
        for text in file.read_text(encoding="utf-8").splitlines():
            try:
                line = json.loads(text)
                found.setdefault(line["id"], line)
            except (ValueError, KeyError, TypeError):
                continue
    return list(found.values())


def replay(lines: Iterable[dict[str, Any]]) -> int:
    """Erase again whatever a restored database has brought back; returns how many erasures that were."""
    from kehu.foundation.privacy.actions import running

    done = 0
    for line in lines:
        known, created = Erasure.objects.get_or_create(
            pk=UUID(line["id"]),
            defaults={
                **{name: line[name] for name in FIELDS},
                "requested_at": parse_datetime(line["requested_at"]),
                "requested_by": User.objects.system(),
            },
        )
        if created or known.state != Erasure.State.DONE:
            Erasure.objects.filter(pk=known.pk).update(state=Erasure.State.QUEUED, checkpoint={})
            running.run(erasure_id=known.pk)
            done += 1
    return done
