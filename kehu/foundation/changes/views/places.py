"""Where a page of change sets or of the trash goes on: after the row that `?at=…&after=…` names."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware


def place(request: HttpRequest) -> tuple[datetime, UUID] | tuple[None, None]:
    """Time and key of the last row that was shown; nothing for the first page, or where somebody wrote nonsense."""
    try:
        at, after = parse_datetime(request.GET.get("at", "")), UUID(request.GET.get("after", ""))
    except ValueError:
        return None, None
    return (at, after) if at and is_aware(at) else (None, None)
