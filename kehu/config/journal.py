"""What the processes write: kept as JSON lines in the data folder, and shown at the terminal where it matters."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from kehu.config import environment

LARGEST = 20 * 1024 * 1024  # bytes of one file; eight are kept
KEPT = 8
_SHOWN = {"warning", "error", "critical"}


class Journal:
    """`logs/kehu.jsonl` below the data folder. The last lines are also kept in memory, to explain a failed start."""

    def __init__(self, home: Path) -> None:
        self.path = home / "logs" / "kehu.jsonl"
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = self.path.open("a", encoding="utf-8", buffering=1)
        self.verbose = environment.flag("KEHU_VERBOSE", False)
        self.latest: dict[str, list[str]] = {}

    def write(self, process: str, line: str) -> None:
        """One line of a process's output: JSON from our own logging, or anything from elsewhere."""
        if not line.strip():
            return
        try:
            entry = json.loads(line)
            if not isinstance(entry, dict):
                raise ValueError
        except ValueError:
            entry = {"event": line.rstrip(), "level": "output", "timestamp": datetime.now(UTC).isoformat()}
        entry = {"process": process, **entry}
        self.file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        latest = self.latest.setdefault(process, [])
        latest.append(str(entry.get("exception") or entry.get("event", "")))
        del latest[:-20]
        if self.verbose or entry.get("level") in _SHOWN:
            self._show(entry)
        if self.file.tell() > LARGEST:
            self._turn()

    def note(self, sentence: str) -> None:
        """Something the supervisor itself has to say."""
        entry = {"event": sentence, "level": "warning", "timestamp": datetime.now(UTC).isoformat()}
        self.write("kehu", json.dumps(entry))

    def close(self) -> None:
        self.file.close()

    def _show(self, entry: dict[str, object]) -> None:
        skipped = {"process", "event", "level", "timestamp", "logger", "exception"}
        more = " ".join(f"{key}={value}" for key, value in entry.items() if key not in skipped and value != "")
        moment = datetime.now().astimezone().strftime("%H:%M:%S")
        text = f"  {moment} {entry['process']:5} {entry.get('event', '')} {more}".rstrip()
        print(text, file=sys.stderr)
        if entry.get("exception"):
            print(entry["exception"], file=sys.stderr)

    def _turn(self) -> None:
        self.file.close()
        for number in range(KEPT - 1, 0, -1):
            older = self.path.with_suffix(f".jsonl.{number}")
            if older.exists():
                older.replace(self.path.with_suffix(f".jsonl.{number + 1}"))
        self.path.replace(self.path.with_suffix(".jsonl.1"))
        self.path.with_suffix(f".jsonl.{KEPT}").unlink(missing_ok=True)
        self.file = self.path.open("a", encoding="utf-8", buffering=1)
