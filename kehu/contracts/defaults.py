"""The levels of dunning that are there from the start: a kind word, a reminder, a warning, a last demand."""

from typing import Any

from kehu.contracts.figures.ageing import LEVELS
from kehu.contracts.models import DunningLevel

# From this level on the manager hears of it.
MANAGER_FROM = 3
_NAMES = (
    {"en": "Kind word", "zh-hans": "友情提醒"}, {"en": "Reminder", "zh-hans": "催款提醒"},
    {"en": "Warning", "zh-hans": "催款警告"}, {"en": "Last demand", "zh-hans": "最后催告"},
)  # fmt: skip
_TEXTS: tuple[dict[str, str], ...] = (
    {
        "en": "Dear {customer},\n\nmay we remind you kindly of {amount} for “{instalment}” of {contract}, which was "
              "due on {due}? If it is on its way already, please take this as settled.\n\n{owner}, {company}",
        "zh-hans": "{customer}：\n\n您好！{contract} 项下“{instalment}”款项 {amount} 已于 {due} 到期，"
                   "烦请安排支付。如已付款，请忽略本提醒。\n\n{company} {owner}",
    },
    {
        "en": "Dear {customer},\n\n{amount} for “{instalment}” of {contract} has been outstanding for {days} days. "
              "Please pay it within seven days, or tell us what keeps you from it.\n\n{owner}, {company}",
        "zh-hans": "{customer}：\n\n您好！{contract} 项下“{instalment}”款项 {amount} 已逾期 {days} 天。"
                   "请于七日内支付；如有疑问，请及时与我们联系。\n\n{company} {owner}",
    },
    {
        "en": "Dear {customer},\n\nin spite of our reminder {amount} for “{instalment}” of {contract}, due on {due}, "
              "has not reached us. Please pay within five working days; otherwise we may suspend what we deliver.\n\n"
              "{owner}, {company}",
        "zh-hans": "{customer}：\n\n经多次提醒，{contract} 项下“{instalment}”款项 {amount}（到期日 {due}）仍未支付。"
                   "请于五个工作日内付清，否则我方可能中止履行。\n\n{company} {owner}",
    },
    {
        "en": "Dear {customer},\n\nthis is our last demand for {amount}, {days} days late, for “{instalment}” of "
              "{contract}. Unless it reaches us within five working days we shall pass the matter on to our lawyers."
              "\n\n{owner}, {company}",
        "zh-hans": "{customer}：\n\n这是我方就 {contract} 项下“{instalment}”款项 {amount}（已逾期 {days} 天）的"
                   "最后催告。如五个工作日内仍未付清，我方将移交律师处理。\n\n{company} {owner}",
    },
)  # fmt: skip


def ensure_defaults(**_more: Any) -> None:
    """Made once, when there are none; one level always stays, so that they are not made again."""
    if DunningLevel.objects.exists():
        return
    for (number, days), names, texts in zip(LEVELS, _NAMES, _TEXTS, strict=True):
        DunningLevel.objects.create(
            number=number, days=days, names=names, texts=texts, tells_manager=number >= MANAGER_FROM
        )
