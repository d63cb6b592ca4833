"""Stage gates: what an opportunity must have before it enters a stage."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.fields.values import value_of
from kehu.foundation.files.actions import attachments
from kehu.foundation.files.models import Attachment
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.sales.actions import committees, lines
from kehu.sales.models import Opportunity, OpportunityDocument, SellingRules, Stage

# What a stage can ask for besides fields; a document of a kind is asked for as `document:` and the kind.
DOCUMENT, COMMITTEE, PRODUCTS = "document", "committee", "products"
OF_KIND = "document:"
NEXT = ("next_step", "next_step_on")
KEY = "opportunity"


class StageClosed(Refusal):
    """Something is missing; `missing` are the keys of it, in the order of the stage."""

    def __init__(self, message: str, missing: list[str]):
        super().__init__(message, field=missing[0])
        self.missing = missing


def missing(opportunity: Opportunity, stage: Stage) -> list[str]:
    """What the stage asks for and the opportunity does not have: field keys, `document`, `committee`, `products`, or
    `document:KIND`; and what is done next, where the company wants that said.
    """
    asked = list(stage.required_fields)
    if stage.outcome == Stage.Outcome.OPEN and SellingRules.objects.current().next_step_required:
        asked += [key for key in NEXT if key not in asked]
    lacking = [key for key in asked if not _has(opportunity, key)]
    if stage.required_documents:
        there = set(opportunity.documents.values_list("kind", flat=True)) if not opportunity._state.adding else set()
        lacking += [f"{OF_KIND}{kind}" for kind in stage.required_documents if kind not in there]
    return lacking


def provide(opportunity: Opportunity, given: dict[str, Any], by: User) -> dict[str, Any]:
    """Puts in what is no field: documents (a file that was uploaded, or one that hangs on the opportunity already) and
    a member of the committee. Answers with the fields that are left. Raises a Refusal naming its field.
    """
    plain = {}
    for key, value in given.items():
        if key == COMMITTEE:
            committees.add(opportunity=opportunity, contact=value, by=by)
        elif key == PRODUCTS:
            lines.add(opportunity=opportunity, product=value, by=by)
        elif key == DOCUMENT or key.startswith(OF_KIND):
            keep_document(opportunity=opportunity, kind=key.removeprefix(OF_KIND), document=value, by=by)
        else:
            plain[key] = value
    return plain


def keep_document(*, opportunity: Opportunity, kind: str, document: UploadedFile | Attachment, by: User) -> Attachment:
    """A file on the opportunity; `kind` says which of those that stages ask for it is, `document` that it is any."""
    kept = document
    if not isinstance(kept, Attachment):
        kept = attachments.attach(object_key=KEY, record_id=opportunity.pk, upload=kept, by=by)
    if kind != DOCUMENT:
        with writing(by=by):
            OpportunityDocument.objects.update_or_create(
                attachment=kept, defaults={"opportunity": opportunity, "kind": kind[:80]}
            )
    return kept


def require(opportunity: Opportunity, stage: Stage) -> None:
    """Raises StageClosed."""
    keys = missing(opportunity, stage)
    if keys:
        words = {"stage": stage.label, "fields": ", ".join(label_of(key) for key in keys)}
        raise StageClosed(_("“%(stage)s” needs: %(fields)s.") % words, keys)


def label_of(key: str) -> str:
    """In the reader's words."""
    special = {DOCUMENT: _("a document"), COMMITTEE: _("the buying committee"), PRODUCTS: _("products")}
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
    if key == PRODUCTS:
        return not opportunity._state.adding and opportunity.lines.exists()
    return value_of(opportunity, key) not in (None, "", [])
