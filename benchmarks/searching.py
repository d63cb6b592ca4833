"""Search as you type: every keystroke of what people type, in Chinese, pinyin, initials, numbers and mail addresses."""

from typing import Any
from urllib.parse import urlencode

from benchmarks.client import Client, signed_in
from benchmarks.measuring import Budget, Figure, Work, take

TYPED = {
    "Chinese name": ["张", "张伟", "欧阳", "王建国"],
    "from within a firm's name": ["科技", "信息技术", "物流"],
    "pinyin": ["zhang", "zhangw", "zhangwei", "wangjianguo"],
    "initials": ["z", "zw", "wjg", "hnkj"],
    "phone": ["1", "13", "138", "13800", "5678", "0371"],
    "mail": ["user12", "office99", "user123456@example.com"],
    "number of another system": ["boss-1", "boss-123456"],
    "words": ["smith", "james sm", "northwind log"],
    "nothing": ["qqqqqq", "黑洞黑洞"],
}
BUDGET = Budget(p95=100, statements=15, peer="233 ms, partial name")


def figures(_load: dict[str, Any]) -> list[Figure]:
    """The palette's answers, for somebody who sees all customers and for one who sees his own."""
    from django.urls import reverse

    address = reverse("lists:palette")
    works: dict[str, list[Work]] = {}
    for seen, email in (("all", "admin"), ("own", "sales")):
        client = signed_in(email, htmx=True)
        for kind, texts in TYPED.items():
            works[f"search, {seen}, {kind}"] = [_typed(client, address, text) for text in texts]
    return take(works, dict.fromkeys(works, BUDGET))


def _typed(client: Client, address: str, text: str) -> Work:
    return lambda: client.get(f"{address}?{urlencode({'q': text})}")
