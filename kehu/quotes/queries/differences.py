"""What differs between two versions of a quote, line by line, from what the customer read of each."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Change:
    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class LineDifference:
    """`what` is added, removed, changed or same; `moved` when it stands elsewhere among the lines of both."""

    what: str
    line: dict[str, Any]
    changes: list[Change]
    moved: bool = False


@dataclass(frozen=True)
class Differences:
    around: list[Change]
    lines: list[LineDifference]
    totals: list[Change]

    @property
    def any(self) -> bool:
        return bool(self.around or self.totals or any(one.what != "same" or one.moved for one in self.lines))


_AROUND = {
    "title": gettext_lazy("Title"), "currency": gettext_lazy("Currency"), "language": gettext_lazy("Language"),
    "price_date": gettext_lazy("Prices of"), "valid_until": gettext_lazy("Valid until"),
    "discount": gettext_lazy("Discount on everything"), "introduction": gettext_lazy("Introduction"),
    "terms": gettext_lazy("Terms"),
}  # fmt: skip
_CELLS = {
    "name": gettext_lazy("Name"), "description": gettext_lazy("Description"), "quantity": gettext_lazy("Quantity"),
    "unit": gettext_lazy("Unit"), "price": gettext_lazy("Price"), "discount": gettext_lazy("Discount"),
    "tax_percent": gettext_lazy("Tax (percent)"), "optional": gettext_lazy("Optional"),
    "amount": gettext_lazy("Amount"),
}  # fmt: skip
_TOTALS = {"net": gettext_lazy("Net"), "tax": gettext_lazy("Tax"), "total": gettext_lazy("Total")}


def differences(before: dict[str, Any], after: dict[str, Any]) -> Differences:
    """Lines in the order of `after`; those that went stand where they stood."""
    old = {one["id"]: one for one in before["lines"]}
    new = {one["id"]: one for one in after["lines"]}
    common_then = [pk for pk in old if pk in new]
    common_now = [pk for pk in new if pk in old]
    moved = _moved(common_then, common_now)
    found = [_line(old.get(pk), one, pk in moved) for pk, one in new.items()]
    for place, pk in enumerate(old):
        if pk not in new:
            found.insert(min(place, len(found)), LineDifference("removed", old[pk], []))
    return Differences(_changes(_AROUND, before, after), found, _changes(_TOTALS, before["totals"], after["totals"]))


def _line(before: dict[str, Any] | None, after: dict[str, Any], moved: bool) -> LineDifference:
    if before is None:
        return LineDifference("added", after, [])
    changes = _changes(_CELLS, before, after)
    return LineDifference("changed" if changes else "same", after, changes, moved)


def _changes(labels: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [
        Change(label, _text(before.get(key)), _text(after.get(key)))
        for key, label in labels.items()
        if _text(before.get(key)) != _text(after.get(key))
    ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _moved(then: list[str], now: list[str]) -> set[str]:
    """The fewest lines that have to be taken out so that the others stand in the same order."""
    places = {pk: place for place, pk in enumerate(then)}
    kept = _longest_rising([places[pk] for pk in now])
    return {pk for pk in now if places[pk] not in kept}


def _longest_rising(numbers: list[int]) -> set[int]:
    # By length: of all rising runs of this length the one with the smallest end.
    runs: list[list[int]] = []
    for number in numbers:
        place = bisect_left([run[-1] for run in runs], number)
        run = [*(runs[place - 1] if place else []), number]
        runs[place : place + 1] = [run]
    return set(runs[-1]) if runs else set()
