"""A labelled set of Chinese customers: persons and firms, some of them entered twice in the ways that happen."""

import random
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date, timedelta

from kehu.customers.matching import Comparable
from kehu.foundation.search.pinyin import person_syllables
from kehu.foundation.values.identity_numbers import resident_check

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂晓东建华文志国海玉梅红春林雪飞鹏宇浩然子轩梓涵欣怡思雨佳琪嘉俊辉婷"
)
_CITIES_TEXT = "北京 上海 广州 深圳 宁波 杭州 南京 成都 武汉 西安 苏州 青岛 厦门 长沙"
_CITIES = _CITIES_TEXT.split()
_BRANDS_TEXT = "华宁 金鼎 恒信 天马 博远 鑫源 瑞丰 中科 联创 安泰 宏达 永盛 明德 嘉禾 东方 新锐 万通 凯莱 正大 海纳"
_BRANDS = _BRANDS_TEXT.split()
_TRADES_TEXT = "科技 贸易 实业 电子 物流 建筑工程 信息技术 文化传媒 餐饮管理 医疗器械"
_TRADES = _TRADES_TEXT.split()
_FORMS = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司")
_ROADS_TEXT = "人民路 解放路 中山路 建设路 和平路 科技路 学府路 滨江路 长江路 新华路"
_ROADS = _ROADS_TEXT.split()
_HOMOPHONES = str.maketrans("张伟静明晓辉红英杰志", "章玮靖铭小晖宏瑛洁智")
_LIKE_DIGITS = {"1": "7", "7": "1", "3": "8", "8": "3", "6": "9", "9": "6", "0": "6", "2": "5", "5": "2", "4": "9"}


def generate(size: int, seed: int) -> tuple[dict[Hashable, Comparable], set[frozenset[Hashable]]]:
    """About `size` records, three in ten of them a second entry, and the pairs that are one customer."""
    dice = random.Random(seed)
    records: dict[Hashable, Comparable] = {}
    truth = set()
    registered: set[str] = set()
    household: Comparable | None = None
    while len(records) < size:
        key = len(records)
        person = dice.random() < 0.75
        original = _person(dice, household) if person else _organisation(dice)
        if not person and original.names[0] in registered:
            continue  # the register gives a name once
        registered.update(original.names if not person else ())
        household = original if person and dice.random() < 0.15 else None
        records[key] = original
        if dice.random() < 0.43:
            records[key + 1] = _second_entry(dice, original)
            truth.add(frozenset((key, key + 1)))
    return records, truth


def _digits(dice: random.Random, size: int) -> str:
    return "".join(dice.choices("0123456789", k=size))


def _person(dice: random.Random, relative: Comparable | None) -> Comparable:
    """A person; a relative shares surname, home and often the phone with the one before."""
    surname = relative.names[0][0] if relative else dice.choice(_SURNAMES)
    given = "".join(dice.choices(_GIVEN, k=dice.choice((1, 2, 2))))
    while relative and relative.names[0][1:] == given:
        given = "".join(dice.choices(_GIVEN, k=2))
    birthday = date(1940, 1, 1) + timedelta(days=dice.randrange(24_000))
    city = dice.choice(_CITIES)
    number = f"{dice.choice(('110101', '440305', '330203'))}{birthday:%Y%m%d}{_digits(dice, 3)}"
    home = (
        f"{city}市{dice.choice(_ROADS)}{dice.randrange(1, 999)}号{dice.randrange(1, 30)}栋{dice.randrange(101, 2905)}室"
    )
    mobile = f"+861{dice.choice('3578')}{_digits(dice, 9)}"
    latin = "".join(person_syllables(surname + given))
    return Comparable(
        kind="person",
        names=(surname + given,),
        phones=relative.phones if relative and dice.random() < 0.5 else (mobile,),
        emails=(f"{latin}{_digits(dice, 4)}@qq.com",) if dice.random() < 0.5 else (),
        identity_numbers=(number + resident_check(number),) if dice.random() < 0.4 else (),
        addresses=(relative.addresses if relative else (home,)),
        cities=(relative.cities if relative else (city,)),
        birthday=birthday if dice.random() < 0.6 else None,
    )


