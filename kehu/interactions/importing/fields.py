"""The fields of interactions and tasks that a column may fill, with the words other programs use for our choices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.customers.importing.fields import custom_fields
from kehu.foundation.access.models import User
from kehu.foundation.objects.registry import Kind
from kehu.foundation.transfer.targets import TargetField
from kehu.interactions.import_headings import INTERACTION_HEADINGS, TASK_HEADINGS
from kehu.interactions.models import Interaction, Task

KINDS = {
    "note": ("备注", "记录", "便签", "跟进记录"),
    "call": ("电话", "通话", "电话沟通", "打电话", "phone", "phone call", "outbound call",
             "inbound call", "logged call", "呼叫", "来电", "去电", "电话拜访", "回访"),
    "email": ("邮件", "电子邮件", "mail", "sent email", "incoming email"),
    "meeting": ("会议", "面谈", "会面", "event", "appointment"),
    "visit": ("拜访", "上门", "上门拜访", "面访", "客户拜访", "来访"),
    "letter": ("信函", "信件", "post"),
    "fax": ("传真",),
    "chat": ("聊天", "微信", "wechat", "企业微信", "whatsapp", "linkedin message", "在线客服", "qq"),
    "sms": ("短信", "text", "text message"),
    "web": ("网站", "web form", "表单"),
    "other": ("其他", "task"),
}  # fmt: skip
CHANNELS = {
    "phone": ("电话", "phone", "call", "来电", "热线"), "email": ("邮件", "邮箱"), "wechat": ("微信",),
    "wecom": ("企业微信",), "in_person": ("上门", "面谈", "现场", "拜访", "营业厅", "门店"), "sms": ("短信",),
    "web": ("网站", "网厅", "app"), "letter": ("信函",), "fax": ("传真",), "video": ("视频",), "chat": ("在线", "聊天"),
}  # fmt: skip
DIRECTIONS = {
    "in": ("inbound", "incoming", "呼入", "来电", "入", "received", "incoming_email"),
    "out": ("outbound", "outgoing", "呼出", "去电", "出", "sent", "email"),
}
STATES = {
    "open": ("not started", "in progress", "waiting on someone else", "deferred", "未开始",
             "进行中", "待办", "未完成", "否", "no", "false", "待处理", "0"),
    "done": ("completed", "complete", "已完成", "完成", "是", "yes", "true", "closed", "100", "1"),
    "cancelled": ("canceled", "已取消", "取消", "作废"),
}  # fmt: skip
PRIORITIES = {
    "1": ("high", "高", "紧急", "urgent", "重要", "重要紧急"), "2": ("normal", "medium", "中", "普通", "一般"),
    "3": ("low", "低"),
}  # fmt: skip

# Key, label, kind, choices, other programs' words for them, what it refers to.
_Given = tuple[str, Any, Kind, Callable[[], Any] | None, Mapping[str, tuple[str, ...]], str]

INTERACTION_FIELDS: tuple[_Given, ...] = (
    ("customer", _("Customer"), Kind.REFERENCE, None, {}, "customer"),
    ("kind", _("Kind"), Kind.CHOICE, lambda: Interaction.Kind.choices, KINDS, ""),
    ("channel", _("Channel"), Kind.CHOICE, lambda: Interaction.Channel.choices, CHANNELS, ""),
    ("direction", _("Direction"), Kind.CHOICE, lambda: Interaction.Direction.choices, DIRECTIONS, ""),
    ("started_at", _("Time"), Kind.MOMENT, None, {}, ""),
    ("duration", _("Duration"), Kind.TEXT, None, {}, ""),
    ("subject", _("Subject"), Kind.TEXT, None, {}, ""),
    ("body", _("Text"), Kind.LONG_TEXT, None, {}, ""),
    ("outcome", _("Outcome"), Kind.TEXT, None, {}, ""),
    ("next_step", _("Next step"), Kind.TEXT, None, {}, ""),
    ("employee", _("Employee"), Kind.REFERENCE, None, {}, "user"),
    ("external_id", _("External id"), Kind.TEXT, None, {}, ""),
)
TASK_FIELDS: tuple[_Given, ...] = (
    ("title", _("Title"), Kind.TEXT, None, {}, ""),
    ("customer", _("Customer"), Kind.REFERENCE, None, {}, "customer"),
    ("due_at", _("Due"), Kind.MOMENT, None, {}, ""),
    ("priority", _("Priority"), Kind.CHOICE, lambda: Task.Priority.choices, PRIORITIES, ""),
    ("assignee", _("Assignee"), Kind.REFERENCE, None, {}, "user"),
    ("status", _("State"), Kind.CHOICE, lambda: Task.State.choices, STATES, ""),
    ("notes", _("Notes"), Kind.LONG_TEXT, None, {}, ""),
)


def interaction_fields(user: User) -> list[TargetField]:
    return _targets(INTERACTION_FIELDS, INTERACTION_HEADINGS) + custom_fields("interaction", user)


def task_fields(user: User) -> list[TargetField]:
    return _targets(TASK_FIELDS, TASK_HEADINGS) + custom_fields("task", user)


def _targets(fields: tuple[_Given, ...], headings: dict[str, list[str]]) -> list[TargetField]:
    return [
        TargetField(key, label, kind, tuple(headings.get(key, ())), choices, aliases, reference)
        for key, label, kind, choices, aliases, reference in fields
    ]
