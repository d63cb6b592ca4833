"""Numbers of quotes: one range a year, without gaps, as a number is taken in the transaction that uses it."""

from datetime import date

from django.db import connection

from kehu.foundation.database.records import new_id
from kehu.quotes.queries.rules import rules

DIGITS = 5
_NEXT = """
INSERT INTO quotes_numberrange (id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (year) DO UPDATE SET last = quotes_numberrange.last + 1 RETURNING last
"""


def next_number(on: date) -> str:
    """`Q-2026-00017`. Whoever asks at the same time waits until this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [new_id(), on.year])
        (number,) = cursor.fetchone()
    return f"{rules().prefix}{on.year}-{number:0{DIGITS}}"
