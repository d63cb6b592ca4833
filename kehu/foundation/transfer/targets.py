"""What can be brought in. A domain declares its targets in `imports.py`; reading, mapping, checking, resuming and
reporting are written once against them and know no domain.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

from kehu.foundation.access.models import User
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.headings import Suggestion

# Outcomes of a row; the words of the counts.
CREATED, UPDATED, MERGED, SKIPPED, FAILED, UNDECIDED = (
    "created", "updated", "merged", "skipped", "failed", "undecided",
)  # fmt: skip


@dataclass(frozen=True)
class TargetField:
    """A field that a column may fill. `names` are headings it is known under, the surest first; `aliases` further
    words for the choices, by value. A `reference` to "user" or "team" is looked up; any other arrives as text.
    """

    key: str
    label: Any
    kind: Kind = Kind.TEXT
    names: tuple[str, ...] = ()
    choices: Callable[[], Iterable[tuple[str, Any]]] | None = None
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reference: str = ""
    yearly: bool = False  # a day that comes back every year: “05-01” and 农历八月十五 arrive as they are
    looks_like: str = ""  # kind of value by which a column without heading is known, see value_kinds


@dataclass(slots=True)
class Entry:
    """A row whose cells were understood: values by field key, empty ones left out. `ahead` is the writer's own: what
    he worked out before the row's turn.
    """

    number: int
    values: dict[str, Any]
    ahead: Any = None


@dataclass(slots=True)
class Outcome:
    """What became of a row. `reasons` are (field key, sentence) pairs: why it was handed back, or remarks."""

    kind: str
    record_id: UUID | None = None
    reasons: list[tuple[str, str]] = field(default_factory=list)


class Memory(Protocol):
    """What a check must remember from batch to batch, since it writes nothing: which keys its rows would have made."""

    @property
    def remembers(self) -> bool: ...

    def recall(self, keys: Iterable[str]) -> dict[str, UUID]: ...

    def remember(self, keys: Mapping[str, UUID]) -> None: ...


@dataclass
class Context:
    """The circumstances of one import. `handled` tells which of some records this import has touched in batches
    before, and with which outcome first.
    """

    by: User
    source: str
    options: Mapping[str, Any]
    fields: frozenset[str]
    change_set: UUID | None
    memory: Memory
    handled: Callable[[Iterable[UUID]], dict[UUID, str]]

    @property
    def on_match(self) -> str:
        """`update`, `skip` or `ask`."""
        return str(self.options.get("on_match") or "update")

    def matches_by(self, rule: str) -> bool:
        rules = self.options.get("match")
        return rules is None or rule in rules


class Writer(ABC):
    """Takes one batch after the other; made once per run, so it may keep what every batch needs."""

    def look_ahead(self, entries: Sequence[Entry]) -> Any:
        """Work out of a batch what needs no database, in another thread, while the batch before is being written.

        May leave results in the entries' `ahead`; what it returns is handed to `apply` with the same batch. A batch
        that is tried again in parts comes without either.
        """
        return None

    @abstractmethod
    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        """Write a batch inside the running transaction, with a fixed number of statements. One outcome per entry."""


class ImportTarget(ABC):
    """Something that rows can become. `verb` is the right to bring it in; `match_rules` (key, label) pairs."""

    key: str
    object_key: str
    label: Any
    verb: str
    icon: str = "table-import"
    position: int = 50
    match_rules: tuple[tuple[str, Any], ...] = ()

    @abstractmethod
    def fields(self, user: User) -> list[TargetField]:
        """The fields that this user may fill."""

    @abstractmethod
    def begin(self, context: Context) -> Writer: ...

    def settle(self, columns: Sequence[str], found: dict[int, Suggestion]) -> dict[int, Suggestion]:
        """The last word on which column is what, where one column decides what another means."""
        return found

    def missing(self, fields: frozenset[str]) -> str:
        """Why these fields are not enough to begin, or an empty text."""
        return ""


_targets: dict[str, ImportTarget] = {}


def register(target: ImportTarget) -> ImportTarget:
    if target.key in _targets:
        raise ValueError(f"import target {target.key} is declared twice")
    _targets[target.key] = target
    return target


def put(target: ImportTarget) -> None:
    """Let something be brought in from now on, in place of the target with its key."""
    _targets[target.key] = target


def drop(key: str) -> None:
    _targets.pop(key, None)


def get(key: str) -> ImportTarget:
    """Raises KeyError for an unknown target."""
    found = find(key)
    if found is None:
        raise KeyError(key)
    return found


def find(key: str) -> ImportTarget | None:
    if key not in _targets:
        registry.find(key)  # a kind of record made in another process brings its target along
    return _targets.get(key)


def all_targets() -> list[ImportTarget]:
    return sorted(_targets.copy().values(), key=lambda one: one.position)


def of_user(user: User) -> list[ImportTarget]:
    """What this user may bring in."""
    return [one for one in all_targets() if user.may(one.verb)]


def discover() -> None:
    """Import the `imports.py` of every installed package."""
    autodiscover_modules("imports")
