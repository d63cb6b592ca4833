"""What single facts say about a pair: numbers, mail, days and places. Each rule yields its reason and points."""

import re
from collections.abc import Iterator
from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kehu.customers.matching.blocking import domains
from kehu.customers.matching.comparable import Comparable
from kehu.customers.matching.reasons import Reason
from kehu.foundation.values import identity_numbers
from kehu.foundation.values.folding import has_han

Evidence = Iterator[tuple[Reason, float]]

_NUMBERS = re.compile(r"\d+")


def documents(a: Comparable, b: Comparable) -> Evidence:
    """The same number says the same customer. Another one of the same kind says two, if both pass their checksum; a
    number without checksum is often just wrong.
    """
    for kind in a.documents.keys() & b.documents.keys():
        ours, theirs = a.documents[kind], b.documents[kind]
        if ours & theirs:
            yield Reason.SAME_IDENTITY, 10
        elif any(len(x) >= 6 and OSA.distance(x, y, score_cutoff=1) <= 1 for x in ours for y in theirs):
            yield Reason.SIMILAR_IDENTITY, 6
        elif any(map(_checked, ours)) and any(map(_checked, theirs)):
            yield Reason.OTHER_IDENTITY, -6
        else:
            yield Reason.OTHER_NUMBER, -1.5


def _checked(number: str) -> bool:
    return bool(identity_numbers.resident(number) or identity_numbers.credit_code(number))


def external_ids(a: Comparable, b: Comparable) -> Evidence:
    """Another system's number: the same is proof; two numbers in one system mean that it keeps them apart."""
    for system in a.systems.keys() & b.systems.keys():
        if a.systems[system] & b.systems[system]:
            yield Reason.SAME_EXTERNAL_ID, 10
        else:
            yield Reason.OTHER_EXTERNAL_ID, -3


def contact_points(a: Comparable, b: Comparable) -> Evidence:
    """A mobile or mailbox is nearly a person; a firm's switchboard and info@ are shared by its branches."""
    person = a.kind == b.kind == "person"
    if shared := set(a.phones) & set(b.phones):
        mobile = any(phone.startswith("+861") and len(phone) == 14 for phone in shared)
        yield Reason.SAME_PHONE, (7 if mobile else 5) if person else 4
    if a.mailboxes & b.mailboxes:
        yield Reason.SAME_EMAIL, 6 if person else 5
    elif not person and domains(a) & domains(b):
        yield Reason.SAME_EMAIL_DOMAIN, 3


def birthdays(a: Comparable, b: Comparable) -> Evidence:
    """Equal, nearly equal (one of day, month, year differs, or day and month are swapped), or different."""
    if not (a.birthday and b.birthday):
        return
    if a.birthday == b.birthday:
        yield Reason.SAME_BIRTHDAY, 4
    elif _nearly(a.birthday, b.birthday):
        yield Reason.SIMILAR_BIRTHDAY, 2
    else:
        yield Reason.OTHER_BIRTHDAY, -4


def _nearly(x: date, y: date) -> bool:
    same = (x.year == y.year) + (x.month == y.month) + (x.day == y.day)
    return same == 2 or (x.year == y.year and (x.month, x.day) == (y.day, y.month))


def addresses(a: Comparable, b: Comparable) -> Evidence:
    """The best pair of addresses counts; only where none is alike, a place in common."""
    best = max((_alike(x, y) for x in a.streets for y in b.streets), default=0.0)
    if best >= 4:
        yield Reason.SAME_ADDRESS, 4
    elif best:
        yield Reason.SIMILAR_ADDRESS, best
    elif a.places & b.places - _postcodes(b):
        yield Reason.SAME_CITY, 1
    if _postcodes(a) & _postcodes(b):
        yield Reason.SAME_POSTCODE, 1


def _postcodes(record: Comparable) -> set[str]:
    return {place for place in record.places if any(c.isdigit() for c in place)}


def _alike(x: str, y: str) -> float:
    """4 for the same address, down to 0; another house number is another address."""
    ratio = fuzz.ratio(x, y) if has_han(x) or has_han(y) else fuzz.token_sort_ratio(x, y)
    if _NUMBERS.findall(x) == _NUMBERS.findall(y):
        return 4 if ratio >= 85 else 2.5 if ratio >= 70 else 0
    return 1.5 if ratio >= 85 else 1 if ratio >= 72 else 0
