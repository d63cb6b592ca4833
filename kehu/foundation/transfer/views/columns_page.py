"""What the page of columns shows: each column with samples, what it is taken for and how sure that is."""

from typing import Any

from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.transfer import queries
from kehu.foundation.transfer.dates_read import dates_read
from kehu.foundation.transfer.models import Import
from kehu.foundation.transfer.targets import ImportTarget
from kehu.foundation.transfer.views.counts import counts_shown

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252", "shift_jis")
DELIMITERS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}


def columns_context(of: Import, target: ImportTarget, user: User, problem: str = "") -> dict[str, Any]:
    samples, unreadable = queries.samples(of)
    rows = [
        {"place": place, **column, "samples": samples[place], "tone": _tone(column["confidence"])}
        for place, column in enumerate(of.columns)
    ]
    issues, after = queries.issues(of, dry=True)
    return {
        "import": of, "target": target, "columns": rows, "fields": target.fields(user),
        "problem": problem or unreadable,
        "assigned": sum(bool(column["field"]) for column in of.columns), "rules": target.match_rules,
        "matching": of.option("match", None), "encodings": _with(of.encoding, ENCODINGS),
        "delimiters": [*({of.delimiter: of.delimiter} | DELIMITERS).items()],
        "sheets": [(one, one) for one in of.sheets],
        "on_match": [
            ("update", _("change what is there: the file is newer")),
            ("skip", _("leave the row out")),
            ("ask", _("hand the row back to me")),
        ],
        "date_orders": [
            ("", _("as the columns show")), ("ymd", _("year, month, day")), ("dmy", _("day, month, year")),
            ("mdy", _("month, day, year")),
        ],
        "dates": dates_read(of, of.mapping, target.fields(user), order=of.option("date_order")),
        "counts": counts_shown(of.check_counts), "issues": issues, "after": after, "dry": True,
    }  # fmt: skip


def _tone(confidence: float) -> str:
    return "good" if confidence >= 0.9 else "info" if confidence >= 0.7 else "warn"


def _with(current: str, usual: tuple[str, ...]) -> list[tuple[str, str]]:
    """Choices with the current value first."""
    return [(one, one) for one in dict.fromkeys(([current] if current else []) + list(usual))]
