"""The one way to write: a transaction that knows its actor.

    with writing(by=user):
        customer.save()

The actor, the source and the change set reach the audit triggers as transaction-local settings.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from kehu.foundation.audit import context

if TYPE_CHECKING:
    from kehu.foundation.access.models import User


@dataclass(frozen=True)
class _Writing:
    actor_id: UUID | None
    change_set_id: UUID | None


_current: ContextVar[_Writing | None] = ContextVar("writing", default=None)


@contextmanager
def writing(*, by: "User | None", change_set: UUID | None = None) -> Iterator[None]:
    """Open a transaction (or a savepoint of the running one) whose changes are recorded as made by `by`.

    Inside another `writing`, the change set of the outer one goes on unless another is given.
    """
    outer = _current.get()
    inner = _Writing(by.pk if by else None, change_set or (outer.change_set_id if outer else None))
    with transaction.atomic():
        _tell_database(inner)
        token = _current.set(inner)
        try:
            yield
        finally:
            _current.reset(token)
        if outer and outer != inner:
            _tell_database(outer)
    if outer is None and connection.in_atomic_block:
        _forget()  # the enclosing transaction goes on without an actor


def _tell_database(state: _Writing) -> None:
    origin = context.current()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kehu.actor', %s, true), set_config('kehu.change_set', %s, true),"
            " set_config('kehu.source', %s, true), set_config('kehu.request', %s, true)",
            [str(state.actor_id or ""), str(state.change_set_id or ""), origin.source, origin.request_id],
        )


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kehu.actor', '', true), set_config('kehu.change_set', '', true),"
            " set_config('kehu.source', '', true), set_config('kehu.request', '', true)"
        )
