"""Files stay small enough to be read in one go."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400


def test_no_source_file_is_longer_than_four_hundred_lines() -> None:
    long = []
    for folder in ("kehu", "tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix not in {".py", ".html", ".js", ".css"} or {"vendor", "migrations"} & set(path.parts):
                continue
            if path.is_relative_to(ROOT / "kehu/static"):
                continue
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LONGEST:
                long.append(f"{path.relative_to(ROOT)}: {lines}")
    assert long == []
