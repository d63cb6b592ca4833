"""Asking the do-not-contact list."""

from collections.abc import Iterable

from kehu.foundation.privacy.digests import digest
from kehu.foundation.privacy.models import Suppression

Identifier = tuple[str, str]


def suppressed(identifiers: Iterable[Identifier]) -> set[Identifier]:
    """Those of the (kind, value) pairs that are on the list. One statement, none where there is nothing to ask."""
    digests = {digest(kind, value): (kind, value) for kind, value in identifiers}
    if not digests:
        return set()
    found = Suppression.objects.filter(digest__in=list(digests)).values_list("digest", flat=True)
    return {digests[one] for one in found}
