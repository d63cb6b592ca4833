import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.values import addresses
from kehu.foundation.values.addresses import Address
from kehu.foundation.values.chinese_places import CITIES, PROVINCES


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("广东省深圳市南山区科技园路1号", ("广东省", "深圳市", "南山区", "科技园路1号", "")),
        ("廣東深圳南山區科技園", ("广东省", "深圳市", "南山区", "科技園", "")),
        ("深圳南山区科苑路", ("广东省", "深圳市", "南山区", "科苑路", "")),
        ("广东省 深圳市，南山区 科苑路", ("广东省", "深圳市", "南山区", "科苑路", "")),
        ("北京海淀区中关村大街27号 100080", ("北京市", "北京市", "海淀区", "中关村大街27号", "100080")),
        ("518057 广东省深圳市", ("广东省", "深圳市", "", "", "518057")),
        ("中国上海市浦东新区世纪大道100号(邮编:200120)", ("上海市", "上海市", "浦东新区", "世纪大道100号", "200120")),
        ("江苏省昆山市玉山镇", ("江苏省", "", "昆山市", "玉山镇", "")),
        ("江苏省苏州工业园区星湖街328号", ("江苏省", "苏州市", "工业园区", "星湖街328号", "")),
        ("浙江省杭州市市辖区西湖区文三路", ("浙江省", "杭州市", "西湖区", "文三路", "")),
        ("浙江省杭州市幸福小区3栋", ("浙江省", "杭州市", "", "幸福小区3栋", "")),
        ("吉林市船营区光华路", ("吉林省", "吉林市", "船营区", "光华路", "")),
        ("海南藏族自治州共和县", ("青海省", "海南藏族自治州", "共和县", "", "")),
        ("云南省大理市", ("云南省", "大理白族自治州", "大理市", "", "")),
        ("恩施州利川市", ("湖北省", "恩施土家族苗族自治州", "利川市", "", "")),
        ("内蒙古呼和浩特市赛罕区", ("内蒙古自治区", "呼和浩特市", "赛罕区", "", "")),
        ("朝阳区建国路88号", ("", "", "朝阳区", "建国路88号", "")),
        ("南京东路100号", ("", "", "", "南京东路100号", "")),
        ("湖南路8号", ("", "", "", "湖南路8号", "")),
        ("中山路12号", ("", "", "", "中山路12号", "")),
        ("天津市河北区", ("天津市", "天津市", "河北区", "", "")),
        ("1 Main St", ("", "", "", "1 Main St", "")),
        ("", ("", "", "", "", "")),
    ],
)
def test_a_chinese_line_is_told_apart(typed, parts):
    a = addresses.parse_chinese(typed)
    assert (a.region, a.city, a.district, a.street, a.postcode) == parts


def test_a_chinese_address_runs_from_large_to_small():
    beijing = Address("CN", "北京市", "北京市", "海淀区", "中关村大街27号", "100080")
    assert addresses.one_line(beijing) == "北京市海淀区中关村大街27号 100080"
    assert addresses.one_line(beijing, home="DE") == "中国 北京市海淀区中关村大街27号 100080"
    assert addresses.lines(beijing) == ["北京市海淀区中关村大街27号 100080"]


def test_a_western_address_runs_from_small_to_large():
    assert addresses.lines(Address("US", "CA", "Mountain View", "", "1600 Amphitheatre Pkwy", "94043")) == [
        "1600 Amphitheatre Pkwy", "Mountain View, CA 94043", "United States"]  # fmt: skip
    assert addresses.lines(Address("DE", "", "Berlin", "", "Unter den Linden 1", "10117"), home="DE") == [
        "Unter den Linden 1", "10117 Berlin"]  # fmt: skip
    assert addresses.lines(Address("GB", "", "London", "", "10 Downing St", "SW1A 2AA"), language="zh-hans") == [
        "10 Downing St", "London", "SW1A 2AA", "英国"]  # fmt: skip
    assert addresses.one_line(Address("GB", "", "London", "", "10 Downing St", "SW1A 2AA"), language="en").endswith(
        "United Kingdom"
    )


def test_every_city_of_the_table_is_found_with_and_without_its_province():
    for province, names in CITIES.items():
        for full in set(names.values()):
            assert addresses.parse_chinese(f"{province}{full}人民路1号").city == full
            assert addresses.parse_chinese(f"{full}人民路1号").city == full


places = st.sampled_from([*PROVINCES, *(c for names in CITIES.values() for c in names)])
endings = st.sampled_from(
    ["南山区", "昆山市", "区", "县", "市", "市辖区", "路1号", "东路", "场北路", " ", "，", "中国", "518057", "3栋", "x"]
)


ONE_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)


@given(st.one_of(st.lists(st.one_of(places, endings), max_size=7).map("".join), ONE_LINE))
def test_parsing_what_was_formatted_gives_the_same_address(line):
    address = addresses.parse_chinese(line)
    assert addresses.parse_chinese(addresses.one_line(address)) == address
