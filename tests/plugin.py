"""Loaded by pytest before Django: a PostgreSQL for the tests, and settings that only tests want.

With DATABASE_URL the tests make a database of their own on that server, else on an embedded one in `.test-data`.
"""

import atexit
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".test-data"


def _start_embedded() -> None:
    from kehu.config import postgres
    from kehu.config.embedded.cluster import Cluster, NotStarted

    cluster = Cluster(HOME, durable=False)
    try:
        cluster.start(lambda sentence: print(f"{sentence} …", file=sys.stderr))
    except NotStarted as problem:
        raise pytest.UsageError(f"The tests need PostgreSQL: {problem}") from problem
    atexit.register(cluster.stop)
    os.environ["DATABASE_URL"] = postgres.owner_url(HOME)


if not os.environ.get("DATABASE_URL"):
    os.environ["KEHU_HOME"] = str(HOME)  # xdist's workers find both variables set and start nothing
    _start_embedded()
os.environ.setdefault("KEHU_HOME", str(HOME))
os.environ["KEHU_AS_OWNER"] = "1"  # the test database is made by the owner; conftest.py then takes on kehu_app
os.environ.pop("KEHU_PRODUCTION", None)


def pytest_configure() -> None:
    from django.conf import settings

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
