"""Rules are asked in order: one moves up or down among its neighbours."""

from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing


def move(*, rows: Any, record_id: UUID, up: bool, by: User) -> None:
    """Change places with the neighbour; `rows` are all in their order. Who may is decided by whoever calls."""
    with writing(by=by):
        found = list(rows.select_for_update())
        place = next(place for place, one in enumerate(found) if one.pk == record_id)
        other = place - 1 if up else place + 1
        if 0 <= other < len(found):
            found[place], found[other] = found[other], found[place]
        for position, one in enumerate(found):
            if one.position != 10 * (position + 1):
                one.position = 10 * (position + 1)
                one.save(update_fields=["position"])
