"""What a user may find a record by.

Who sees phone numbers, mails and identity numbers masked may find a record by the whole of one, or by what the mask
shows (`5678`, `138****5678`), but not by trying beginnings until he knows the rest; from whom they are hidden may not
find by them at all. Terms do not say what they came from, so it goes by their looks: all digits for a phone, an @
within for a mail, a digit first and fifteen characters or more for an identity number.
"""

import re
from dataclasses import dataclass

from kehu.foundation.access.fields import access_to
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.objects.registry import SENSITIVE, Kind
from kehu.foundation.search.registry import Source

_LOOKS = {
    Kind.PHONE: "(term ~ '^[0-9]{1,14}$')",
    Kind.IDENTITY: "(term ~ '^[0-9].{14}')",
    Kind.EMAIL: "(strpos(term, '@') > 0)",
}
_WHAT_A_MASK_SHOWS = re.compile(r"\d{1,3}%\d{2,4}\Z")


@dataclass(frozen=True)
class Caution:
    """Looks of terms that count only as a whole, and of those that do not count at all, as SQL on `term`."""

    whole: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.whole or self.never)

    def on_beginning(self, fragment: str) -> tuple[str, list[str]]:
        """What to add to a search for terms that begin with `fragment`, with its parameters."""
        parts = [f" AND (term = %s OR NOT {look})" for look in self.whole] + [f" AND NOT {look}" for look in self.never]
        return "".join(parts), [fragment] * len(self.whole)

    def on_pattern(self, pattern: str) -> tuple[str, list[str]]:
        """The same for terms that fit a LIKE pattern."""
        if _WHAT_A_MASK_SHOWS.match(pattern):
            return Caution(never=self.never).on_beginning("")
        return self.on_beginning(re.sub(r"\\(.)", r"\1", pattern.removesuffix("%")))


def caution(user: User, source: Source) -> Caution:
    whole, never = set(), set()
    for field in source.object_type.fields:
        if field.kind not in SENSITIVE:
            continue
        access = access_to(user, source.object_key, field)
        if access == FieldAccess.MASKED:
            whole.add(_LOOKS[field.kind])
        elif access == FieldAccess.HIDDEN:
            never.add(_LOOKS[field.kind])
    return Caution(tuple(sorted(whole - never)), tuple(sorted(never)))
