"""Links of lists: what belongs to the list, and what only to the page that shows it."""

from typing import Any

from django.http import QueryDict

# Parameters of the page and not of the list: the part asked for by a script, the group, lane, card and days it is
# about, and the saved view one came from.
PAGE_ONLY = {"part", "view", "within", "at", "way", "lane", "card", "span_start", "span_end"}
LONGEST = 8000


def parameters_of(link: str) -> QueryDict:
    """What `query.parse` reads of a link's part after the ?."""
    return without_page(QueryDict(link[:LONGEST]))


def without_page(given: Any) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name in given:
        if name not in PAGE_ONLY:
            kept.setlist(name, given.getlist(name))
    return kept
