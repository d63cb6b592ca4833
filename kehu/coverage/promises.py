"""Sentences in notes that sound like a promise of ours, and by when. Pure rules over Chinese and English text.

What is found is shown to a person, who decides; so a sentence too many is better than one too few.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = 300

_SENTENCE = re.compile(r"[^。！？!?\n；;]+?(?:[。！？!?；;\n]|\.(?=\s|$)|$)")
_PROMISE = re.compile(
    r"答应|承诺|保证|许诺|说好|约好|约定|我们会|我会|将会|尽快|尽量|回头|给(?:他|她|对方|客户|贵司)(?:回|发|寄|送|打)"
    r"|(?:之前|前)(?:给|回复|答复|发|提供|完成|寄|送)"
    r"|\b(?:promis\w*|agreed to|committed? to|guarante\w*|(?:i|we)(?:'ll| will| shall)"
    r"|will (?:send|call|get back|follow)|get back to|as soon as possible|asap)\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?P<year>20\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})")
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_IN_DAYS = re.compile(
    r"(?P<count>\d{1,3})\s*(?:个)?(?P<what>天|日|周|星期|个?月|days?|weeks?|months?)(?:内|之内|后|以后|\b)",
    re.IGNORECASE,
)
_WEEKDAYS = "一二三四五六日"
_NEXT_WEEKDAY = re.compile(r"下(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_THIS_WEEKDAY = re.compile(r"(?:本|这)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENGLISH_WEEKDAY = re.compile(rf"\b(?P<next>next )?(?P<day>{'|'.join(_ENGLISH_DAYS)})\b", re.IGNORECASE)
_WORDS = {
    "明天": 1, "后天": 2, "大后天": 3, "tomorrow": 1, "下周": 7, "next week": 7, "月底": -1, "end of the month": -1,
}  # fmt: skip
_DAYS = {"天": 1, "日": 1, "day": 1, "周": 7, "星期": 7, "week": 7, "月": 30, "个月": 30, "month": 30}


@dataclass(frozen=True)
class Promise:
    sentence: str
    due_on: date | None


def promises(text: str, said_on: date) -> list[Promise]:
    """The sentences of a note, written on `said_on`, that sound like a promise; each once, in their order."""
    found: dict[str, Promise] = {}
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()[:LONGEST]
        if sentence and _PROMISE.search(sentence):
            found.setdefault(sentence, Promise(sentence, due(sentence, said_on)))
    return list(found.values())


def due(sentence: str, said_on: date) -> date | None:
    """The day a sentence names, as seen from the day it was said; None if it names none."""
    if match := _ISO.search(sentence):
        return _day(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _MONTH_DAY.search(sentence):
        day = _day(said_on.year, int(match["month"]), int(match["day"]))
        return _day(said_on.year + 1, int(match["month"]), int(match["day"])) if day and day < said_on else day
    if match := _NEXT_WEEKDAY.search(sentence):
        return _weekday(said_on, match["day"], weeks=1)
    if match := _IN_DAYS.search(sentence):
        return said_on + timedelta(days=int(match["count"]) * _DAYS[match["what"].lower().rstrip("s")])
    if match := _ENGLISH_WEEKDAY.search(sentence):
        ahead = (_ENGLISH_DAYS.index(match["day"].lower()) - said_on.weekday()) % 7 or 7
        return said_on + timedelta(days=ahead)
    if match := _THIS_WEEKDAY.search(sentence):
        return _weekday(said_on, match["day"], weeks=0)
    lower = sentence.lower()
    for word in sorted(_WORDS, key=len, reverse=True):
        if word in lower:
            return _end_of_month(said_on) if _WORDS[word] < 0 else said_on + timedelta(days=_WORDS[word])
    return None


def _weekday(said_on: date, sign: str, *, weeks: int) -> date:
    number = _WEEKDAYS.index("日" if sign == "天" else sign)
    monday = said_on - timedelta(days=said_on.weekday()) + timedelta(weeks=weeks)
    day = monday + timedelta(days=number)
    return day if day >= said_on else day + timedelta(weeks=1)


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
