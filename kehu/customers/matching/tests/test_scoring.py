from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.customers.matching import MERGE_WEIGHT, Comparable, Decision, Reason, blocking_keys, score
from kehu.foundation.values.identity_numbers import resident_check

ZHANG = Comparable(
    kind="person",
    names=("张晓明",),
    phones=("+8613812345678",),
    emails=("zhang@x.com",),
    addresses=("深圳市南山区科技路1号2栋301室",),
    cities=("深圳",),
    birthday=date(1980, 5, 6),
)
FIRM = Comparable(
    kind="organisation",
    names=("深圳市华宁科技有限公司",),
    phones=("+8675588888888",),
    emails=("info@huaning.cn",),
    addresses=("深圳市科技路1号",),
    cities=("深圳",),
)


def codes(a: Comparable, b: Comparable) -> set[Reason]:
    return {reason for reason, _ in score(a, b).reasons}


def resident(first17: str) -> str:
    return f"resident_id:{first17}{resident_check(first17)}"


def test_one_customer_entered_twice_is_merged():
    for other in (
        Comparable("person", names=("张晓明",), phones=ZHANG.phones),
        Comparable("person", names=("張曉明",), emails=("ZHANG@x.com",)),
        Comparable("person", names=("Zhang Xiaoming",), phones=ZHANG.phones),
        Comparable("person", names=("张晓明",), birthday=ZHANG.birthday, addresses=ZHANG.addresses),
    ):
        assert score(ZHANG, other).decision is Decision.MERGE
        assert set(blocking_keys(ZHANG)) & set(blocking_keys(other))


def test_namesakes_are_not_merged():
    namesake = Comparable("person", names=("张晓明",), phones=("+8613900000000",), cities=("深圳",))
    assert score(ZHANG, namesake).decision is Decision.DIFFERENT
    assert score(ZHANG, replace(namesake, birthday=ZHANG.birthday)).decision is Decision.REVIEW


def test_a_family_under_one_roof_stays_apart():
    brother = replace(ZHANG, names=("张晓东",))
    father = replace(ZHANG, names=("张大山",), birthday=date(1950, 1, 2))
    homophone = replace(ZHANG, names=("张小明",), birthday=None, emails=())
    assert score(ZHANG, brother).decision is Decision.REVIEW
    assert score(ZHANG, father).weight < MERGE_WEIGHT
    assert score(ZHANG, homophone).decision is Decision.REVIEW


def test_another_valid_identity_number_counts_against():
    a = replace(ZHANG, identity_numbers=(resident("44030519800506001"),))
    b = replace(ZHANG, identity_numbers=(resident("44030519800506733"),))
    assert Reason.OTHER_IDENTITY in codes(a, b) and score(a, b).decision is not Decision.MERGE
    assert score(a, b).weight < score(ZHANG, ZHANG).weight
    assert score(a, replace(b, identity_numbers=a.identity_numbers)).decision is Decision.MERGE


def test_one_slip_in_an_identity_number_still_speaks_for_the_pair():
    right = resident("44030519800506001")
    slipped = right[:-4] + "9" + right[-3:]
    assert Reason.SIMILAR_IDENTITY in codes(
        replace(ZHANG, identity_numbers=(right,)), replace(ZHANG, identity_numbers=(slipped,))
    )


def test_documents_of_two_kinds_do_not_contradict():
    passport = replace(ZHANG, identity_numbers=("passport:E12345678",))
    card = replace(ZHANG, identity_numbers=(resident("44030519800506001"),))
    assert not codes(passport, card) & {Reason.OTHER_IDENTITY, Reason.OTHER_NUMBER}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (date(1980, 5, 6), Reason.SAME_BIRTHDAY),
        (date(1980, 6, 5), Reason.SIMILAR_BIRTHDAY),
        (date(1981, 5, 6), Reason.SIMILAR_BIRTHDAY),
        (date(1990, 7, 8), Reason.OTHER_BIRTHDAY),
    ],
)
def test_birthdays_speak_for_and_against(other, reason):
    assert reason in codes(ZHANG, replace(ZHANG, birthday=other))


