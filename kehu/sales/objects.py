"""Opportunities and leads as lists, search, import, export and the API know them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.foundation.company.forms import currencies
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register
from kehu.sales.models import CloseReason, Competitor, Lead, Opportunity, Pipeline, Stage
from kehu.sales.pooled_objects import POOLED_CUSTOMER, POOLED_LEAD


def _refresh(ids: list[UUID]) -> None:
    from kehu.sales.derived import refresh_opportunities

    refresh_opportunities(ids)


def _refresh_leads(ids: list[UUID]) -> None:
    from kehu.sales.derived import refresh_leads

    refresh_leads(ids)


def _pipelines() -> Iterable[tuple[str, Any]]:
    return [(str(one.pk), one.label) for one in Pipeline.objects.all()]


def _reasons() -> Iterable[tuple[str, Any]]:
    return [(str(one.pk), str(one)) for one in CloseReason.objects.all()]


def _competitors() -> Iterable[tuple[str, Any]]:
    return [(str(one.pk), str(one)) for one in Competitor.objects.all()]


def stage_choices() -> Iterable[tuple[str, Any]]:
    rows = list(Stage.objects.select_related("pipeline"))
    several = len({one.pipeline_id for one in rows}) > 1
    return [(str(one.pk), f"{one.pipeline.label}: {one.label}" if several else one.label) for one in rows]


OPPORTUNITY = register(
    ObjectType(
        key="opportunity",
        model="sales.Opportunity",
        label=_("Opportunity"),
        label_plural=_("Opportunities"),
        icon="target-arrow",
        view="opportunity.view",
        create="opportunity.create",
        edit="opportunity.edit",
        delete="opportunity.delete",
        export="opportunity.export",
        page="sales:opportunity",
        list_page="sales:opportunities",
        custom_fields=True,
        refresh=_refresh,
        fields=(
            Field(
                "name", _("Name"), required=True, sortable=True, sorted_by="sort_name", listed=True,
                synonyms=("Opportunity Name", "Deal name", "Deal Name", "商机名称", "商机"),
            ),
            Field(
                "customer", _("Customer"), Kind.REFERENCE, reference="customer", required=True, listed=True,
                synonyms=("Account Name", "Associated Company", "客户", "客户名称"),
            ),
            Field("contact", _("Contact"), Kind.REFERENCE, reference="contact", synonyms=("Contact Name", "联系人")),
            Field(
                "pipeline", _("Pipeline"), Kind.CHOICE, choices=_pipelines, writable=False,
                synonyms=("销售管道",),
            ),
            Field(
                "stage", _("Stage"), Kind.CHOICE, choices=stage_choices, listed=True, writable=False,
                synonyms=("Deal Stage", "Sales Stage", "阶段", "销售阶段"),
            ),
            Field(
                "amount", _("Amount"), Kind.MONEY, sortable=True, listed=True,
                synonyms=("Expected Revenue", "Deal amount", "金额", "预计金额"),
            ),
            Field("currency", _("Currency"), Kind.CHOICE, choices=currencies),
            Field("probability", _("Probability (percent)"), Kind.NUMBER, synonyms=("Probability (%)", "赢单概率")),
            Field(
                "amount_home", _("Amount in the company's currency"), Kind.NUMBER, writable=False, importable=False,
                at_home=True,
            ),
            Field("weighted_home", _("Weighted amount"), Kind.NUMBER, writable=False, importable=False, at_home=True),
            Field(
                "expected_close", _("Expected to close"), Kind.DATE, sortable=True, listed=True,
                synonyms=("Close Date", "Close date", "预计成交日期", "预计签单日期"),
            ),
            Field("category", _("Forecast category"), Kind.CHOICE, choices=lambda: Opportunity.Category.choices),
            Field(
                "owner", _("Owner"), Kind.REFERENCE, reference="user", listed=True,
                synonyms=("Opportunity Owner", "Deal owner", "负责人"),
            ),
            Field("state", _("State"), Kind.CHOICE, choices=lambda: Opportunity.State.choices, writable=False),
            Field("next_step", _("Next step"), listed=True, synonyms=("Next Step", "下一步")),
            Field("next_step_on", _("Next step on"), Kind.DATE),
            Field("slips", _("Times put off"), Kind.NUMBER, writable=False, importable=False),
            Field("stage_since", _("In stage since"), Kind.MOMENT, writable=False, importable=False),
            Field("source", _("Source"), synonyms=("Lead Source", "来源", "商机来源")),
            Field(
                "closed_at", _("Closed at"), Kind.MOMENT, source="closure__closed_at", writable=False, importable=False
            ),
            Field(
                "close_reason", _("Reason of the closing"), Kind.CHOICE, source="closure__reason", choices=_reasons,
                writable=False, importable=False,
            ),
            Field(
                "competitor", _("Competitor"), Kind.CHOICE, source="closure__competitor", choices=_competitors,
                writable=False, importable=False,
            ),
            Field(
                "stages_reached", _("Stages it was in"), Kind.CHOICE, source="stage_changes__to_stage",
                choices=stage_choices, writable=False, importable=False,
            ),
            Field(
                "sellers", _("Sells with the owner"), Kind.REFERENCE, source="selling_team__user", reference="user",
                writable=False, importable=False,
            ),
            Field("description", _("Description"), Kind.LONG_TEXT, filterable=False, synonyms=("Description", "描述")),
            Field("created_at", _("Created"), Kind.MOMENT, writable=False, synonyms=("Created Date", "创建时间")),
            Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, writable=False, importable=False),
        ),
    )
)  # fmt: skip

LEAD = register(
    ObjectType(
        key="lead",
        model="sales.Lead",
        label=_("Lead"),
        label_plural=_("Leads"),
        icon="filter",
        view="lead.view",
        create="lead.create",
        edit="lead.edit",
        delete="lead.delete",
        export="lead.export",
        page="sales:lead",
        list_page="sales:leads",
        custom_fields=True,
        refresh=_refresh_leads,
        fields=(
            Field(
                "name", _("Name"), required=True, sortable=True, sorted_by="sort_name", listed=True,
                synonyms=("Lead Name", "Full Name", "线索名称", "姓名"),
            ),
            Field("company", _("Company"), listed=True, synonyms=("Company Name", "Organization", "公司", "公司名称")),
            Field("job_title", _("Job title"), synonyms=("Title", "职位", "职务")),
            Field("phone", _("Phone"), Kind.PHONE, listed=True, synonyms=("Mobile", "电话", "手机")),
            Field("email", _("E-mail"), Kind.EMAIL, synonyms=("Email", "邮箱", "电子邮件")),
            Field("city", _("City"), synonyms=("城市",)),
            Field("source", _("Source"), listed=True, synonyms=("Lead Source", "来源", "线索来源")),
            Field(
                "state", _("State"), Kind.CHOICE, choices=lambda: Lead.State.choices, listed=True, writable=False,
                synonyms=("Lead Status", "Status", "状态", "线索状态"),
            ),
            Field(
                "owner", _("Owner"), Kind.REFERENCE, reference="user", listed=True,
                synonyms=("Lead Owner", "负责人"),
            ),
            Field("need", _("Need"), synonyms=("需求",)),
            Field("budget", _("Budget"), Kind.NUMBER, synonyms=("预算",)),
            Field("authority", _("Authority"), Kind.CHOICE, choices=lambda: Lead.Authority.choices),
            Field("needed_by", _("Needed by"), Kind.DATE),
            Field("trigger", _("What triggers it")),
            Field("next_step", _("Next step"), listed=True, synonyms=("Next Step", "下一步")),
            Field("next_step_on", _("Next step on"), Kind.DATE, sortable=True),
            Field("last_touch_at", _("Last contact"), Kind.MOMENT, writable=False, importable=False),
            Field("touch_count", _("Contacts made"), Kind.NUMBER, writable=False, importable=False),
            Field(
                "score", _("Score"), Kind.NUMBER, sortable=True, listed=True, writable=False, importable=False,
                summed=False,
            ),
            Field(
                "band", _("Temperature"), Kind.CHOICE, choices=lambda: Lead.Band.choices, writable=False,
                importable=False,
            ),
            Field("state_since", _("In this state since"), Kind.MOMENT, writable=False, importable=False),
            Field(
                "discard_reason", _("Why discarded"), Kind.CHOICE, choices=lambda: Lead.DiscardReason.choices,
                writable=False, importable=False,
            ),
            Field(
                "converted_customer", _("Customer"), Kind.REFERENCE, reference="customer", writable=False,
                importable=False,
            ),
            Field(
                "converted_contact", _("Contact"), Kind.REFERENCE, reference="contact", writable=False,
                importable=False,
            ),
            Field(
                "converted_opportunity", _("Opportunity"), Kind.REFERENCE, reference="opportunity", writable=False,
                importable=False,
            ),
            Field("converted_at", _("Converted"), Kind.MOMENT, writable=False, importable=False),
            Field("notes", _("Notes"), Kind.LONG_TEXT, filterable=False, synonyms=("Description", "备注", "描述")),
            Field(
                "created_at", _("Created"), Kind.MOMENT, sortable=True, writable=False,
                synonyms=("Created Date", "创建时间"),
            ),
            Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, writable=False, importable=False),
        ),
    )
)  # fmt: skip

# Declared beside these, and found through them.
__all__ = ["LEAD", "OPPORTUNITY", "POOLED_CUSTOMER", "POOLED_LEAD"]
