"""Who is meant by an @ in a text."""

import re

from kehu.foundation.access.models import User

_AT = re.compile(r"@([^\s@][^@\n]{0,39})")
MOST = 20


def mentioned(text: str) -> list[User]:
    """Active users whose full name follows an @; the longest name that fits wins ("@Li Lei" over "@Li")."""
    starts = [match[1] for match in _AT.finditer(text)][:MOST]
    if not starts:
        return []
    prefixes = {start[:length] for start in starts for length in range(1, len(start) + 1)}
    known = {user.name: user for user in User.objects.filter(name__in=prefixes, is_active=True, is_system=False)}
    found = {}
    for start in starts:
        fitting = [name for name in known if start.startswith(name)]
        if fitting:
            user = known[max(fitting, key=len)]
            found[user.pk] = user
    return list(found.values())


def suggestions(text: str, limit: int = 8) -> list[User]:
    """Users to offer while somebody types after an @."""
    rows = User.objects.filter(is_active=True, is_system=False, name__icontains=text[:40])
    return list(rows.order_by("name", "id")[:limit])
