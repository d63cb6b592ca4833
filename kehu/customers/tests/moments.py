"""Moments for tests."""

from datetime import datetime


def at(hour: int, minute: int = 0) -> datetime:
    """A local time of an ordinary day."""
    return datetime(2026, 3, 4, hour, minute)
