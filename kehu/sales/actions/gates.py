"""Stage gates: what an opportunity must have before it enters a stage."""

from django.utils.translation import gettext as _

from kehu.foundation.fields.values import value_of
from kehu.foundation.files.models import Attachment
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.sales.models import Opportunity, Stage

# What a stage can ask for besides fields; a document of a kind is asked for as `document:` and the kind.
DOCUMENT, COMMITTEE = "document", "committee"
OF_KIND = "document:"


class StageClosed(Refusal):
    """Something is missing; `missing` are the keys of it, in the order of the stage."""

    def __init__(self, message: str, missing: list[str]):
        super().__init__(message, field=missing[0])
        self.missing = missing


def missing(opportunity: Opportunity, stage: Stage) -> list[str]:
    """What the stage asks for and the opportunity does not have: field keys, `document`, `committee`, or
    `document:KIND`.
    """
    lacking = [key for key in stage.required_fields if not _has(opportunity, key)]
    if stage.required_documents:
        there = set(opportunity.documents.values_list("kind", flat=True)) if not opportunity._state.adding else set()
        lacking += [f"{OF_KIND}{kind}" for kind in stage.required_documents if kind not in there]
    return lacking


def require(opportunity: Opportunity, stage: Stage) -> None:
    """Raises StageClosed."""
    keys = missing(opportunity, stage)
    if keys:
        words = {"stage": stage.label, "fields": ", ".join(label_of(key) for key in keys)}
        raise StageClosed(_("“%(stage)s” needs: %(fields)s.") % words, keys)


def label_of(key: str) -> str:
    """In the reader's words."""
    special = {DOCUMENT: _("a document"), COMMITTEE: _("the buying committee")}
    if key in special:
        return special[key]
    if key.startswith(OF_KIND):
        return key.removeprefix(OF_KIND)
    field = registry.get("opportunity").field(key)
    return str(field.label) if field else key


def _has(opportunity: Opportunity, key: str) -> bool:
    if key == DOCUMENT:
        return Attachment.objects.filter(object_key="opportunity", record_id=opportunity.pk).exists()
    if key == COMMITTEE:
        return not opportunity._state.adding and opportunity.committee.exists()
    return value_of(opportunity, key) not in (None, "", [])
