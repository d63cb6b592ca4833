"""`kehu doctor`: what is wrong with this installation, in sentences."""

from argparse import Namespace
from typing import Any

from kehu.config import diagnosis
from kehu.config.commands.session import answer, django

_MARKS = {diagnosis.FINE: "ok", diagnosis.NOTE: "note", diagnosis.WARNING: "warning", diagnosis.PROBLEM: "PROBLEM"}


def doctor(options: Namespace) -> int:
    """Exit code 1 if anything is a problem; warnings and notes do not count."""

    def work() -> dict[str, Any]:
        with django() as home:
            findings = [finding.as_dict() for finding in diagnosis.examine(home)]
        return {"ok": all(one["level"] != diagnosis.PROBLEM for one in findings), "findings": findings}

    def show(result: dict[str, Any]) -> None:
        for finding in result["findings"]:
            print(f"{_MARKS[finding['level']]:8} {finding['sentence']}")

    return answer(work, as_json=options.json, show=show)
