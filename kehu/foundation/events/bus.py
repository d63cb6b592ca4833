"""Publishing facts and handing them to those who react.

A fact is a frozen dataclass in a domain's `events.py`, its fields ids and plain values:

    @dataclass(frozen=True)
    class CustomerCreated(Event):
        customer_id: UUID

A reaction is a function in some domain's `handlers.py`:

    @handles(CustomerCreated)
    def greet(event: CustomerCreated) -> None: ...

`publish` writes the fact and defers one job per handler inside the running transaction: facts and changes commit
together, and a handler that fails is retried by itself without bothering the others. Handlers may run twice.
"""

import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, get_type_hints
from uuid import UUID

import orjson
from django.db import connection
from django.utils.module_loading import autodiscover_modules

from kehu.foundation.realtime import push


class Event:
    """Base of all facts. Every dataclass that derives from it is known by its class name."""

    known: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls) -> None:
        if cls.__name__ in Event.known and Event.known[cls.__name__].__module__ != cls.__module__:
            raise ValueError(f"two events are called {cls.__name__}")
        Event.known[cls.__name__] = cls

    def topics(self) -> list[str]:
        """The push topics whose listeners should look again, e.g. `record:customer:<id>`."""
        return []

    @property
    def changed(self) -> str:
        """The word that `changed-…` listeners on a page wait for."""
        return ""


E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]
_handlers: dict[type[Event], list[Handler]] = {}


def handles(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    def remember(handler: Callable[[E], None]) -> Callable[[E], None]:
        _handlers.setdefault(event, []).append(handler)
        return handler

    return remember


def handler_name(handler: Handler) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


def handlers_of(event: type[Event]) -> list[Handler]:
    return _handlers.get(event, [])


def publish(event: Event, *, by: UUID | None = None) -> None:
    """Record that `event` happened and have every handler of it run after the commit."""
    from kehu.foundation.events.jobs import deliver

    # Not `asdict`, which copies each of the thousands of ids of a batch.
    values = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}  # type: ignore[arg-type]
    payload = orjson.dumps(values, default=str).decode()
    name = type(event).__name__
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO event (name, payload, actor_id) VALUES (%s, %s, %s) RETURNING id", [name, payload, by]
        )
        (event_id,) = cursor.fetchone()
    for topic in event.topics():
        push.send(topic, {"changed": event.changed, "by": str(by or "")})
    for handler in handlers_of(type(event)):
        deliver.defer(event_id=event_id, handler=handler_name(handler))


def restore(name: str, payload: dict[str, Any]) -> Event:
    """The fact as it was published, from its stored form."""
    kind = Event.known[name]
    hints = get_type_hints(kind)
    return kind(**{key: _typed(hints.get(key), value) for key, value in payload.items()})


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if hint in (UUID, UUID | None):
        return UUID(value)
    if hint in (list[UUID], tuple[UUID, ...]):
        return [UUID(one) for one in value]
    return value


def discover() -> None:
    """Import the `handlers.py` of every installed package."""
    autodiscover_modules("handlers")
