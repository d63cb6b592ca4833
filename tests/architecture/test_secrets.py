"""Nothing secret stands in the sources."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUSPICIOUS = [
    re.compile(pattern)
    for pattern in (
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
        r"\bAKIA[0-9A-Z]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{30,}\b",
        r"\bxox[baprs]-[A-Za-z0-9-]{10,}\b",
        r"\bkehu_[A-Za-z0-9_-]{40,}\b",
        r"(?i)postgres(?:ql)?://[^\s:@/\"']+:[^\s:@/\"'{]+@",
    )
]
# A made-up address in a test or a document is an example, no secret.
EXAMPLES = re.compile(r"user:password@|:secret@|:p@|:geheim@|:pass(?:word)?@")


def test_no_secret_is_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        return  # unpacked without its history: there is nothing that could have been committed by accident
    found = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".png", ".woff2", ".mo"} or not path.is_file() or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if any(pattern.search(line) for pattern in SUSPICIOUS) and not EXAMPLES.search(line):
                found.append(f"{name}:{number}")
    assert found == []