def test_external_ids_of_one_system_prove_or_part():
    a = replace(ZHANG, external_ids=("billing:1",))
    assert Reason.SAME_EXTERNAL_ID in codes(a, replace(a, names=("Z Xiaoming",)))
    assert Reason.OTHER_EXTERNAL_ID in codes(a, replace(a, external_ids=("billing:2",)))
    assert not codes(a, replace(a, external_ids=("erp:2",))) & {Reason.OTHER_EXTERNAL_ID, Reason.SAME_EXTERNAL_ID}


def test_a_firm_entered_twice_is_merged():
    for other in (
        Comparable("organisation", names=("深圳市华宁科技有限公司",)),
        Comparable("organisation", names=("华宁科技",), phones=FIRM.phones, addresses=FIRM.addresses),
        Comparable(
            "organisation", names=("華寧科技（深圳）",), emails=(*FIRM.emails, "x@y.cn"), addresses=FIRM.addresses
        ),
    ):
        assert score(FIRM, other).decision is Decision.MERGE
        assert set(blocking_keys(FIRM)) & set(blocking_keys(other))


def test_sisters_of_one_house_stay_apart():
    for name in (
        "深圳市华宁科技有限公司宁波分公司",
        "北京华宁科技有限公司",
        "深圳市华宁科技集团有限公司",
        "深圳市天马科技有限公司",
    ):
        assert score(FIRM, replace(FIRM, names=(name,))).decision is not Decision.MERGE


def test_a_firm_of_similar_name_is_shown_to_a_person():
    typo = Comparable("organisation", names=("华凝科技有限公司",), emails=("sales@huaning.cn",), cities=("深圳",))
    assert score(FIRM, typo).decision is Decision.REVIEW


def test_a_person_is_never_merged_with_an_organisation():
    assert score(ZHANG, replace(ZHANG, kind="organisation")).decision is not Decision.MERGE


def test_every_reason_has_a_wording():
    assert all(reason.wording for reason in Reason)


texts = st.text("张王晓明abc科技有限公司 '-1", max_size=8)
records = st.builds(
    Comparable,
    kind=st.sampled_from(["person", "organisation"]),
    names=st.lists(texts, max_size=2).map(tuple),
    phones=st.lists(st.sampled_from(["+8613812345678", "+8613812345679", "+442079460958"]), max_size=2).map(tuple),
    emails=st.lists(st.sampled_from(["a@x.com", "b@x.com", "a@qq.com"]), max_size=2).map(tuple),
    external_ids=st.lists(st.sampled_from(["a:1", "a:2", "b:1"]), max_size=2).map(tuple),
    identity_numbers=st.lists(
        st.sampled_from(["11010519491231002X", "passport:E123456", "passport:E123457", "x"]), max_size=2
    ).map(tuple),
    addresses=st.lists(texts, max_size=2).map(tuple),
    cities=st.lists(st.sampled_from(["深圳", "深圳市", "518000"]), max_size=2).map(tuple),
    birthday=st.none() | st.dates(date(1950, 1, 1), date(1950, 3, 1)),
)


@given(records, records)
def test_the_order_of_a_pair_does_not_matter(a, b):
    assert score(a, b) == score(b, a)


@given(records)
def test_a_record_is_not_unlike_itself(record):
    assert score(record, record).weight >= 0
    keys = blocking_keys(record)
    assert len(keys) == len(set(keys))


@given(records, records)
def test_a_contradiction_without_proof_never_merges(a, b):
    found = codes(a, b)
    if Reason.OTHER_BIRTHDAY in found and not found & {Reason.SAME_IDENTITY, Reason.SAME_EXTERNAL_ID}:
        assert score(a, b).decision is not Decision.MERGE
