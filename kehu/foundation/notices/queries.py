"""A user's notices."""

from kehu.foundation.access.models import User
from kehu.foundation.notices.models import Notice

MOST_COUNTED = 99


def latest(user: User, limit: int = 30) -> list[Notice]:
    return list(Notice.objects.filter(user=user).order_by("-at", "-pk")[:limit])


def unread_count(user: User) -> int:
    """Counted up to 99."""
    return Notice.objects.filter(user=user, read_at__isnull=True)[:MOST_COUNTED].count()
