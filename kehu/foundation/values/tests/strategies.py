"""What people type, as Hypothesis sees it: plausible pieces mixed with rubbish."""

from hypothesis import strategies as st

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)
RUBBISH = st.text(max_size=40)
DIGITS = st.text("0123456789", max_size=22)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
TYPED_NUMBERS = st.lists(
    st.one_of(
        DIGITS,
        MOBILES,
        st.sampled_from(["+", "-", " ", "转", "ext", "x", "/", "；", "(", ")", "+86", "．", "１３", "*"]),
    ),
    max_size=8,
).map("".join)
