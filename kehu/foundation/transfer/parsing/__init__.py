"""From the text of a cell to a value. What cannot be understood comes back as a `Problem`, never as an exception."""

from kehu.foundation.transfer.parsing.dates import DateFormat, date_format_of, parse_date, parse_moment
from kehu.foundation.transfer.parsing.numbers import Money, decimal_sign_of, parse_money, parse_number
from kehu.foundation.transfer.parsing.problems import Problem
from kehu.foundation.transfer.parsing.words import parse_boolean, parse_tags

__all__ = [
    "DateFormat",
    "Money",
    "Problem",
    "date_format_of",
    "decimal_sign_of",
    "parse_boolean",
    "parse_date",
    "parse_moment",
    "parse_money",
    "parse_number",
    "parse_tags",
]
