"""What the web process writes about requests: one JSON object each, without what customers told us."""

import json
import os
import subprocess
import sys

_PROGRAM = """
import django
django.setup()
from django.test import Client
Client().get("/customers/?search=Zhang", HTTP_HOST="localhost")
"""


def test_each_request_is_one_json_object() -> None:
    environment = {**os.environ, "KEHU_LOG": "json", "DJANGO_SETTINGS_MODULE": "kehu.config.settings"}
    run = subprocess.run([sys.executable, "-c", _PROGRAM], env=environment, capture_output=True, text=True, check=True)

    entries = [json.loads(line) for line in run.stderr.splitlines() if line.startswith("{")]
    assert len(entries) == 1, run.stderr
    entry = entries[0]
    assert {key: entry[key] for key in ("event", "level", "method", "route", "status", "user")} == {
        "event": "request", "level": "info", "method": "GET", "route": "customers/", "status": 302, "user": "",
    }  # fmt: skip
    assert entry["milliseconds"] > 0
    assert len(entry["request_id"]) >= 8
    assert "Zhang" not in run.stderr
