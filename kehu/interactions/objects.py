"""Interactions, tasks and visits as lists, search, import, export and the API know them."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.foundation.objects.registry import Field, Kind, ObjectType, register
from kehu.interactions import derived
from kehu.interactions.models import Interaction, Task, Visit


def _rebuild_interactions(ids: list[UUID]) -> None:
    from kehu.interactions.actions import activity

    activity.rebuild(customer_ids=activity.customers_of(Interaction, ids))


def _rebuild_tasks(ids: list[UUID]) -> None:
    from kehu.interactions.actions import activity

    activity.rebuild(customer_ids=activity.customers_of(Task, ids))


def _rebuild_visits(ids: list[UUID]) -> None:
    from kehu.interactions.actions import activity

    activity.rebuild(customer_ids=activity.customers_of(Visit, ids))


_CUSTOMER = Field(
    "customer",
    _("Customer"),
    Kind.REFERENCE,
    reference="customer",
    required=True,
    listed=True,
    synonyms=("Account Name", "Company", "Related To", "Who", "客户", "客户名称", "公司"),
)
_CONTACT = Field(
    "contact", _("Contact"), Kind.REFERENCE, reference="contact", synonyms=("Contact Name", "Name", "联系人")
)
_CREATED = Field(
    "created_at",
    _("Created"),
    Kind.MOMENT,
    sortable=True,
    writable=False,
    synonyms=("Created Date", "Create date", "Created on", "创建时间", "创建日期"),
)
_AUTHOR = Field(
    "created_by",
    _("Created by"),
    Kind.REFERENCE,
    reference="user",
    writable=False,
    synonyms=("Created By", "Author", "创建人", "录入人"),
)

INTERACTION = register(
    ObjectType(
        key="interaction",
        model="interactions.Interaction",
        label=_("Interaction"),
        label_plural=_("Interactions"),
        icon="messages",
        view="interaction.view",
        create="interaction.log",
        edit="interaction.correct",
        export="interaction.export",
        list_page="interactions:interactions",
        custom_fields=True,
        title="subject",
        refresh=_rebuild_interactions,
        fields=(
            _CUSTOMER,
            Field(
                "started_at",
                _("Time"),
                Kind.MOMENT,
                sortable=True,
                listed=True,
                synonyms=(
                    "Date",
                    "Activity Date",
                    "Activity date",
                    "Created Date",
                    "Timestamp",
                    "时间",
                    "日期",
                    "联系时间",
                    "跟进时间",
                ),
            ),
            Field(
                "kind",
                _("Kind"),
                Kind.CHOICE,
                choices=lambda: Interaction.Kind.choices,
                listed=True,
                required=True,
                synonyms=("Type", "Activity type", "Task Subtype", "类型", "互动类型", "跟进方式"),
            ),
            Field(
                "channel", _("Channel"), Kind.CHOICE, choices=lambda: Interaction.Channel.choices, synonyms=("渠道",)
            ),
            Field(
                "direction",
                _("Direction"),
                Kind.CHOICE,
                choices=lambda: Interaction.Direction.choices,
                synonyms=("Call Type", "Call direction", "方向", "呼叫类型"),
            ),
            Field("subject", _("Subject"), listed=True, synonyms=("Title", "Summary", "主题", "标题")),
            Field(
                "body",
                _("Text"),
                Kind.LONG_TEXT,
                synonyms=(
                    "Description",
                    "Comments",
                    "Note",
                    "Notes",
                    "Body",
                    "Content",
                    "内容",
                    "备注",
                    "跟进内容",
                    "沟通内容",
                ),
            ),
            Field(
                "outcome",
                _("Outcome"),
                listed=True,
                synonyms=("Result", "Call Result", "Call outcome", "结果", "跟进结果"),
            ),
            Field("next_step", _("Next step"), synonyms=("Next Steps", "下一步", "下次计划")),
            Field(
                "duration_seconds", _("Duration (seconds)"), Kind.NUMBER, synonyms=("Duration", "Call Duration", "时长")
            ),
            Field("place", _("Place"), synonyms=("Location", "地点")),
            Field(
                "employee",
                _("Employee"),
                Kind.REFERENCE,
                reference="user",
                listed=True,
                synonyms=("Assigned To", "Owner", "Activity assigned to", "Responsible", "员工", "负责人", "跟进人"),
            ),
            _CONTACT,
            Field("private", _("Private"), Kind.BOOLEAN, importable=False),
            Field("source", _("Source system"), writable=False),
            Field(
                "external_id",
                _("External number"),
                synonyms=("Id", "Activity ID", "Record ID", "编号"),
                filterable=False,
            ),
            _AUTHOR,
            _CREATED,
        ),
    )
)

TASK = register(
    ObjectType(
        key="task",
        model="interactions.Task",
        label=_("Task"),
        label_plural=_("Tasks"),
        icon="checkbox",
        view="task.view",
        create="task.create",
        edit="task.edit",
        export="task.export",
        page="interactions:task",
        list_page="interactions:tasks",
        custom_fields=True,
        title="title",
        refresh=_rebuild_tasks,
        derived_from={"interactions_task": frozenset({"customer_id", "state", "due_at"})},
        fields=(
            Field(
                "title",
                _("Title"),
                required=True,
                sortable=True,
                listed=True,
                synonyms=("Subject", "Task name", "Summary", "任务", "主题", "标题"),
            ),
            Field(
                "due_at",
                _("Due"),
                Kind.MOMENT,
                sortable=True,
                listed=True,
                synonyms=("Due Date", "Deadline", "Activity Date", "截止时间", "到期日", "截止日期"),
            ),
            Field("all_day", _("All day"), Kind.BOOLEAN, synonyms=("All day event", "全天")),
            Field(
                "priority",
                _("Priority"),
                Kind.CHOICE,
                choices=lambda: [(str(key), label) for key, label in Task.Priority.choices],
                sortable=True,
                listed=True,
                synonyms=("优先级",),
            ),
            Field(
                "state",
                _("State"),
                Kind.CHOICE,
                choices=lambda: Task.State.choices,
                listed=True,
                synonyms=("Status", "Stage", "状态"),
            ),
            Field(
                "assignee",
                _("Assignee"),
                Kind.REFERENCE,
                reference="user",
                listed=True,
                synonyms=("Assigned To", "Owner", "负责人", "执行人"),
            ),
            Field(
                "customer",
                _("Customer"),
                Kind.REFERENCE,
                reference="customer",
                listed=True,
                synonyms=_CUSTOMER.synonyms,
            ),
            _CONTACT,
            Field("notes", _("Notes"), Kind.LONG_TEXT, synonyms=("Description", "Comments", "Body", "备注", "描述")),
            Field("repeat", _("Repeats"), filterable=False, synonyms=("Recurrence", "RRULE", "重复")),
            Field(
                "remind_at", _("Reminder"), Kind.MOMENT, filterable=False, synonyms=("Reminder Date/Time", "提醒时间")
            ),
            Field(
                "closed_at",
                _("Closed"),
                Kind.MOMENT,
                sortable=True,
                writable=False,
                synonyms=("Completed Date", "完成时间"),
            ),
            _AUTHOR,
            _CREATED,
        ),
    )
)

VISIT = register(
    ObjectType(
        key="visit",
        model="interactions.Visit",
        label=_("Visit"),
        label_plural=_("Visits"),
        icon="map-pin",
        view="visit.view",
        create="visit.plan",
        edit="visit.edit",
        export="visit.export",
        page="interactions:visit",
        list_page="interactions:visits",
        custom_fields=True,
        title="purpose",
        refresh=_rebuild_visits,
        derived_from={"interactions_visit": frozenset({"customer_id", "state", "planned_start"})},
        fields=(
            _CUSTOMER,
            Field(
                "purpose", _("Purpose"), required=True, listed=True, synonyms=("Subject", "Title", "目的", "拜访目的")
            ),
            Field(
                "planned_start",
                _("Start"),
                Kind.MOMENT,
                required=True,
                sortable=True,
                listed=True,
                synonyms=("Start Date", "Start", "开始时间", "拜访时间"),
            ),
            Field(
                "planned_end",
                _("End"),
                Kind.MOMENT,
                sortable=True,
                listed=True,
                synonyms=("End Date", "End", "结束时间"),
            ),
            Field("place", _("Place"), listed=True, synonyms=("Location", "地点")),
            Field(
                "state",
                _("State"),
                Kind.CHOICE,
                choices=lambda: Visit.State.choices,
                listed=True,
                writable=False,
                synonyms=("Status", "状态"),
            ),
            Field(
                "visitor",
                _("Visitor"),
                Kind.REFERENCE,
                reference="user",
                listed=True,
                synonyms=("Assigned To", "Owner", "拜访人", "负责人"),
            ),
            _CONTACT,
            Field("minutes", _("Visit minutes"), Kind.LONG_TEXT, synonyms=("Description", "Notes", "纪要", "拜访记录")),
            Field("next_step", _("Next step"), synonyms=("下一步",)),
            _AUTHOR,
            _CREATED,
        ),
    )
)

VISIT_PLAN = register(
    ObjectType(
        key="visit_plan",
        model="interactions.VisitPlan",
        label=_("Visit plan"),
        label_plural=_("Visit plans"),
        icon="route",
        view="visit.view",
        create="visit.plan",
        edit="visit.plan",
        page="interactions:visit_plan",
        list_page="interactions:visit_plans",
        title="title",
        refresh=derived.recount_plans,
        derived_from={"interactions_visitstop": frozenset({"plan_id", "visit_id"})},
        fields=(
            Field("title", _("Purpose"), required=True, listed=True, writable=False),
            Field("visitor", _("Visitor"), Kind.REFERENCE, reference="user", listed=True, writable=False),
            Field("first_day", _("First day"), Kind.DATE, sortable=True, listed=True, writable=False),
            Field("last_day", _("Last day"), Kind.DATE, listed=True, writable=False),
            Field("stop_count", _("Stops"), Kind.NUMBER, listed=True, writable=False),
            Field("held_count", _("Held visits"), Kind.NUMBER, listed=True, writable=False),
            _AUTHOR,
            Field("created_at", _("Created"), Kind.MOMENT, writable=False),
        ),
    )
)
