"""What the browser adds up while one types is what the server adds up: thousands of documents through both."""

import json
import random
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

from kehu.catalog.queries import pricing
from kehu.config.frontend.packages import node
from kehu.quotes.entries import discount

STATIC = Path(__file__).resolve().parents[1] / "static" / "quotes"
SCRIPT = """
import { documentTotals } from "%s/totals.js";
import { plain } from "%s/numbers.js";
import { readFileSync } from "node:fs";
const said = JSON.parse(readFileSync(0, "utf8")).map((one) => {
  const found = documentTotals(one.lines, one);
  const text = (value) => (value === null ? null : plain(value, one.digits));
  return [found.subtotal, found.off, found.net, found.tax, found.total, found.margin].map(text).concat([
    found.lines.map((line) => [text(line.amount), text(line.net), text(line.tax)]),
  ]);
});
process.stdout.write(JSON.stringify(said));
"""
CASES = 3000


def documents() -> list[dict[str, Any]]:
    chance = random.Random(7)
    return [_document(chance) for _number in range(CASES)]


def _document(chance: random.Random) -> dict[str, Any]:
    currency, digits = chance.choice([("CNY", 2), ("JPY", 0), ("KWD", 3)])
    return {
        "currency": currency, "digits": digits, "rounding": chance.choice(["line", "document"]),
        "discount": _discount(chance), "lines": [_line(chance) for _number in range(chance.randint(0, 9))],
    }  # fmt: skip


def _line(chance: random.Random) -> dict[str, Any]:
    price = chance.choice(["0", "0.035", f"{chance.randint(1, 10**7) / 100:.2f}", str(chance.randint(1, 500)), "-80.5"])
    return {
        "quantity": chance.choice(["1", "3", "0.5", "12.3456", str(chance.randint(1, 2000))]), "price": price,
        "discount": _discount(chance), "tax": chance.choice(["0", "3", "6", "9", "13", "8.875"]),
        "included": chance.random() < 0.3, "optional": chance.random() < 0.2,
        "cost": chance.choice(["", "1", "45.678901"]) if chance.random() < 0.3 else "2.5",
    }  # fmt: skip


def _discount(chance: random.Random) -> str:
    return chance.choice(["", "", "10%", "12.5%", "33.3333%", "-5", "5% -12.34", "85折", "100%", "-99999999"])


def _by_the_server(one: dict[str, Any]) -> list[Any]:
    lines = [
        pricing.Line(
            quantity=Decimal(line["quantity"]), price=Decimal(line["price"]),
            discount_percent=discount(line["discount"])[0], discount_amount=discount(line["discount"])[1],
            tax_percent=Decimal(line["tax"]), tax_included=line["included"], is_optional=line["optional"],
            cost=Decimal(line["cost"]) if line["cost"] else None,
        )
        for line in one["lines"]
    ]  # fmt: skip
    share, off = discount(one["discount"])
    found = pricing.document_totals(
        lines, one["currency"], rounding=one["rounding"], discount_percent=share, discount_amount=off
    )
    sums = [found.subtotal, found.document_discount, found.net, found.tax, found.total, found.margin]
    return [*sums, [[line.amount, line.net, line.tax] for line in found.lines]]


def test_both_come_to_the_same(tmp_path: Path) -> None:
    script = tmp_path / "sums.mjs"
    script.write_text(SCRIPT % (STATIC.as_uri(), STATIC.as_uri()))
    given = documents()
    done = subprocess.run(node(script), input=json.dumps(given).encode(), capture_output=True, check=True)
    for one, browser in zip(given, json.loads(done.stdout), strict=True):
        server = _by_the_server(one)
        assert [_number(value) for value in browser[:6]] == server[:6], one
        assert [[Decimal(value) for value in line] for line in browser[6]] == server[6], one


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
