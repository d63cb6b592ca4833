import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.values.folding import fold, halfwidth, simplify


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ＡＢＣ１２３", "abc123"), ("華為技術", "华为技术"), ("Müller", "muller"), ("Łódź", "lodz"), ("Nguyễn", "nguyen"),
     ("Straße", "strasse"), ("İstanbul", "istanbul"), ("ﬁn", "fin")],
)  # fmt: skip
def test_spellings_meet(text, folded):
    assert fold(text) == folded


def test_odd_blanks_and_dashes_become_plain():
    assert halfwidth("a\u3000b－c\u200b") == "a b-c"


@given(st.text())
def test_folding_twice_changes_nothing_and_simplifying_keeps_places(text):
    assert fold(fold(text)) == fold(text)
    assert len(simplify(text)) == len(text)
