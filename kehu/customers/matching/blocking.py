"""Blocking keys: only records that share one are compared, so that a million customers are not half a billion pairs."""

import re

from kehu.customers.matching.comparable import Comparable
from kehu.customers.matching.organisation_names import organisation_sound

_PUBLIC_MAIL_TEXT = """qq.com 163.com 126.com foxmail.com sina.com sina.cn sohu.com yeah.net 139.com 189.cn aliyun.com
    gmail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com gmx.de web.de mail.ru proton.me"""
_PUBLIC_MAIL = frozenset(_PUBLIC_MAIL_TEXT.split())
_NUMBER = re.compile(r"\d+")


def blocking_keys(record: Comparable) -> list[str]:
    """Short strings, the same for two records that may be one customer, without repeats.

    Exact facts first (document, external id, phone, mail); then, for a person, the name or its parts narrowed by
    birthday, place or house; for an organisation its name without form and place, and how that sounds.
    """
    keys = [f"d:{number}" for numbers in record.documents.values() for number in numbers if number]
    keys += [f"x:{identifier}" for identifier in record.external_ids]
    keys += [f"p:{phone}" for phone in record.phones]
    keys += [f"e:{mailbox}" for mailbox in record.mailboxes]
    keys += _person(record) if record.kind == "person" else _organisation(record)
    return list(dict.fromkeys(keys))


def _person(record: Comparable) -> list[str]:
    keys = []
    houses = [(number[0], street) for street in record.streets if (number := _NUMBER.search(street))]
    for name in record.person_keys:
        words = name.split()
        if record.birthday:
            keys += [f"b:{record.birthday:%Y%m%d}:{word[:1]}" for word in words]
        keys += [f"n:{name}:{place}" for place in record.places]
        keys += [f"w:{word}:{record.birthday:%m%d}" for word in words if record.birthday]
        keys += [f"h:{word[:4]}:{number}:{_tail(street)}" for word in words for number, street in houses]
        if not (record.birthday or record.places or record.phones or record.emails):
            keys.append(f"n:{name}")
    return keys


def _tail(street: str) -> str:
    """The first letters after the house number, or before it where the number comes last, as in China."""
    after = _NUMBER.split(street, maxsplit=1)
    return (after[1].strip() or after[0].strip())[:4]


def _organisation(record: Comparable) -> list[str]:
    keys = []
    for parts in record.organisations:
        keys.append(f"o:{parts.core}")
        keys.append(f"s:{organisation_sound(parts.core)}")
    return [*keys, *(f"m:{domain}" for domain in domains(record))]


def domains(record: Comparable) -> set[str]:
    """Mail domains that belong to one organisation, not to a provider."""
    return {mailbox.rpartition("@")[2] for mailbox in record.mailboxes} - _PUBLIC_MAIL
