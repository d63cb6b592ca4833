"""What a browser fetches: everything for the first page, and the page alone when its files are kept already."""

import posixpath
import re
from pathlib import Path
from typing import Any

import brotli

from benchmarks.client import signed_in
from benchmarks.measuring import Figure

FIRST, NEXT = 150_000, 30_000
PEER = "8.4 MB, contact list cold"


def figures(_load: dict[str, Any]) -> list[Figure]:
    """Bytes over the wire of the list, the 360 page and home, brotli."""
    from django.urls import reverse

    from kehu.customers.models import Customer

    client = signed_in("admin")
    customer = Customer.objects.filter(kind="organisation").order_by("-created_at")[5]
    found = []
    for name, address in {
        "customers list": reverse("customers:list"),
        "360 page": reverse("customers:customer", args=[customer.pk]),
        "home": reverse("interactions:home"),
    }.items():
        answer = client.get(address)
        page = len(answer.body)
        files = fetched(answer.text)
        first = page + sum(files.values())
        found.append(
            Figure(
                f"first page, {name}",
                "≤ 150 kB",
                f"{first / 1000:.1f} kB, {len(files)} files",
                first <= FIRST,
                peer=PEER,
            )
        )
        found.append(Figure(f"next page, {name}", "≤ 30 kB", f"{page / 1000:.1f} kB", page <= NEXT))
    return found


def fetched(text: str) -> dict[str, int]:
    """The static files of a page with what they import, and their bytes over the wire.

    Of the fonts those for Latin letters and icons count: others are fetched when a letter of theirs is on the page.
    """
    waiting = re.findall(r'(?:src|href)="(/static/[^"#?]+)', text)
    weights: dict[str, int] = {}
    while waiting:
        path = waiting.pop()
        if path in weights:
            continue
        content = _content(path)
        weights[path] = _over_the_wire(path, content)
        if path.endswith((".css", ".js", ".mjs")):
            waiting += _named(path, content.decode())
    return weights


def _named(path: str, text: str) -> list[str]:
    """Addresses a style sheet or module fetches at once; modules imported later by a call are left out."""
    if path.endswith(".css"):
        found = [one for one in re.findall(r"url\([\"']?([^\"')]+)", text) if not one.startswith("data:")]
        found = [one for one in found if not re.search(r"cyrillic|greek|vietnamese|latin-ext", one)]
    else:
        found = re.findall(r"(?:^|[;\s}])(?:import|export)\s*(?:[\w*{}\s,$]+\s*from\s*)?[\"']([./][^\"']+)", text)
    return [posixpath.normpath(posixpath.join(posixpath.dirname(path), re.split(r"[?#]", one)[0])) for one in found]


def _file(path: str) -> Path:
    from django.conf import settings
    from django.contrib.staticfiles import finders

    name = path.removeprefix(settings.STATIC_URL)
    collected = Path(settings.STATIC_ROOT) / name
    return collected if collected.exists() else Path(str(finders.find(name)))


def _content(path: str) -> bytes:
    return _file(path).read_bytes()


def _over_the_wire(path: str, content: bytes) -> int:
    packed = Path(f"{_file(path)}.br")
    if packed.exists():
        return packed.stat().st_size
    return len(content) if path.endswith((".woff2", ".png", ".webp")) else len(brotli.compress(content))
