"""What a user looked at last."""

from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.lists.values import titles_of
from kehu.foundation.objects import registry
from kehu.foundation.objects.models import Look

MOST = 8


def recent(user: User) -> list[tuple[str, UUID, str]]:
    """(object, record, title), the latest first; what is no longer visible is left out."""
    looks = list(
        Look.objects.filter(user=user).order_by("-at", "-pk").values_list("object_key", "record_id")[: 2 * MOST]
    )
    titles: dict[tuple[str, str], str] = {}
    for key in {key for key, _record in looks}:
        kind = registry.find(key)
        if kind and (not kind.view or user.may(kind.view)):
            ids = [record for of, record in looks if of == key]
            titles |= {(key, record): title for record, title in titles_of(key, ids, user).items()}
    found = [(key, record, titles[key, str(record)]) for key, record in looks if (key, str(record)) in titles]
    return found[:MOST]
