"""E-mail addresses: strictly checked, because an address ends up in a mail header.

Some Python patch levels let an encoded line break in an address become a header of its own, so anything that is or
could decode to CR, LF or NUL is refused here, before any mail code sees it.
"""

import re
import unicodedata
from functools import lru_cache

from kehu.foundation.values.folding import halfwidth

_DANGEROUS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]|=\?|%0[0ad]|\\[rn0]|=0[0ad]", re.IGNORECASE)
# Nothing in an address of these characters is dangerous or could be written in another way.
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9.-]+\Z")
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*\Z")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_MAILBOX = re.compile(r"\A\s*(?:\"?(?P<name>[^\"<>]*?)\"?\s*)?<\s*(?P<address>[^<>]+?)\s*>\s*\Z")
_SEPARATORS = re.compile(r"[;,、\s；，|]+")
# Providers that ignore what follows a plus; Google ignores dots too.
_TAGGING = {"gmail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com", "fastmail.com", "proton.me"}
_DOTLESS = {"gmail.com"}
_ALIASES = {"googlemail.com": "gmail.com", "vip.gmail.com": "gmail.com"}


class InvalidEmail(ValueError):
    """The text is no address that a mail could safely be sent to."""


def normalise(text: str) -> str:
    """The address with its domain in lower case, blanks around it, `mailto:` and angle brackets removed.

    Raises InvalidEmail for anything else than one plain address: no quoted local part, no comment, no control
    character, nothing that decodes to one.
    """
    if _PLAIN.match(text):
        return _joined(*text.split("@"))
    address = halfwidth(text)
    if _DANGEROUS.search(address.strip(" \t\r\n")) or _DANGEROUS.search(unicodedata.normalize("NFKC", address.strip())):
        raise InvalidEmail("control character")
    address = address.strip()
    if mailbox := _MAILBOX.match(address):
        address = mailbox["address"]
    address = address.removeprefix("mailto:").removeprefix("MAILTO:")
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.match(local):
        raise InvalidEmail("local part")
    return _joined(unicodedata.normalize("NFC", local), domain)


def _joined(local: str, domain: str) -> str:
    if len(local.encode()) > 64:
        raise InvalidEmail("local part")
    domain = _domain(domain)
    if len(local) + len(domain) > 253:
        raise InvalidEmail("too long")
    return f"{local}@{domain}"


@lru_cache(maxsize=10_000)  # most addresses of a file are at a few domains
def _domain(domain: str) -> str:
    lowered = unicodedata.normalize("NFKC", domain).lower().removesuffix(".")
    try:
        ascii_form = lowered.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise InvalidEmail("domain") from error
    labels = ascii_form.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.match(label) for label in labels):
        raise InvalidEmail("domain")
    return lowered


def parse(text: str) -> str | None:
    """`normalise` for reading files: None where it would raise."""
    try:
        return normalise(text)
    except InvalidEmail:
        return None


def parse_many(text: str) -> list[str]:
    """Every valid address of a cell that separates several by blank, comma or semicolon; no repeats, order kept."""
    whole = parse(text)
    candidates = [whole] if whole else [parse(piece) for piece in _SEPARATORS.split(halfwidth(text)) if "@" in piece]
    return list(dict.fromkeys(address for address in candidates if address))


def split_mailbox(text: str) -> tuple[str, str | None]:
    """Name and address of `Li Wei <li.wei@example.com>`; the name is empty and the address None where missing."""
    mailbox = _MAILBOX.match(text)
    name = (mailbox["name"] or "").strip() if mailbox else ""
    return name, parse(text)


def comparison(address: str) -> str:
    """The form under which two spellings of one mailbox are equal: lower case; tags and, at Google, dots removed."""
    local, _, domain = address.lower().rpartition("@")
    domain = _ALIASES.get(domain, domain)
    if domain in _TAGGING:
        local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        local = local.replace(".", "")
    return f"{local}@{domain}"
