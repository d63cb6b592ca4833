"""What other programs and people call the fields of an opportunity and its stages. The surest names come first."""

from kehu.foundation.values.word_tables import read

OPPORTUNITY_HEADINGS: dict[str, list[str]] = {
    "external_id": [
        "opportunity id", "opportunity_id", "deal id", "record id", "商机编号", "编号", "id", "external id",
        "opportunity number",
    ],
    "name": [
        "opportunity name", "deal name", "商机名称", "商机", "opportunity", "deal", "项目名称", "名称", "name", "title",
    ],
    "customer": [
        "account", "account name", "customer", "customer name", "客户名称", "客户", "company", "company name",
        "associated company", "公司", "公司名称", "organisation", "organization", "客户编号",
    ],
    "contact": ["contact", "contact name", "associated contact", "联系人", "primary contact"],
    "product": ["product", "product name", "产品", "产品名称", "产品型号", "item"],
    "stage": ["deal stage", "deal_stage", "stage", "sales stage", "阶段", "销售阶段", "商机阶段", "status", "状态"],
    "amount": [
        "close value", "close_value", "amount", "deal amount", "expected revenue", "value", "金额", "商机金额",
        "预计金额", "预计销售金额", "成交金额", "deal value", "revenue",
    ],
    "currency": ["currency", "币种", "deal currency", "货币"],
    "owner": [
        "sales agent", "sales_agent", "owner", "opportunity owner", "deal owner", "负责人", "商机负责人", "salesperson",
        "sales rep", "销售", "业务员", "客户经理", "assigned to",
    ],
    "opened_on": [
        "engage date", "engage_date", "created date", "create date", "created", "created at", "opened on", "创建时间",
        "创建日期", "发现时间", "start date",
    ],
    "close_date": [
        "close date", "close_date", "expected close date", "closed on", "预计成交日期", "预计签单日期", "成交日期",
        "预计成交时间", "expected closing", "结单日期",
    ],
    "probability": ["probability", "probability (%)", "赢单概率", "概率", "win probability"],
    "reason": [
        "close reason", "loss reason", "lost reason", "closed lost reason", "输单原因", "丢单原因", "赢单原因", "原因",
    ],
    "competitor": ["competitor", "main competitor", "main competitor(s)", "竞争对手"],
    "source": ["lead source", "source", "来源", "商机来源", "original source"],
    "next_step": ["next step", "next activity", "下一步", "下一步计划"],
    "next_step_on": ["next step on", "next activity date", "下一步日期", "下次跟进时间"],
    "description": ["description", "notes", "描述", "备注", "comments"],
}  # fmt: skip

# Words of other programs for the stages that are there from the start, by their key.
STAGE_WORDS = read(
    """
    found: prospecting | prospect | lead | new | open | appointment scheduled | appointmentscheduled | 初步接洽 |
        发现 | 发现商机 | 线索 | 立项 | 潜在
    qualified: engaging | engaged | qualification | qualified to buy | qualifiedtobuy | needs analysis |
        value proposition | id. decision makers | perception analysis | 需求确认 | 确认需求 | 需求分析 | 意向
    proposal: proposal/price quote | proposal | quote | presentation scheduled | presentationscheduled |
        方案报价 | 方案 | 报价 | 方案/报价
    negotiation: negotiation/review | negotiation | contract sent | contractsent | decision maker bought-in |
        decisionmakerboughtin | 谈判 | 商务谈判 | 谈判审核 | 合同
    won: closed won | closedwon | won | win | 赢单 | 成交 | 已成交 | 签约 | 已签约
    lost: closed lost | closedlost | lost | lose | 输单 | 丢单 | 流失 | 失败 | 无效
    """
)
