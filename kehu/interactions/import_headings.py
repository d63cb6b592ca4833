"""What other programs and people call the fields of interactions and tasks. The surest names come first."""

INTERACTION_HEADINGS: dict[str, list[str]] = {
    "customer": [
        "客户名称", "客户", "customer", "customer name", "account", "account name", "company", "公司", "公司名称",
        "related to", "客户姓名", "姓名", "name", "contact name", "contact", "who", "name id", "associated company",
        "associated contact", "联系人", "跟进客户", "拜访客户", "regarding", "客户编号", "来电人", "客户手机",
    ],
    "kind": [
        "类型", "互动类型", "跟进类型", "活动类型", "kind", "type", "activity type", "interaction type",
        "task subtype", "记录类型", "event type", "engagement type", "服务类型",
    ],
    "channel": [
        "渠道", "互动渠道", "跟进方式", "联系方式", "沟通方式", "channel", "medium", "contact method", "方式",
        "拜访方式", "接触渠道", "服务渠道",
    ],
    "direction": [
        "方向", "呼叫方向", "通话类型", "direction", "call type", "inbound/outbound", "呼入呼出", "call direction",
        "email direction",
    ],
    "subject": [
        "主题", "标题", "subject", "title", "activity subject", "email subject", "事由", "call title", "meeting name",
        "summary", "跟进主题", "主旨",
    ],
    "body": [
        "内容", "跟进内容", "沟通内容", "跟进记录", "body", "description", "notes", "note", "comments",
        "full comments", "记录", "详情", "拜访内容", "message", "call notes", "email body", "备注", "正文",
        "互动内容", "服务内容", "内容描述", "备忘",
    ],
    "started_at": [
        "时间", "开始时间", "跟进时间", "沟通时间", "拜访时间", "通话时间", "日期", "started at", "start",
        "start date", "date", "start time", "activity date", "date/time", "due date only", "互动时间", "联系时间",
        "发生时间", "来电时间", "跟进日期", "拜访日期", "创建时间", "created date", "create date",
        "activity date/time", "呼叫时间", "start date time",
    ],
    "duration": [
        "时长", "通话时长", "duration", "call duration", "持续时间", "分钟", "duration in minutes", "minutes", "用时",
        "call duration (seconds)", "通话秒数",
    ],
    "outcome": [
        "结果", "跟进结果", "沟通结果", "outcome", "result", "call result", "call outcome", "disposition", "拜访结果",
        "处理结果", "status", "状态", "meeting outcome",
    ],
    "employee": [
        "跟进人", "负责人", "员工", "记录人", "employee", "owner", "assigned to", "assigned", "agent", "user",
        "创建人", "created by", "坐席", "客服", "业务员", "销售", "activity assigned to", "拜访人", "operator",
        "接待人", "工号",
    ],
    "next_step": [
        "下一步", "下次跟进", "下一步计划", "next step", "next steps", "follow up", "follow-up", "后续计划",
        "下次跟进内容", "next action", "待办", "下一步行动",
    ],
    "external_id": [
        "编号", "记录编号", "互动编号", "external id", "id", "activity id", "record id", "流水号", "call id",
        "message id", "跟进编号", "工单号",
    ],
}  # fmt: skip

TASK_HEADINGS: dict[str, list[str]] = {
    "title": [
        "任务名称", "任务", "标题", "主题", "title", "subject", "task", "task name", "task title", "summary",
        "待办事项", "任务标题", "名称", "name", "task subject", "事项",
    ],
    "due_at": [
        "截止时间", "截止日期", "到期日", "due at", "due", "due date", "deadline", "计划完成时间", "完成期限",
        "到期时间", "due date only", "计划时间", "date", "提醒时间", "要求完成时间", "activity date",
    ],
    "priority": ["优先级", "重要程度", "priority", "紧急程度", "importance", "优先程度"],
    "assignee": [
        "负责人", "执行人", "经办人", "assignee", "assigned to", "owner", "assigned", "task owner", "处理人",
        "责任人", "user", "指派给",
    ],
    "status": [
        "状态", "任务状态", "完成状态", "status", "task status", "state", "是否完成", "进度", "done", "completed",
        "% complete",
    ],
    "customer": [
        "客户名称", "客户", "关联客户", "customer", "customer name", "account", "account name", "related to",
        "company", "contact", "contact name", "公司名称", "公司", "相关客户", "associated company",
        "associated contact", "联系人",
    ],
    "notes": [
        "备注", "说明", "描述", "notes", "description", "comments", "note", "task notes", "详情", "内容", "任务描述",
        "任务内容",
    ],
}  # fmt: skip

INTERACTION_KINDS: dict[str, str] = {"started_at": "moment"}
TASK_KINDS: dict[str, str] = {"due_at": "moment"}
