"""The arithmetic of rules in order: which one decides, whose turn it is, and which order is the most specific first.

Pure: nothing here reads a table, so that what a preview says and what is done afterwards rest on the same lines.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def first(fits: Iterable[bool]) -> int | None:
    """The place of the first rule that fits, None if none does."""
    return next((place for place, one in enumerate(fits) if one), None)


def seat(turn: int, place: int, members: int) -> int:
    """Which of so many members has newcomer number `place` (from 0), when `turn` turns have been taken before."""
    return (turn + place) % members


def dealt(turn: int, newcomers: int, members: Sequence[T]) -> dict[T, int]:
    """How many of the newcomers each member gets."""
    if not members:
        return {}
    whole, rest = divmod(newcomers, len(members))
    extra = {seat(turn, place, len(members)) for place in range(rest)}
    return {one: whole + (place in extra) for place, one in enumerate(members)}


def most_specific_first(rules: Iterable[tuple[T, int, int]]) -> list[T]:
    """Rules, given with their number of conditions and the depth of their territory, in the order in which the narrower
    comes before the wider: more conditions, then further down the tree; equal ones stay as they are.
    """
    return [rule for rule, _conditions, _depth in sorted(rules, key=lambda one: (-one[1], -one[2]))]
