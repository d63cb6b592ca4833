"""Asking the do-not-contact list."""

import time
from collections.abc import Iterable

from kehu.foundation.privacy.digests import digest
from kehu.foundation.privacy.models import Suppression

Identifier = tuple[str, str]
SECONDS = 5.0
_known: dict[str, tuple[float, bool]] = {}


def is_any() -> bool:
    """Whether anybody is on the list; each process asks every few seconds, so that an empty list costs nothing."""
    asked, answer = _known.get("any", (0.0, False))
    if not answer and time.monotonic() - asked > SECONDS:
        answer = Suppression.objects.exists()
        _known["any"] = (time.monotonic(), answer)
    return answer


def forget() -> None:
    """Ask again at the next call: somebody was put on the list."""
    _known.clear()


def suppressed(identifiers: Iterable[Identifier]) -> set[Identifier]:
    """Those of the (kind, value) pairs that are on the list. One statement, none where there is nothing to ask."""
    digests = {digest(kind, value): (kind, value) for kind, value in identifiers}
    if not digests:
        return set()
    found = Suppression.objects.filter(digest__in=list(digests)).values_list("digest", flat=True)
    return {digests[one] for one in found}
