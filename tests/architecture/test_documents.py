"""The documents name what is there: dependencies, environment variables."""

import json
import re
import tomllib

import kehu
from tests.plugin import ROOT


def test_every_direct_dependency_is_argued_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    node = json.loads((ROOT / "package.json").read_text())
    wanted = [*project["dependencies"], *[one for extra in project["optional-dependencies"].values() for one in extra]]
    names = {re.split(r"[\[~=<>; ]", one)[0] for one in wanted} | {*node["dependencies"], *node["devDependencies"]}
    text = (ROOT / "docs/dependencies.md").read_text()
    missing = [
        name for name in names if not re.search(rf"^\|[^|]*(?<![\w@/-]){re.escape(name)}(?![\w/-])", text, re.MULTILINE)
    ]
    assert sorted(missing) == []


def test_every_environment_variable_is_documented() -> None:
    ours = {
        "KEHU_AS_OWNER",
        "KEHU_DB_ROLE",
        "KEHU_DB_POOL",
        "KEHU_PUSH",
        "KEHU_WARM",
        "KEHU_LOG",
        "KEHU_SYSTEM_NODE",
    }  # set by Kehu itself
    used = set()
    for path in (ROOT / "kehu").rglob("*.py"):
        if "tests" not in path.parts:
            used |= set(re.findall(r"""["'](KEHU_[A-Z0-9_]+|DATABASE_URL)["']""", path.read_text(encoding="utf-8")))
    text = (ROOT / "docs/operations.md").read_text()
    assert sorted(name for name in used - ours if f"`{name}`" not in text) == []


def test_the_version_stands_in_two_places_and_is_the_same() -> None:
    assert kehu.__version__ == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_no_lock_file_names_a_host() -> None:
    for name in ("requirements/run.txt", "requirements/dev.txt", "requirements/bench.txt"):
        assert "://" not in (ROOT / name).read_text(), name
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
