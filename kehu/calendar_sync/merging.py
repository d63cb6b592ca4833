"""Two sides of one appointment, and what each has changed since they last agreed. Pure: no database, no network.

A side is a text per field. Of the state in which both agreed only keyed hashes are kept, apart for each side, since a
server may word the same thing in another way (a normalised line end, a cut title) without anybody having changed it.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypedDict

from django.conf import settings

Side = Mapping[str, str]
Hashes = Mapping[str, str]


class Sent(TypedDict):
    """What both sides hold once a writing that was begun has arrived."""

    here: dict[str, str]
    there: dict[str, str]


@dataclass
class Verdict:
    """`take` are fields that go from there to here, `give` those that go from here to there. `won_here` and `won_there`
    are those of them that both sides had changed.
    """

    take: set[str] = field(default_factory=set)
    give: set[str] = field(default_factory=set)
    won_here: set[str] = field(default_factory=set)
    won_there: set[str] = field(default_factory=set)


def hashes(side: Side) -> dict[str, str]:
    return {name: hashed(name, value) for name, value in side.items()}


def hashed(name: str, value: str) -> str:
    """Without the installation's key nobody can try all titles."""
    return hmac.new(_key(settings.SECRET_KEY), f"{name}:{value}".encode(), hashlib.sha256).hexdigest()[:24]


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"kehu.calendar:" + secret.encode()).digest()


def judged(
    fields: Iterable[str], here: Side, there: Side, base_here: Hashes, base_there: Hashes, sent: Sent | None, *,
    here_is_later: bool,
) -> Verdict:  # fmt: skip
    """What has to go where. With `sent` a writing was begun of which nobody knows whether it arrived: a field that
    looks there as we sent it did; one that looks as before did not; and one that looks otherwise was changed there.
    """
    verdict = Verdict()
    for name in fields:
        if here[name] == there[name]:
            continue
        mine, theirs = hashed(name, here[name]), hashed(name, there[name])
        arrived = sent is not None and theirs == sent["there"].get(name)
        known_here, known_there = (sent["here"], sent["there"]) if sent and arrived else (base_here, base_there)
        changed_here, changed_there = mine != known_here.get(name), theirs != known_there.get(name)
        if changed_here and (not changed_there or here_is_later):
            verdict.give.add(name)
            if changed_there:
                verdict.won_here.add(name)
        elif changed_there:
            verdict.take.add(name)
            if changed_here:
                verdict.won_there.add(name)
    return verdict
