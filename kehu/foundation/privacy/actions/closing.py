"""The end of an erasure: what must not be contacted again, the sealed certificate, the line in the ledger."""

import hashlib
import json

from django.db import connection
from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.events.bus import publish
from kehu.foundation.privacy import ledger, suppressions
from kehu.foundation.privacy.digests import digest
from kehu.foundation.privacy.events import RecordsErased
from kehu.foundation.privacy.models import Erasure, Suppression
from kehu.foundation.privacy.words import Words

_CHAIN = 0x7365616C  # "seal": one certificate at a time continues the chain


def close(erasure: Erasure, words: Words, by: User) -> None:
    """Inside the last transaction of the erasure. The words go; only their keyed hashes stay."""
    digests = sorted({(kind, digest(kind, value)) for kind, value in words.digests} | set(_known(erasure)))
    erasure.digests = [list(pair) for pair in digests]
    if erasure.suppress:
        Suppression.objects.bulk_create(
            [Suppression(kind=kind, digest=one, reason=erasure.basis, erasure=erasure) for kind, one in digests],
            ignore_conflicts=True,
        )
        suppressions.forget()
    erasure.checkpoint = {}
    erasure.finished_at = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN])
    last = Erasure.objects.exclude(seal="").exclude(seal__in=Erasure.objects.exclude(seal="").values("previous_seal"))
    erasure.previous_seal = last.values_list("seal", flat=True).first() or ""
    erasure.seal = seal_of(erasure)
    erasure.state = Erasure.State.DONE
    erasure.save()
    ledger.append(erasure)
    publish(RecordsErased(erasure_id=erasure.pk, subjects=erasure.subjects), by=by.pk)


def seal_of(erasure: Erasure) -> str:
    """The hash of the certificate together with the seal before it."""
    text = json.dumps([erasure.previous_seal, erasure.certificate()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_untouched(erasure: Erasure) -> bool:
    """Whether a certificate still says what it said when it was sealed."""
    return bool(erasure.seal) and erasure.seal == seal_of(erasure)


def _known(erasure: Erasure) -> list[tuple[str, str]]:
    """Digests that came with a line of the ledger: after a restore the person may be gone and the list must not be."""
    return [(kind, one) for kind, one in erasure.digests]
