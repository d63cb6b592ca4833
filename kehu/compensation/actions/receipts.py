"""Receipts: kept once, and found again by their content, so that none is paid twice."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kehu.compensation.models import ExpenseClaim, ExpenseLine
from kehu.foundation.access.models import User
from kehu.foundation.files.actions import attachments
from kehu.foundation.files.models import Attachment
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.formats import show_date

OBJECT = "expense_claim"


class ReceiptKnown(Refusal):
    """The same file was handed in with another claim."""


def keep(*, claim: ExpenseClaim, upload: UploadedFile, by: User) -> Attachment:
    """The receipt as a file of the claim; the same file again within the claim is the one there is. Raises
    ReceiptKnown, FileRefused.
    """
    digest = hashlib.sha256(upload.read()).hexdigest()
    upload.seek(0)
    own = Attachment.objects.filter(object_key=OBJECT, record_id=claim.pk, sha256=digest).first()
    if own:
        return own
    used = ExpenseLine.objects.filter(receipt__sha256=digest).exclude(claim=claim).select_related("claim").first()
    if used:
        raise ReceiptKnown(_said(used, by), field="receipt")
    return attachments.attach(object_key=OBJECT, record_id=claim.pk, upload=upload, by=by)


def _said(line: ExpenseLine, by: User) -> str:
    if ExpenseClaim.objects.visible_to(by).filter(pk=line.claim_id).exists():
        words = {"claim": line.claim.title, "day": show_date(line.day)}
        return _("This receipt was handed in already: “%(claim)s”, %(day)s.") % words
    return _("This receipt was handed in already, by somebody else.")
