"""A list of certain records only: `only=ID,ID,…`, or those of a change set: `only=changed:ID`, `only=refused:ID`. Other
packages register words of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.foundation.access.models import User

CHANGED, REFUSED = "changed", "refused"
MOST = 20_000


@dataclass(frozen=True)
class Scope:
    """`condition(ids, user)` says which records are meant; `label` says it in words."""

    condition: Callable[[list[UUID], User], Q]
    label: Any


_further: dict[str, Scope] = {}


def register(word: str, scope: Scope) -> None:
    _further[word] = scope


def readable(only: str) -> bool:
    """Whether the text says which records are meant."""
    try:
        return bool(_ids(only.partition(":")[2] if ":" in only else only)) and _word(only) in {
            "",
            CHANGED,
            REFUSED,
            *_further,
        }
    except ValueError:
        return False


def condition(only: str, user: User) -> Q:
    """The records meant; of change sets that are not the user's to see, none."""
    word, ids = _word(only), _ids(only.partition(":")[2] if ":" in only else only)
    if not word:
        return Q(pk__in=ids)
    if word in _further:
        return _further[word].condition(ids, user)
    from kehu.foundation.changes.queries.change_sets import visible_to

    if not visible_to(user).filter(pk=ids[0]).exists():
        return Q(pk__in=())
    return Q(pk__in=RawSQL(_RECORDS[word], [ids[0]]))


def phrase(only: str) -> str:
    word = _word(only)
    if word in _further:
        return str(_further[word].label)
    if word:
        return _("Changed in one go") if word == CHANGED else _("Left as they were in one go")
    number = len(_ids(only))
    return ngettext("%(num)s chosen record", "%(num)s chosen records", number) % {"num": number}


_RECORDS = {
    CHANGED: "SELECT coalesce(subject_id, record_id) FROM audit_entry WHERE change_set_id = %s",
    REFUSED: "SELECT record_id FROM changes_refusedrecord WHERE change_set_id = %s",
}


def _word(only: str) -> str:
    return only.partition(":")[0] if ":" in only else ""


def _ids(text: str) -> list[UUID]:
    return [UUID(one) for one in text.split(",")[:MOST]]
