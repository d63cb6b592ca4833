"""Changing the levels of dunning. What was dunned already keeps its level and its text."""

from typing import Any

from django.utils.translation import gettext as _

from kehu.contracts.models import DunningLevel
from kehu.contracts.permissions import ContractVerb
from kehu.contracts.queries.dunning import unknown_words
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal

MOST = 9
EDITABLE = {"days", "names", "texts", "tells_manager", "role"}


class LevelRefused(Refusal):
    """The levels cannot be like this."""


def add(*, by: User, **given: Any) -> DunningLevel:
    """A further level, later than all others. Keywords are those of `EDITABLE`. Raises LevelRefused."""
    by.require(ContractVerb.CONFIGURE)
    with writing(by=by):
        last = DunningLevel.objects.select_for_update().order_by("-number").first()
        if last is not None and last.number >= MOST:
            raise LevelRefused(_("There are at most %(count)s levels.") % {"count": MOST})
        return _set(DunningLevel(number=last.number + 1 if last else 1), given)


def change(*, level: DunningLevel, changes: dict[str, Any], by: User) -> DunningLevel:
    """Raises LevelRefused, naming the input."""
    by.require(ContractVerb.CONFIGURE)
    with writing(by=by):
        return _set(DunningLevel.objects.select_for_update(of=("self",)).get(pk=level.pk), changes)


def remove_last(*, by: User) -> None:
    """The latest level goes; the first one stays, so that nobody's money is forgotten."""
    by.require(ContractVerb.CONFIGURE)
    with writing(by=by):
        last = DunningLevel.objects.select_for_update().order_by("-number").first()
        if last is None or last.number == 1:
            raise LevelRefused(_("One level stays; change it instead."))
        last.delete()


def _set(row: DunningLevel, changes: dict[str, Any]) -> DunningLevel:
    for key in EDITABLE & set(changes):
        setattr(row, key, changes[key])
    row.names = {code: text.strip() for code, text in row.names.items() if text.strip()}
    row.texts = {code: text.strip() for code, text in row.texts.items() if text.strip()}
    if not row.names:
        raise LevelRefused(_("Give the level a name."), field="name_zh")
    for code, text in row.texts.items():
        if unknown := unknown_words(text):
            raise LevelRefused(
                _("“{%(word)s}” stands for nothing.") % {"word": unknown[0]}, field=f"text_{code[:2]}"
            )  # fmt: skip
    before = DunningLevel.objects.filter(number__lt=row.number).order_by("-number").first()
    after = DunningLevel.objects.filter(number__gt=row.number).order_by("number").first()
    if (before and before.days >= row.days) or (after and after.days <= row.days):
        raise LevelRefused(_("Each level comes later than the one before it."), field="days")
    row.save()
    return row
