"""Browser modules as they are served."""

import json
import re

import pytest

from kehu.config.frontend import collect

OURS = re.compile(r"(ui|lists|customers|interactions|realtime|record_pages|sales|transfer)/\w+\.js")
IMPORT = re.compile(r"""(?:from|import)\s*["'](\.[^"']+)["']""")


def test_a_module_has_one_name_so_that_it_never_runs_twice() -> None:
    manifest = collect.TARGET / "staticfiles.json"
    if not manifest.exists():
        pytest.skip("no browser files have been collected")
    served = json.loads(manifest.read_text())["paths"]
    names = {name for name in served if OURS.fullmatch(name)}

    asked = {
        (name, wanted)
        for name in names
        for wanted in re.findall(
            r"""(?:from|import)\s*["'](\.[^"']+)["']""", (collect.TARGET / served[name]).read_text()
        )
    }

    assert asked
    assert [pair for pair in asked if not re.search(r"\.[0-9a-f]{12}\.js$", pair[1])] == []
