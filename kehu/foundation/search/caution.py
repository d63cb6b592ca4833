"""What a user may find a record by.

Who sees phone numbers, mails and identity numbers masked may find a record by the whole of one, or by the last four
digits that the mask shows, but not by trying beginnings until he knows the rest; from whom they are hidden may not find
by them at all. Terms do not say what they came from, so it goes by their looks: digits first, or an @ within.
"""

from dataclasses import dataclass

from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.objects.registry import SENSITIVE, Kind
from kehu.foundation.search.registry import Source

_MEANING_BY_LOOKS = {
    Kind.PHONE: "(term ~ '^[+0-9]')",
    Kind.IDENTITY: "(term ~ '^[0-9]')",
    Kind.EMAIL: "(strpos(term, '@') > 0)",
}


@dataclass(frozen=True)
class Caution:
    """Looks of terms that count only when they equal the fragment, and of those that do not count at all."""

    whole: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def condition(self, fragment: str) -> tuple[str, list[str]]:
        """SQL on `term` to be added to the search for a fragment, with its parameters."""
        parts = [f" AND (term = %s OR NOT {look})" for look in self.whole] + [f" AND NOT {look}" for look in self.never]
        return "".join(parts), [fragment] * len(self.whole)


def caution(user: User, source: Source) -> Caution:
    whole, never = set(), set()
    for field in source.object_type.fields:
        if field.kind not in SENSITIVE:
            continue
        access = user.grants.field_access(source.object_key, field.key, field.default_access)
        if access == FieldAccess.MASKED:
            whole.add(_MEANING_BY_LOOKS[field.kind])
        elif access == FieldAccess.HIDDEN:
            never.add(_MEANING_BY_LOOKS[field.kind])
    return Caution(tuple(sorted(whole - never)), tuple(sorted(never)))
