"""One installation for these tests: a data folder with an embedded PostgreSQL, worked on by commands."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.plugin import ROOT


@dataclass
class Installation:
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("KEHU_", "DATABASE_URL", "PYTEST_", "PYTHONDONTWRITEBYTECODE"))
        }
        return {**kept, "KEHU_HOME": str(self.home), "KEHU_DEMO": "0", "KEHU_PORT": "0", "PYTHONPATH": str(ROOT)}

    def kehu(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kehu.config.cli", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={**self.environment, **environment},
        )

    def answer(self, *arguments: str, **environment: str) -> dict[str, Any]:
        """The one JSON object that a command prints on stdout, and nothing else."""
        outcome = self.kehu(*arguments, "--json", **environment)
        assert outcome.stdout.count("\n") == 1, outcome.stdout + outcome.stderr
        return {"exit": outcome.returncode, **json.loads(outcome.stdout)}


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("kehu") / "home")
    assert made.kehu("migrate").returncode == 0
    return made
