"""Writing the playbook, and saying what helped."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.search.index import reindex
from kehu.sales.models import Opportunity
from kehu.sales_support.models import PlaybookPage, PlaybookUse
from kehu.sales_support.permissions import PlaybookVerb

EDITABLE = ("title", "kind", "body", "stages", "industries", "products", "competitors", "is_shown", "position")
LISTS = ("stages", "industries", "products", "competitors")


class PageRefused(Refusal):
    """The page cannot be like this; the sentence says why."""


def write(*, by: User, **given: Any) -> PlaybookPage:
    """A new page."""
    by.require(PlaybookVerb.WRITE)
    values = _clean(given)
    if not values.get("title"):
        raise PageRefused(_("Give the page a title."), field="title")
    with writing(by=by):
        made = PlaybookPage.objects.create(created_by=by, **values)
        reindex("playbook", [made.pk], new=True)
    return made


def change(*, page: PlaybookPage, changes: Mapping[str, Any], by: User, expected_version: int | None = None) -> None:
    """Raises Outdated if somebody else changed it since."""
    by.require(PlaybookVerb.WRITE)
    values = _clean(changes)
    if values.get("title") == "":
        raise PageRefused(_("Give the page a title."), field="title")
    with writing(by=by):
        row = PlaybookPage.objects.select_for_update().get(pk=page.pk)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        if values:
            PlaybookPage.objects.filter(pk=page.pk).update(**values)
            reindex("playbook", [page.pk])


def trash(*, page: PlaybookPage, by: User) -> None:
    by.require(PlaybookVerb.WRITE)
    with writing(by=by):
        PlaybookPage.objects.filter(pk=page.pk).update(deleted_at=timezone.now(), deleted_by=by)


def use(*, page: PlaybookPage, opportunity: Opportunity, helped: bool, by: User) -> None:
    """Say that the page helped with the opportunity, or take it back; twice is once."""
    by.require("opportunity.edit")
    if not Opportunity.objects.editable_by(by).filter(pk=opportunity.pk).exists():
        raise PageRefused(_("Only who works on the opportunity says what helped."))
    with writing(by=by):
        if helped:
            PlaybookUse.objects.get_or_create(page=page, opportunity=opportunity, defaults={"user": by})
        else:
            PlaybookUse.objects.filter(page=page, opportunity=opportunity).delete()


def _clean(given: Mapping[str, Any]) -> dict[str, Any]:
    values = {key: given[key] for key in EDITABLE if key in given}
    for key in LISTS:
        if key in values:
            values[key] = sorted({str(one) for one in values[key] or ()})
    if "title" in values:
        values["title"] = str(values["title"] or "").strip()
    return values
