"""What a first page weighs on the wire: at most 150 kB, brotli."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.world import World

FIRST_PAGE = 150_000
FRAME = 125_000  # the rest is for what a page brings of its own
FONTS = ["vendor/inter/inter-latin-wght-normal.woff2", "vendor/icons/tabler-icons.woff2"]


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/profile/", FRAME),
        ("/customers/?layout=table", FIRST_PAGE),
        ("/opportunities/?layout=board", FIRST_PAGE),
        ("/customers/{acme}/", FIRST_PAGE),
    ],
)
def test_a_first_page_is_light(world: World, client: Client, path: str, limit: int) -> None:
    client.force_login(world.ada)
    text = client.get(path.format(acme=world.acme.pk)).content.decode()
    files = {*re.findall(r'(?:src|href)="/static/([^"]+)"', text), *FONTS}
    if not finders.find("vendor/htmx/htmx.min.js"):
        pytest.skip("browser files have not been prepared")
    weights = {name: _weight(name) for name in files}
    assert sum(weights.values()) + len(brotli.compress(text.encode())) < limit, weights


def _weight(name: str) -> int:
    content = Path(str(finders.find(name))).read_bytes()
    return len(content) if name.endswith(".woff2") else len(brotli.compress(content))
