"""Why an enrolment is over: read from what became of its record and of what was said since, so that no fact is lost
however late or often it is looked at.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, When

from kehu.cadences.models import CadenceStep, Enrolment
from kehu.cadences.queries.refusing import channels_of, withdrawn
from kehu.interactions.models import Interaction, Visit
from kehu.sales.models import Lead, Opportunity, Touch

Reason = Enrolment.Reason


def reasons(rows: Sequence[Enrolment], *, new_owner_too: bool = True) -> dict[UUID, str]:
    """The reason for each of these live enrolments that is over. `new_owner_too`: also where it changed hands and its
    cadence stops then.
    """
    met, answered = _events(rows)
    silent = _silent(rows)
    found = {}
    for row in rows:
        said = _of_record(row, new_owner_too)
        if said is None and row.pk in answered:
            said = Reason.REPLIED
        if said is None and row.pk in met and row.cadence.stops_on_meeting:
            said = Reason.MEETING
        if said is None and row.pk in silent:
            said = Reason.CONSENT
        if said is not None:
            found[row.pk] = str(said)
    return found


def _of_record(row: Enrolment, new_owner_too: bool) -> Enrolment.Reason | None:
    record = row.record
    if record.deleted_at is not None:
        return Reason.GONE
    if isinstance(record, Lead) and not record.is_open:
        return Reason.CONVERTED if record.state == Lead.State.CONVERTED else Reason.DISCARDED
    if isinstance(record, Opportunity) and not record.is_open:
        return Reason.WON if record.state == Opportunity.State.WON else Reason.LOST
    if record.owner_id is None:
        return Reason.NOBODY
    if new_owner_too and record.owner_id != row.owner_id and row.cadence.new_owner == "stop":
        return Reason.OWNER
    return None


def _events(rows: Sequence[Enrolment]) -> tuple[set[UUID], set[UUID]]:
    """Those for whom a meeting was arranged, and those that were answered, since they began."""
    ids = [row.pk for row in rows]
    of_leads = Enrolment.objects.filter(pk__in=ids, lead__isnull=False).annotate(answered=_touched(), met=_met_lead())
    of_sales = Enrolment.objects.filter(pk__in=ids, opportunity__isnull=False)
    found: list[Any] = []
    if any(row.lead_id for row in rows):
        found += of_leads.values_list("pk", "met", "answered")
    if any(row.opportunity_id for row in rows):
        found += of_sales.annotate(answered=_answered(), met=_visited()).values_list("pk", "met", "answered")
    return {pk for pk, met, _answer in found if met}, {pk for pk, _met, answer in found if answer}


def _touched() -> Exists:
    since = Touch.objects.filter(lead=OuterRef("lead"), at__gte=OuterRef("started_at"))
    return Exists(since.filter(direction=Touch.Direction.IN).exclude(kind=Touch.Kind.NOTE))


def _met_lead() -> Exists:
    return Exists(Touch.objects.filter(lead=OuterRef("lead"), at__gte=OuterRef("started_at"), kind=Touch.Kind.MEETING))


def _answered() -> Case:
    """Something came in of the customer; where it is known of whom, of the contact of the opportunity."""
    said = Interaction.objects.filter(
        customer=OuterRef("opportunity__customer"), started_at__gte=OuterRef("started_at"), superseded_at=None,
        direction=Interaction.Direction.IN,
    ).exclude(kind=Interaction.Kind.NOTE)  # fmt: skip
    his = said.filter(Q(contact=None) | Q(contact=OuterRef("opportunity__contact")))
    return Case(When(opportunity__contact=None, then=Exists(said)), default=Exists(his), output_field=BooleanField())


def _visited() -> Exists:
    planned = Visit.objects.filter(customer=OuterRef("opportunity__customer"), created_at__gte=OuterRef("started_at"))
    return Exists(planned.exclude(state=Visit.State.CANCELLED))


def _silent(rows: Sequence[Enrolment]) -> set[UUID]:
    """Those whose customer may not be contacted any more."""
    sales = [row for row in rows if row.opportunity is not None]
    asked = {row.pk for row in sales if row.opportunity and row.opportunity.customer.do_not_contact}
    kinds: dict[UUID, set[str]] = {}
    steps = CadenceStep.objects.filter(cadence__in={row.cadence_id for row in sales}, is_removed=False)
    for cadence_id, kind in steps.values_list("cadence_id", "kind"):
        kinds.setdefault(cadence_id, set()).add(kind)
    for cadence_id, used in kinds.items():
        mine = [row for row in sales if row.cadence_id == cadence_id]
        gone = withdrawn([row.record for row in mine], channels_of(used))
        asked |= {row.pk for row in mine if row.opportunity and row.opportunity.customer_id in gone}
    return asked


def mismatched() -> Q:
    """Enrolments whose record changed hands."""
    return (Q(lead__isnull=False) & ~Q(lead__owner=F("owner"))) | (
        Q(opportunity__isnull=False) & ~Q(opportunity__owner=F("owner"))
    )
