"""The child process of `workbooks`: prints {"sheets", "sheet"} and then [row number, cells] as JSON lines.

It is run as a script of its own (`python -I calamine_process.py FILE [SHEET]`), without Django, under a memory limit.
"""

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 270 << 20  # bytes of address space beyond what the interpreter itself has taken
PROCESSOR_SECONDS = 600


def limit_resources() -> None:
    """Set the limits where the system knows them; elsewhere the time limit of the parent remains."""
    try:
        import resource
    except ImportError:
        return
    try:
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        taken = 256 << 20
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _value_text() -> Callable[[object], str | None]:
    """The sibling module's function; an isolated interpreter does not see the package it lies in."""
    spec = importlib.util.spec_from_file_location("cell_values", Path(__file__).with_name("cell_values.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Callable[[object], str | None] = module.value_text
    return function


def main(path: str, wanted: str | None) -> int:
    """Print the sheet; 0 if it was read, 1 with a {"refusal"} line if not."""
    value_text = _value_text()
    import python_calamine as calamine

    limit_resources()
    try:
        with Path(path).open("rb") as file:  # by path, calamine would go by the name's ending
            book = calamine.load_workbook(file)
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible
        ] or list(book.sheet_names)
        if not visible:
            return _refuse("no sheet")
        name, sheet = _choose(book, visible, wanted)
        print(json.dumps({"sheets": visible, "sheet": name}))
        for number, cells in enumerate(sheet.iter_rows() if sheet else (), start=1):
            texts = [value_text(cell) for cell in cells]
            while texts and texts[-1] is None:
                texts.pop()
            if texts:
                print(json.dumps([number, texts]))
    except calamine.PasswordError:
        return _refuse("password")
    except MemoryError:
        return _refuse("too large")
    except calamine.CalamineError:
        return _refuse("damaged")
    return 0


def _choose(book: Any, visible: list[str], wanted: str | None) -> tuple[str, Any]:
    if wanted is not None:
        return wanted, book.get_sheet_by_name(wanted) if wanted in visible else None
    for name in visible:
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            return name, sheet
    return visible[0], None


def _refuse(reason: str) -> int:
    print(json.dumps({"refusal": reason}))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None))
