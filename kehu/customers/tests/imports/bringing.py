"""What the tests of imports share: a file from lines, an import of it from upload to result."""

import io
from typing import Any

from kehu.foundation.access.models import User
from kehu.foundation.transfer.actions import imports, running
from kehu.foundation.transfer.models import Import


def uploaded(
    text: str | bytes, by: User, *, target: str = "customers", source: str = "", name: str = "list.csv"
) -> Import:
    data = text.encode() if isinstance(text, str) else text
    return imports.upload(target=target, name=name, file=io.BytesIO(data), source=source, by=by)


def brought(
    text: str | bytes, by: User, *, target: str = "customers", source: str = "", batch: int = 2000, **options: Any
) -> Import:
    """The import after it ran."""
    of = uploaded(text, by, target=target, source=source)
    of = imports.settle(of=of, by=by, fields={}, options=options)
    of = imports.start(of=of, by=by, background=False)
    return running.run(import_id=of.pk, batch=batch)


def counts(of: Import) -> dict[str, int]:
    """Rows and what became of them, zeros left out."""
    return {key: number for key, number in of.counts.items() if number}


def reasons(of: Import, *, dry: bool = False) -> dict[int, list[str]]:
    return {one.number: [reason["message"] for reason in one.reasons] for one in of.issues.filter(dry=dry)}
