"""The secret address of a user's calendar feed."""

import secrets

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing


def renew_key(*, by: User) -> str:
    """Give the user a new secret; the old address stops working at once."""
    with writing(by=by):
        by.calendar_key = secrets.token_urlsafe(32)
        by.save(update_fields=["calendar_key"])
    return by.calendar_key


def revoke_key(*, by: User) -> None:
    """No feed any more."""
    with writing(by=by):
        by.calendar_key = ""
        by.save(update_fields=["calendar_key"])
