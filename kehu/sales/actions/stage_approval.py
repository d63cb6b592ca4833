"""Stages that somebody has to agree to before an opportunity enters them."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.models import User
from kehu.foundation.approvals import subjects
from kehu.foundation.approvals.actions import requests
from kehu.foundation.approvals.queries import requests as found
from kehu.foundation.approvals.subjects import Fact, Kind, Outcome, Subject
from kehu.foundation.company.models import Company
from kehu.foundation.refusals import Refusal
from kehu.sales.defaults import STAGE_APPROVAL
from kehu.sales.models import Opportunity, Stage
from kehu.sales.objects import OPPORTUNITY

KEY, SUBJECT = "opportunity", STAGE_APPROVAL


class Awaited(Refusal):
    """It was asked for approval and stays where it is until somebody has decided; nothing is taken back."""


def may_enter(opportunity: Opportunity, stage: Stage, by: User) -> bool:
    """Whether it may enter the stage at once. Else somebody was asked, and it enters when he agrees. What was asked for
    another stage is called off.
    """
    standing = found.open_for(KEY, opportunity.pk, SUBJECT)
    if standing is not None and standing.facts.get("stage") != str(stage.pk):
        requests.call_off(object_key=KEY, record_id=opportunity.pk, subject=SUBJECT, by=by)
    if not stage.needs_approval or by.is_system:
        return True
    title = _("%(name)s: to “%(stage)s”") % {"name": opportunity.name, "stage": stage.label}
    asked = requests.ask(
        subject=SUBJECT, record_id=opportunity.pk, title=title, facts=_facts(opportunity, stage), by=by
    )
    return asked is None


def is_awaited(opportunity: Opportunity, stage: Stage) -> bool:
    """Whether the opportunity was to enter the stage and waits for approval."""
    return opportunity.stage_id != stage.pk


def say_awaited(opportunity: Opportunity, stage: Stage) -> None:
    """Raises Awaited if it waits; outside of the transaction that asked."""
    if is_awaited(opportunity, stage):
        raise Awaited(message())


def message() -> str:
    return _("Approval is asked for. The opportunity moves when it is given.")


def connect() -> None:
    subjects.register(
        Subject(
            key=SUBJECT, label=gettext_lazy("Stage of an opportunity"), object_key=KEY, facts=facts_of,
            decided=decided,
            fields=(
                Fact("amount", gettext_lazy("Amount"), Kind.MONEY),
                Fact("stage", gettext_lazy("Stage"), Kind.CHOICE, choices=_choices("stage")),
                Fact("pipeline", gettext_lazy("Pipeline"), Kind.CHOICE, choices=_choices("pipeline")),
            ),
        )
    )  # fmt: skip


def facts_of(opportunity: Opportunity) -> dict[str, Any]:
    """As it would be asked for now: for the stage that was wanted last."""
    stage = _wanted(opportunity.pk)
    return _facts(opportunity, stage) if stage else {}


def decided(record_id: UUID, outcome: Outcome, by: User) -> None:
    """Approved, it enters the stage if it can still. Raises `gates.StageClosed` if something is missing by now."""
    from kehu.sales.actions import opportunities

    stage = _wanted(record_id)
    row = Opportunity.objects.select_for_update(no_key=True, of=("self",)).filter(pk=record_id).first()
    if outcome != "approved" or row is None or stage is None or not row.is_open or row.deleted_at:
        return
    if stage.pipeline_id == row.pipeline_id and stage.pk != row.stage_id:
        opportunities.enter_stage(row, stage, by, timezone.now())


def _wanted(record_id: UUID) -> Stage | None:
    latest = found.latest_for(KEY, record_id, SUBJECT)
    return Stage.objects.select_related("pipeline").filter(pk=latest.facts.get("stage")).first() if latest else None


def _facts(opportunity: Opportunity, stage: Stage) -> dict[str, Any]:
    return {
        "amount": opportunity.amount_home, "currency": Company.objects.current().currency, "stage": stage.pk,
        "pipeline": stage.pipeline_id,
    }  # fmt: skip


def _choices(field: str) -> Any:
    known = OPPORTUNITY.field(field)
    return known.choices if known else None
