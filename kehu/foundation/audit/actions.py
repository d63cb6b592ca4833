"""Recording that somebody read what is masked or sensitive."""

from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.audit import context
from kehu.foundation.audit.models import SensitiveRead


def record_read(*, object_key: str, record_id: UUID | None, field: str, by: User, rows: int = 1) -> None:
    """`rows` is more than one for an export, which has no single record."""
    origin = context.current()
    SensitiveRead.objects.create(
        reader=by, object_key=object_key, record_id=record_id, field=field, rows=rows,
        source=origin.source[:20], request_id=origin.request_id[:40],
    )  # fmt: skip
