"""Getting a row in order to change it: only if the user may edit it, and locked until the transaction ends."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User

M = TypeVar("M", bound=models.Model)


class OutOfReach(PermissionDenied):
    """The user may see the record, but his roles do not reach far enough to edit it."""

    def __init__(self, record: models.Model):
        owner = getattr(record, "owner", None)
        super().__init__(
            _("Your roles let you see “%(record)s” but not edit it. Ask %(owner)s or an administrator.")
            % {"record": record, "owner": owner}
            if owner
            else _("Your roles let you see “%(record)s” but not edit it. Ask an administrator.") % {"record": record}
        )


def editable(record: M, by: User) -> M:
    """The row as it stands now, locked against other writers. Call it inside `writing`. Raises OutOfReach."""
    rows = type(record)._default_manager.editable_by(by)  # type: ignore[attr-defined]
    found: M | None = rows.select_for_update(no_key=True, of=("self",)).filter(pk=record.pk).first()
    if found is None:
        raise OutOfReach(record)
    return found
