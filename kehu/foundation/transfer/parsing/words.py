"""Yes and no, and lists of tags, as the programs of this world export them."""

import json
import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.parsing.problems import Problem, shown

YES = {
    "yes",
    "y",
    "true",
    "t",
    "1",
    "1.0",
    "on",
    "x",
    "✓",
    "✔",
    "√",
    "ja",
    "oui",
    "si",
    "sí",
    "checked",
    "active",
    "enabled",
    "opted in",
    "opt-in",
    "subscribed",
    "是",
    "是的",
    "对",
    "真",
    "有",
    "启用",
    "开",
    "开启",
    "同意",
    "已同意",
    "需要",
    "已订阅",
    "已启用",
    "有效",
    "願意",
    "愿意",
    "啟用",
    "開",
}
NO = {
    "no",
    "n",
    "false",
    "f",
    "0",
    "0.0",
    "off",
    "✗",
    "✘",
    "×",
    "nein",
    "non",
    "unchecked",
    "inactive",
    "disabled",
    "opted out",
    "opt-out",
    "unsubscribed",
    "否",
    "不是",
    "不",
    "错",
    "假",
    "无",
    "無",
    "没有",
    "停用",
    "禁用",
    "关",
    "关闭",
    "不同意",
    "拒绝",
    "不需要",
    "未订阅",
    "已退订",
    "已停用",
    "无效",
    "不愿意",
    "關",
}
MOST_TAGS = 200
LONGEST_TAG = 200


def parse_boolean(text: str | None) -> bool | Problem | None:
    """True or False for yes and no in English and Chinese, None if empty."""
    if not text or not text.strip():
        return None
    word = unicodedata.normalize("NFKC", text).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    return Problem(_("“%(value)s” is neither yes nor no."), {"value": shown(text.strip())})


def parse_tags(text: str | None) -> list[str]:
    """The words of a list cell in order, each once: cut at commas, semicolons, 、, bars and lines; JSON lists too."""
    if not text or not text.strip():
        return []
    pieces = _from_json(text) or re.split(r"\s*:::\s*|[,;|、，；｜\n\r\t]", text)
    tags: dict[str, str] = {}
    for piece in pieces:
        tag = re.sub(r"\s+", " ", piece).strip().removeprefix("* ").lstrip("#＃").strip()
        if tag:
            tags.setdefault(tag.casefold(), tag[:LONGEST_TAG])
    return list(tags.values())[:MOST_TAGS]


def _from_json(text: str) -> list[str] | None:
    if not text.lstrip().startswith("[") or len(text) > 10_000:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return [str(entry) for entry in found if isinstance(entry, str | int | float)] if isinstance(found, list) else None
