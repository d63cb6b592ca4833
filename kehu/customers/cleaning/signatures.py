"""A pasted business card or mail signature, split into the fields of a customer."""

import re
from dataclasses import dataclass, field

from kehu.foundation.values import emails, names, phones
from kehu.foundation.values.folding import halfwidth, has_han
from kehu.foundation.values.name_words import CHINESE_TITLES

_LABEL = re.compile(
    r"\A\s*(?:姓名|职务|职位|公司|单位|部门|手机|移动电话|电话|座机|传真|邮箱|邮件|电子邮件|地址|网址|官网|微信|name|title|company|"
    r"mobile|cell|phone|tel|telephone|office|fax|e-?mail|mail|address|add|web|website|wechat|m|t|p|e|f|w|a)\s*[:：.]\s*",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(公司|集团|银行|医院|学校|大学|学院|研究院|研究所|事务所|中心|工厂|商店|酒店|饭店|厂|店|局|委员会|"
    r"\b(?:ltd|limited|inc|llc|gmbh|corp|corporation|co|company|group|bank|university|plc|ag|s\.a)\b\.?)\s*\Z",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(总经理|经理|主任|总监|主管|专员|工程师|董事长|董事|总裁|部长|科长|处长|局长|教授|医生|律师|助理|顾问|代表|店长|会计|"
    r"\b(?:manager|director|engineer|president|officer|ceo|cto|cfo|coo|consultant|head|assistant|executive|partner|"
    r"analyst|specialist|founder|vp|sales|representative)\b)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(省|市|区|县|路|街|号|大厦|广场|\b(?:street|st|road|rd|avenue|ave|floor|suite|building|blvd|lane)\b)",
    re.IGNORECASE,
)
_WEB = re.compile(r"\A(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?\Z", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FAX = re.compile(r"\A\s*(?:传真|fax|f)\s*[:：.]", re.IGNORECASE)
_WECHAT = re.compile(r"\A\s*(?:微信|wechat)(?:号)?\s*[:：.]\s*(\S+)", re.IGNORECASE)


@dataclass
class Card:
    """What could be told of a card; empty where nothing was. `rest` has the lines that nobody understood."""

    name: str = ""
    job_title: str = ""
    company: str = ""
    phones: list[str] = field(default_factory=list)
    fax: str = ""
    emails: list[str] = field(default_factory=list)
    wechat: str = ""
    website: str = ""
    address: str = ""
    rest: list[str] = field(default_factory=list)


def read_card(text: str, region: str = "CN") -> Card:
    """Lines in any order, with or without labels, Chinese or Western. Never raises."""
    card = Card()
    for raw in text.splitlines()[:40]:
        line = halfwidth(raw).strip(" \t|,;·-*")
        if line:
            _line(card, line, region)
    if not card.name and card.rest:
        card.name = _name_among(card.rest)
    if card.name in card.rest:
        card.rest.remove(card.name)
    return card


def _line(card: Card, line: str, region: str) -> None:
    if wechat := _WECHAT.match(line):
        card.wechat = wechat[1]
        return
    found = [one for one in (emails.parse(text) for text in _EMAIL.findall(line)) if one]
    card.emails += [one for one in found if one not in card.emails]
    without = _EMAIL.sub(" ", line)
    is_fax = bool(_FAX.match(without))
    bare = _LABEL.sub("", without).strip(" |,;:")
    if not bare:
        return
    if _ADDRESS.search(bare) and (len(bare) >= 8) and not _COMPANY.search(bare):
        card.address = card.address or bare
        return
    if numbers := _numbers(bare, region):
        if is_fax:
            card.fax = card.fax or numbers[0]
        else:
            card.phones += [one for one in numbers if one not in card.phones]
        return
    if _WEB.match(bare) and not has_han(bare):
        card.website = card.website or bare
    elif _COMPANY.search(bare):
        card.company = card.company or bare
    elif not _name_and_title(card, bare):
        card.rest.append(bare)


def _numbers(text: str, region: str) -> list[str]:
    found = []
    for piece in re.split(r"\s*[|/;；、]\s*|\s{2,}", text):
        bare = _LABEL.sub("", piece)
        if sum(one.isdigit() for one in bare) >= 7:
            found += [
                one.raw if not one.valid else (one.e164 or "") for one in phones.parse_many(bare, region) if one.valid
            ]
    return found


def _name_and_title(card: Card, text: str) -> bool:
    """`王小明 总经理`, `John Smith, Sales Director`, or a title alone."""
    pieces = [one for one in re.split(r"\s*[,|/·]\s*|\s{2,}", text) if one]
    if len(pieces) == 1 and has_han(text) and " " in text:
        pieces = text.split()
    for piece in pieces:
        if _TITLE.search(piece) or piece in CHINESE_TITLES:
            card.job_title = card.job_title or piece
        elif not card.name and _looks_like_name(piece):
            card.name = piece
        else:
            return False
    return True


def _looks_like_name(text: str) -> bool:
    if has_han(text):
        parsed = names.parse(text)
        return (2 <= len(text.replace("·", "")) <= 4 and bool(parsed.family)) or "·" in text
    words = text.split()
    return 2 <= len(words) <= 4 and all(
        one[:1].isupper() and one.replace(".", "").replace("-", "").isalpha() for one in words
    )


def _name_among(lines: list[str]) -> str:
    return next((one for one in lines if _looks_like_name(one)), "")
