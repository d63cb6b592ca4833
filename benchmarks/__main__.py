"""All figures of design and docs/performance.md: `python -m benchmarks [NAME …] [--customers N] [--interactions M]`.

`make bench` runs all with a million customers and twenty million interactions, which are loaded once (minutes, 20 GB).
A smaller company shows the same figures sooner: `make bench ARGS="--customers 50000 --interactions 1000000"`.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

from benchmarks import place, table
from benchmarks.measuring import Figure

THEMES = {
    "load": "benchmarks.loading",
    "lists": "benchmarks.lists",
    "pages": "benchmarks.pages",
    "search": "benchmarks.searching",
    "hints": "benchmarks.hints",
    "api": "benchmarks.calls",
    "weight": "benchmarks.weight",
    "import": "benchmarks.importing",
    "bulk": "benchmarks.bulk",
    "ux": "benchmarks.ux",
}


def main() -> None:
    """Prints the table; ends with 1 if a budget is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", choices=[*THEMES, []], metavar="NAME", help=", ".join(THEMES))
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--interactions", type=int, default=20_000_000)
    parser.add_argument("--rounds", type=int, default=30, help="how often each figure is taken")
    parser.add_argument("--out", type=Path, help="write the table into a file too")
    options = parser.parse_args()
    os.environ["KEHU_BENCH_ROUNDS"] = str(options.rounds)
    figures: list[Figure] = []
    with place.ready(options.customers, options.interactions) as load:
        for name in options.names or THEMES:
            print(f"  {name} …", file=sys.stderr, flush=True)
            figures += import_module(THEMES[name]).figures(load)
        _close()
    told = f"{table.circumstances(options.customers, options.interactions)}\n\n{table.text(figures)}\n"
    print(told)
    if options.out:
        options.out.write_text(told)
    sys.exit(not all(one.ok for one in figures))


def _close() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main()
