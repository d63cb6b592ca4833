"""What the matrices must know of each domain, in a file a domain, so that a new one adds a file and changes none.

A file `tests/architecture/domains/<package>.py` may have, each of them written by hand and not taken from the code:

- `CAN`, `SEES`, `EDITS`: as in `expectations.py`, for the rights that this domain adds;
- `RULES`: the rules of its operations of the API, as in `api_rules.py`;
- `rows(rows, owner, author)`: adds to a household what hangs on its customer in this domain (`households.py`);
- `records(world, canary)`: its records of Acme with the canary in their texts, by the parameter of their addresses;
- `PLAIN`, `ELSEWHERE`, `LISTS`: parameters and addresses without a protected record, as in `test_page_matrix.py`.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any


def files() -> list[ModuleType]:
    """The files there are, in the order of their names."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    return [import_module(f"{__name__}.{name}") for name in names]


def together(name: str) -> dict[str, Any]:
    """One table of all domains' tables of this name; none may say otherwise what another says."""
    found: dict[str, Any] = {}
    for one in files():
        said = getattr(one, name, {})
        otherwise = {key for key in set(said) & set(found) if said[key] != found[key]}
        assert not otherwise, f"{one.__name__}.{name} says otherwise: {otherwise}"
        found |= said
    return found


def all_of(name: str) -> list[Any]:
    """The entries of all domains' lists of this name."""
    return [entry for one in files() for entry in getattr(one, name, [])]
