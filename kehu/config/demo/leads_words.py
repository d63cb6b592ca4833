"""What is said about leads of the demo company, and the rules it has for them."""

from typing import Any

# Key, name, what it holds, conditions, departments, limits.
POOLS: list[tuple[str, str, str, str, list[str], dict[str, Any]]] = [
    ("firms", "政企客户公海", "customer", "kind=organisation", ["政企客户部"],
     {"claims_per_day": 5, "most_held": 2000, "cool_down_days": 7}),
    ("homes", "公众客户公海", "customer", "kind=person", ["公众客户部"], {"claims_per_day": 20, "cool_down_days": 3}),
    ("leads", "线索公海", "lead", "", ["政企客户部", "公众客户部"], {"claims_per_day": 10, "takes_ownerless": True}),
]  # fmt: skip
# Key of the pool, name, conditions, days without contact. The strict one comes first.
RECLAIM_RULES = [
    ("firms", "大客户与A级", "tier=key&tier=a", 300),
    ("firms", "其他政企客户", "", 540),
    ("leads", "四十五天未跟进", "state=new&state=working", 45),
]
# Name, points, about, conditions, further fields.
SCORE_RULES: list[tuple[str, int, str, str, dict[str, Any]]] = [
    ("有预算", 15, "fields", "budget.from=1", {}),
    ("预算十万以上", 15, "fields", "budget.from=100000", {}),
    ("本人决策", 20, "fields", "authority=decides", {}),
    ("两个月内需要", 15, "fields", "needed_by.next=60", {}),
    ("展会与老客户推荐", 10, "fields", "source.is=展会&source.is=老客户推荐", {}),
    ("每次通话", 5, "touches", "", {"touch_kind": "call", "most": 4, "fades_days": 30}),
    ("每次见面", 12, "touches", "", {"touch_kind": "meeting", "most": 3, "fades_days": 45}),
    ("没有邮箱", -5, "fields", "email.empty=1", {}),
]
# Name, conditions, way, team, further fields.
ASSIGNMENT_RULES: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("老客户归原负责人", "", "known", "", {}),
    (
        "大额线索给大客户团队",
        "budget.from=150000",
        "least",
        "大客户团队",
        {"most_open": 40, "answer_within": 4, "when_late": "next"},
    ),
    ("其余线索社区团队轮流", "company.filled=1", "turns", "社区团队", {"in_hours": True, "answer_within": 8}),
    ("其他进公海", "", "pool", "", {}),
]
# Skills, cities, most open leads.
SELLERS: dict[str, tuple[list[str], list[str], int | None]] = {
    "sales": (["专线", "云"], ["郑州", "洛阳"], 60),
    "sales2": (["English", "云"], ["郑州", "开封"], 60),
    "sales3": (["宽带"], ["新乡", "许昌"], None),
    "sales4": (["宽带", "监控"], ["商丘", "安阳"], None),
    "sales5": (["专线"], ["南阳", "信阳", "平顶山"], 40),
}
SOURCES = ["展会", "老客户推荐", "网上表单", "客服热线", "社区推广", "电话营销"]
# (what is needed, usual budget in yuan)
NEEDS = [
    ("新办公楼需要企业专线", 96_000), ("云主机与备份", 145_000), ("门店监控改造", 72_000), ("园区5G专网", 480_000),
    ("物联网卡五百张", 36_000), ("办公宽带提速到千兆", 12_000), ("会议电视系统", 88_000), ("网络安全等级保护", 130_000),
]  # fmt: skip
TRIGGERS = ["现合同下月到期", "搬迁新址", "上级要求年内完成", "现网故障频繁", "新开三家门店"]
NEXT_STEPS = ["约时间现场勘察", "发送产品资料", "确认预算", "请客户看演示", "报价前核实地址"]
TOUCHES = [
    ("call", "电话联系，对方正在比较三家。"), ("call", "问清了到期时间，月底再打。"), ("chat", "加了微信，发了产品彩页。"),
    ("email", "发送了方案初稿。"), ("meeting", "到现场看了机房，条件具备。"), ("note", "对方希望周三以后联系。"),
]  # fmt: skip
