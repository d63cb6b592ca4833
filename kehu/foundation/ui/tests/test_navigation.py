from collections import Counter

import pytest

from kehu.foundation.ui import navigation


@pytest.mark.parametrize("kind", ["MENU", "CREATE"])
def test_no_letter_leads_to_two_places(kind: str) -> None:
    letters = Counter(entry.shortcut for entry in navigation._entries(kind) if entry.shortcut)
    assert [letter for letter, count in letters.items() if count > 1] == []


def test_entries_stand_under_their_headings_and_those_without_one_first() -> None:
    entries = [
        navigation.Entry(key, key, icon="", url="", group=group)
        for key, group in (("a", "Sales"), ("b", ""), ("c", "More"), ("d", "Sales"))
    ]
    found = navigation.grouped(entries)
    assert [(heading, [one.key for one in members]) for heading, members in found] == [
        ("", ["b"]), ("Sales", ["a", "d"]), ("More", ["c"]),
    ]  # fmt: skip