def _organisation(dice: random.Random) -> Comparable:
    city, brand = dice.choice(_CITIES), dice.choice(_BRANDS) + dice.choice(("", "", dice.choice(_GIVEN)))
    name = f"{city}{brand}{dice.choice(_TRADES)}{dice.choice(_FORMS)}"
    domain = f"{''.join(person_syllables(brand))}{_digits(dice, 5)}.com.cn"
    return Comparable(
        kind="organisation",
        names=(name,),
        phones=(f"+8610{_digits(dice, 8)}",) if dice.random() < 0.8 else (),
        emails=(f"info@{domain}",) if dice.random() < 0.6 else (),
        addresses=(f"{city}市{dice.choice(_ROADS)}{dice.randrange(1, 999)}号",),
        cities=(city,),
    )


def _second_entry(dice: random.Random, record: Comparable) -> Comparable:
    """The same customer as somebody else would have entered him: one to three things differ."""
    changes = _PERSON_CHANGES if record.kind == "person" else _ORGANISATION_CHANGES
    for change in dice.sample(changes, dice.choice((1, 2, 2, 3))):
        record = change(dice, record)
    return record


def _pinyin(dice: random.Random, record: Comparable) -> Comparable:
    surname, *given = person_syllables(record.names[0]) if len(record.names[0]) <= 4 else [record.names[0]]
    if not given:
        return record
    latin = [surname.title(), "".join(given).title()]
    return replace(record, names=(" ".join(latin if dice.random() < 0.5 else latin[::-1]),))


def _homophone(_: random.Random, record: Comparable) -> Comparable:
    return replace(record, names=(record.names[0].translate(_HOMOPHONES),))


def _new_phone(dice: random.Random, record: Comparable) -> Comparable:
    return replace(record, phones=(f"+861{dice.choice('3578')}{_digits(dice, 9)}",) if dice.random() < 0.5 else ())


def _slip(dice: random.Random, text: str) -> str:
    """One digit read as another that looks like it."""
    places = [i for i, c in enumerate(text) if c in _LIKE_DIGITS and i > 2]
    place = dice.choice(places) if places else -1
    return text if place < 0 else text[:place] + _LIKE_DIGITS[text[place]] + text[place + 1 :]


def _phone_slip(dice: random.Random, record: Comparable) -> Comparable:
    return replace(record, phones=tuple(_slip(dice, phone) for phone in record.phones))


def _identity_slip(dice: random.Random, record: Comparable) -> Comparable:
    return replace(record, identity_numbers=tuple(_slip(dice, number) for number in record.identity_numbers))


def _no_identity(_: random.Random, record: Comparable) -> Comparable:
    return replace(record, identity_numbers=())


def _no_birthday(_: random.Random, record: Comparable) -> Comparable:
    return replace(record, birthday=None)


def _no_mail(_: random.Random, record: Comparable) -> Comparable:
    return replace(record, emails=())


def _moved(dice: random.Random, record: Comparable) -> Comparable:
    city = dice.choice(_CITIES)
    return replace(record, cities=(city,), addresses=(f"{city}市{dice.choice(_ROADS)}{dice.randrange(1, 999)}号",))


def _short_address(_: random.Random, record: Comparable) -> Comparable:
    return replace(record, addresses=tuple(address.partition("栋")[0] for address in record.addresses))


def _short_name(dice: random.Random, record: Comparable) -> Comparable:
    name = record.names[0]
    for form in _FORMS:
        name = name.removesuffix(form)
    return replace(record, names=(name[2:] if dice.random() < 0.5 else name,))


def _other_form(dice: random.Random, record: Comparable) -> Comparable:
    whole = record.names[0]
    name = next((whole.removesuffix(form) for form in _FORMS if whole.endswith(form)), whole)
    city, rest = name[:2], name[2:]
    other = dice.choice((f"{city}市{rest}有限公司", f"{rest}（{city}）有限公司", f"{rest}集团"))
    return replace(record, names=(other,))


Change = Callable[[random.Random, Comparable], Comparable]
_PERSON_CHANGES: list[Change] = [
    _pinyin, _homophone, _new_phone, _phone_slip, _identity_slip, _no_identity, _no_birthday, _no_mail, _moved,
    _short_address,
]  # fmt: skip
_ORGANISATION_CHANGES: list[Change] = [_short_name, _other_form, _new_phone, _phone_slip, _no_mail, _moved]
