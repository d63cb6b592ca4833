"""Files of the shape of the public “CRM sales opportunities” data, with its quirks: a product spelt two ways, sectors
misspelt, open deals without an account, prospects without any date. Made, so that they can be as long as wanted.
"""

import csv
import io
from dataclasses import dataclass
from random import Random

AGENTS = [
    ("Anna Snelling", "Dustin Brinkmann", "Central"), ("Moses Frase", "Dustin Brinkmann", "Central"),
    ("Darcel Schlecht", "Melvin Marxen", "Central"), ("Kary Hendrixson", "Summer Sewald", "West"),
    ("Vicki Laflamme", "Celia Rouche", "West"), ("Rosie Papadopoulos", "Cara Losch", "East"),
]  # fmt: skip
PRODUCTS = [
    ("GTX Basic", "GTX", 550), ("GTX Pro", "GTX", 4821), ("MG Special", "MG", 55), ("MG Advanced", "MG", 3393),
    ("GTX Plus Pro", "GTX", 5482), ("GTX Plus Basic", "GTX", 1096), ("GTK 500", "GTK", 26768),
]  # fmt: skip
ACCOUNTS = [
    ("Acme Corporation", "technolgy", 1996, "1100.04", 2822, "United States", ""),
    ("Betasoloin", "medical", 1999, "251.41", 495, "United States", ""),
    ("Bluth Company", "technolgy", 1993, "1242.32", 3027, "United States", "Acme Corporation"),
    ("Cancity", "retail", 2001, "718.62", 2448, "Kenya", ""),
    ("dambase", "marketing", 1990, "2173.98", 2928, "Germany", "Sonron"),
    ("Sonron", "telecommunications", 1999, "1699.85", 5108, "United States", ""),
    ("Zotware", "software", 1979, "4478.47", 13809, "Romania", ""),
]  # fmt: skip


@dataclass(frozen=True)
class Deal:
    opportunity_id: str
    sales_agent: str
    product: str
    account: str
    deal_stage: str
    engage_date: str
    close_date: str
    close_value: str


def deals(count: int, seed: int = 7) -> list[Deal]:
    rng, made = Random(seed), []
    for number in range(count):
        stage = rng.choices(["Won", "Lost", "Engaging", "Prospecting"], [48, 28, 18, 6])[0]
        closed = stage in ("Won", "Lost")
        product, _series, price = rng.choice(PRODUCTS)
        begun, ended = (rng.randrange(1, 200), rng.randrange(1, 138))
        made.append(
            Deal(
                f"{number:04X}{rng.randrange(16**4):04X}", rng.choice(AGENTS)[0],
                "GTXPro" if product == "GTX Pro" else product,
                rng.choice(ACCOUNTS)[0] if closed or rng.random() < 0.35 else "", stage,
                "" if stage == "Prospecting" else _day(begun), _day(begun + ended) if closed else "",
                str(round(price * (0.8 + rng.random() * 0.4))) if stage == "Won" else "0" if closed else "",
            )
        )  # fmt: skip
    return made


def accounts_file() -> str:
    heads = ("account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of")
    return _file(heads, ACCOUNTS)


def teams_file() -> str:
    return _file(("sales_agent", "manager", "regional_office"), AGENTS)


def products_file() -> str:
    return _file(("product", "series", "sales_price"), PRODUCTS)


def pipeline_file(rows: list[Deal]) -> str:
    heads = tuple(Deal.__dataclass_fields__)
    return _file(heads, [tuple(getattr(one, head) for head in heads) for one in rows])


def _file(heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([heads, *rows])
    return text.getvalue()


def _day(number: int) -> str:
    month, day = divmod(number, 28)
    return f"{2016 + (month + 9) // 12}-{(month + 9) % 12 + 1:02}-{day + 1:02}"
