from kehu.customers.cleaning.hours import within_hours
from kehu.customers.cleaning.signatures import read_card
from kehu.customers.tests.moments import at

CHINESE = """王小明 销售总监
河南华宁科技有限公司
手机：138 1234 5678  电话：0371-65529988
传真：0371-65529989
邮箱：xm.wang@huaning.cn
微信：wangxm88
地址：河南省郑州市金水区花园路1号 450000
www.huaning.cn"""
ENGLISH = """John A. Smith
Sales Director
Acme Telecom Ltd.
M: +44 7911 123456 | T: +44 20 7946 0958
john.smith@acme.co.uk
12 High Street, London"""


def test_a_chinese_card_is_told_apart() -> None:
    card = read_card(CHINESE)
    assert (card.name, card.job_title, card.company) == ("王小明", "销售总监", "河南华宁科技有限公司")
    assert (card.phones, card.fax) == (["+8613812345678", "+8637165529988"], "+8637165529989")
    assert (card.emails, card.wechat, card.website) == (["xm.wang@huaning.cn"], "wangxm88", "www.huaning.cn")
    assert card.address == "河南省郑州市金水区花园路1号 450000"


def test_an_english_signature_is_told_apart() -> None:
    card = read_card(ENGLISH)
    assert (card.name, card.job_title, card.company) == ("John A. Smith", "Sales Director", "Acme Telecom Ltd.")
    assert card.phones == ["+447911123456", "+442079460958"]
    assert card.address == "12 High Street, London"


def test_preferred_hours_are_understood_as_people_write_them() -> None:
    assert within_hours("", at(3))
    assert within_hours("any time", at(3))
    assert within_hours("09:00-11:30，14:00-17:00", at(14, 30))
    assert not within_hours("09:00-11:30，14:00-17:00", at(12))
    assert within_hours("18点以后", at(19))
    assert not within_hours("after 18", at(9))
