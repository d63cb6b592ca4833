"""What was said of the forecast: the word that counts, and how it came to it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from kehu.forecasting.models import Judgement

Words = dict[tuple[UUID, date, str], list[Judgement]]
MOST = 200


def latest(first: date, after: date, people: Collection[UUID] | None) -> Words:
    """By person, month and figure the newest word of each author who has not taken his back, the newest first."""
    rows = Judgement.objects.filter(month__gte=first, month__lt=after).select_related("author")
    if people is not None:
        rows = rows.filter(user__in=people)
    rows = rows.order_by("user_id", "month", "figure", "author_id", "-created_at", "-id")
    found: Words = defaultdict(list)
    for one in rows.distinct("user_id", "month", "figure", "author_id"):
        if one.amount is not None:
            found[one.user_id, one.month, one.figure].append(one)
    for words in found.values():
        words.sort(key=lambda one: one.created_at, reverse=True)
    return found


def counting(words: list[Judgement], user: UUID) -> Judgement | None:
    """A word of somebody above counts more than a person's own, and of several the newest."""
    above = [one for one in words if one.author_id != user]
    return next(iter(above or words), None)


def history(user: UUID, first: date, after: date) -> list[Judgement]:
    """All that was said about somebody, the newest first."""
    rows = Judgement.objects.filter(user=user, month__gte=first, month__lt=after).select_related("author")
    return list(rows[:MOST])
