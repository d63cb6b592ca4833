"""The benchmarks run, on a company too small for their figures to mean anything."""

import os
import subprocess
import sys
from pathlib import Path

from tests.plugin import ROOT


def test_the_table_is_printed_for_a_small_company(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KEHU_", "DATABASE_URL", "PYTEST_"))}
    command = [sys.executable, "-m", "benchmarks", "load", "hints", "--customers", "50", "--interactions", "200"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT,
        env={**kept, "KEHU_HOME": str(tmp_path / "bench"), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert "50 customers, 200 interactions" in done.stdout, done.stderr
    assert "| duplicate hint, number" in done.stdout
