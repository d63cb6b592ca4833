"""What other programs and people call the fields of a lead (Salesforce, HubSpot, vCards, Chinese sheets). The surest
names come first.
"""

LEAD_HEADINGS: dict[str, list[str]] = {
    "name": [
        "线索名称", "联系人", "联系人姓名", "姓名", "name", "full name", "lead name", "contact name", "contact",
        "客户姓名", "对接人", "lead", "名称",
    ],
    "first_name": ["first name", "given name", "firstname", "名"],
    "last_name": ["last name", "family name", "surname", "lastname", "姓", "姓氏"],
    "company": [
        "公司", "公司名称", "单位", "企业名称", "客户名称", "company", "company name", "company / account", "account",
        "organization", "organisation", "associated company", "客户", "单位名称", "所属公司",
    ],
    "job_title": ["职位", "职务", "job title", "title", "position", "role", "岗位"],
    "phone": [
        "手机", "手机号", "电话", "联系电话", "mobile", "mobile phone", "mobile phone number", "phone", "phone number",
        "phone 1", "联系方式", "手机号码", "电话号码", "telephone",
    ],
    "email": ["邮箱", "电子邮箱", "电子邮件", "email", "e-mail", "email address", "email 1", "mail"],
    "city": ["城市", "市", "所在城市", "city", "address 1 city", "location", "地市", "地区"],
    "source": [
        "线索来源", "来源", "来源渠道", "渠道", "lead source", "source", "original source", "original traffic source",
        "获客渠道", "campaign",
    ],
    "owner": ["负责人", "跟进人", "线索负责人", "lead owner", "contact owner", "owner", "assigned to", "业务员",
              "销售"],
    "state": ["线索状态", "状态", "lead status", "status", "lifecycle stage", "跟进状态", "stage"],
    "need": [
        "需求", "客户需求", "意向产品", "需求描述", "need", "needs", "interest", "product interest", "意向", "message",
    ],
    "budget": ["预算", "预算金额", "budget", "expected amount", "预计金额", "annual budget"],
    "authority": ["决策权", "决策角色", "authority", "buying role", "角色"],
    "needed_by": ["需求时间", "预计采购时间", "计划时间", "needed by", "timeline", "timeframe", "预计购买时间"],
    "trigger": ["触发因素", "触发原因", "trigger", "reason", "采购原因"],
    "next_step": ["下一步", "下一步计划", "next step", "next steps", "next activity", "后续计划"],
    "next_step_on": ["下次跟进时间", "下次联系时间", "下次跟进日期", "next step date", "next activity date",
                     "follow up on"],
    "notes": ["备注", "说明", "描述", "notes", "note", "description", "comments", "remarks", "其他"],
    "created_at": ["创建时间", "创建日期", "录入时间", "create date", "created date", "created at", "date created"],
}  # fmt: skip
# Words of other programs for our states; what is closed there comes in as discarded.
STATES = {
    "new": ("open", "open - not contacted", "not contacted", "未联系", "未跟进", "新线索", "subscriber", "lead",
            "待跟进"),
    "working": (
        "working", "working - contacted", "contacted", "in progress", "attempted to contact", "connected", "open deal",
        "跟进中", "已联系", "联系中", "nurturing", "marketing qualified lead", "mql",
    ),
    "qualified": ("qualified", "sales qualified lead", "sql", "合格", "已确认", "有意向", "意向客户"),
    "discarded": (
        "unqualified", "closed - not converted", "bad timing", "disqualified", "dead", "lost", "无效", "已放弃", "关闭",
        "无意向",
    ),
}  # fmt: skip
AUTHORITIES = {
    "decides": ("决策者", "决策人", "decision maker", "budget holder", "decider", "yes", "是"),
    "influences": ("影响者", "影响人", "influencer", "champion", "executive sponsor"),
    "uses": ("使用者", "使用人", "end user", "user"),
}
