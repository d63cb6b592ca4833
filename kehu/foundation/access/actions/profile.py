"""What people change about themselves; everyone may, so no verb is asked for."""

from collections.abc import Mapping
from typing import Any

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing

OWN = frozenset({"name", "phone", "job_title", "language", "time_zone", "theme", "notice_delivery"})


def change_own(*, changes: Mapping[str, Any], by: User) -> User:
    """Sets the named facts of `by` himself. Raises KeyError for a fact that is not his to change."""
    if unknown := set(changes) - OWN:
        raise KeyError(f"not one's own to change: {', '.join(sorted(unknown))}")
    with writing(by=by):
        for name, value in changes.items():
            setattr(by, name, value)
        by.save(update_fields=list(changes))
    return by
