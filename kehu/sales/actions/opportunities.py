"""Opening opportunities, changing them, and leading them from stage to stage to their end."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.catalog.models import Product
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.approvals.actions import requests
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.calendar import rate_on
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.values import PREFIX, validated
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.sales import events
from kehu.sales.actions import gates, stage_approval
from kehu.sales.models import (
    CloseReason,
    Closure,
    Competitor,
    Opportunity,
    Pipeline,
    SellingRules,
    Stage,
    StageChange,
)
from kehu.sales.permissions import OpportunityVerb
from kehu.sales.queries import pipelines
from kehu.sales.queries.opportunities import stages_to_begin_in

EDITABLE = {
    "name", "customer", "contact", "owner", "amount", "currency", "probability", "category", "expected_close", "source",
    "next_step", "next_step_on", "description", "amount_from_lines",
}  # fmt: skip


class OpportunityRefused(Refusal):
    """The opportunity cannot be like this."""


class NotOpen(Refusal):
    """The opportunity is closed."""


def create(
    *, name: str, customer: Customer, by: User, pipeline: Pipeline | None = None, stage: Stage | None = None,
    product: Product | None = None, at: datetime | None = None, **given: Any,
) -> Opportunity:  # fmt: skip
    """Open an opportunity in a stage, by default the first of the pipeline in which `product` is sold, else of the
    first pipeline. The product becomes a line. Further keywords are those of `EDITABLE`, and `custom` with the
    company's own fields. Raises PermissionMissing or a Refusal naming its field.
    """
    by.require(OpportunityVerb.CREATE)
    require_editable(by, "opportunity", given)
    now = at or timezone.now()
    chosen = stage is not None or pipeline is not None
    if product is not None and not chosen:
        stage = pipelines.stage_for([pipelines.Offer(product)], by)
    stage = stage or _first_stage(pipeline, by)
    if stage.outcome != Stage.Outcome.OPEN:
        raise OpportunityRefused(_("An opportunity begins in an open stage."), field="stage")
    if stage.needs_approval and not by.may(OpportunityVerb.CONFIGURE):
        raise OpportunityRefused(_("This stage needs approval; open it in an earlier one."), field="stage")
    custom = given.pop("custom", {})
    row = Opportunity(
        name=name, customer=customer, pipeline=stage.pipeline, stage=stage, stage_since=now, owner=by, created_by=by,
        currency=given.pop("currency", "") or Company.objects.current().currency, probability=stage.probability,
        category=stage.category, custom=validated(custom_fields.definitions("opportunity"), custom),
    )  # fmt: skip
    if given.get("owner", by) not in (None, by):
        by.require(OpportunityVerb.ASSIGN)
    with writing(by=by):
        _set(row, given, by)
        gates.require(row, stage)
        row.save(force_insert=True)
        _note_stage(row, None, by, now)
        reindex("opportunity", [row.pk], new=True)
        publish(events.OpportunityOpened(row.pk, row.customer_id, row.owner_id), by=by.pk)
        _tell_owner(row, None, by)
        if product is not None:
            row = _sell(row, product, by, follow=row.amount is None, stays=chosen)
    return row


def update(
    *, opportunity: Opportunity, changes: dict[str, Any], by: User, expected_version: int | None = None
) -> Opportunity:
    """Change fields of `EDITABLE` and `custom.…` by key. Another owner needs the right to assign. Raises OutOfReach,
    PermissionMissing, Outdated, or a Refusal naming its field.
    """
    by.require(OpportunityVerb.EDIT)
    require_editable(by, "opportunity", changes)
    own = {key.removeprefix(PREFIX): value for key, value in changes.items() if key.startswith(PREFIX)}
    own |= changes.get("custom") or {}
    plain = {key: value for key, value in changes.items() if not key.startswith(PREFIX) and key != "custom"}
    if unknown := set(plain) - EDITABLE:
        raise OpportunityRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = editable(opportunity, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        former, expected, sold_to = row.owner_id, row.expected_close, row.customer_id
        if "owner" in plain and _key(plain["owner"]) != former:
            by.require(OpportunityVerb.ASSIGN)
        _set(row, plain, by)
        if own:
            row.custom = validated(custom_fields.definitions("opportunity"), own, existing=row.custom)
        if row.is_open and expected and row.expected_close and row.expected_close > expected:
            row.slips += 1
        row.save()
        if row.customer_id != sold_to:
            row.committee.all().delete()  # they are the people of somebody else
        reindex("opportunity", [row.pk])
        if row.owner_id != former:
            publish(events.OpportunityAssigned(row.pk, row.customer_id, row.owner_id, former), by=by.pk)
            _tell_owner(row, former, by)
    return row


def assign(*, opportunity: Opportunity, owner: User | None, by: User) -> Opportunity:
    return update(opportunity=opportunity, changes={"owner": owner}, by=by)


def advance(
    *, opportunity: Opportunity, stage: Stage, by: User, given: dict[str, Any] | None = None, at: datetime | None = None
) -> Opportunity:
    """Move to another open stage of the same pipeline, forwards or back. `given` are fields filled in on the way, as
    the stage asks for. Where the stage needs approval it is asked for, and the opportunity that is returned stands
    where it stood. Raises `gates.StageClosed` naming what is missing, NotOpen, OutOfReach.
    """
    by.require(OpportunityVerb.EDIT)
    now = at or timezone.now()
    if stage.outcome != Stage.Outcome.OPEN:
        raise OpportunityRefused(_("Close the opportunity to move it there."), field="stage")
    with writing(by=by):
        row = editable(opportunity, by)
        if not row.is_open:
            raise NotOpen(_("The opportunity is closed; reopen it first."))
        if stage.pipeline_id != row.pipeline_id:
            raise OpportunityRefused(_("This stage is of another pipeline."), field="stage")
        plain = gates.provide(row, given, by) if given else {}
        if plain:
            row = update(opportunity=row, changes=plain, by=by)
        if row.stage_id == stage.pk:
            return row
        gates.require(row, stage)
        if not stage_approval.may_enter(row, stage, by):
            row.refresh_from_db()
            return row
        enter_stage(row, stage, by, now)
    return row


def change_pipeline(
    *, opportunity: Opportunity, pipeline: Pipeline, by: User, at: datetime | None = None
) -> Opportunity:
    """Into the first stage of another pipeline. Raises `gates.StageClosed`, NotOpen, OutOfReach, OpportunityRefused."""
    by.require(OpportunityVerb.EDIT)
    with writing(by=by):
        row = editable(opportunity, by)
        if not row.is_open:
            raise NotOpen(_("The opportunity is closed; reopen it first."))
        stage = stages_to_begin_in(by).filter(pipeline=pipeline).first()
        if stage is None:
            raise OpportunityRefused(_("You cannot open opportunities in this pipeline."), field="pipeline")
        if stage.needs_approval and not by.may(OpportunityVerb.CONFIGURE):
            raise OpportunityRefused(_("This stage needs approval; open it in an earlier one."), field="stage")
        if row.pipeline_id != pipeline.pk:
            requests.call_off(object_key="opportunity", record_id=row.pk, subject=stage_approval.SUBJECT, by=by)
            row.pipeline = pipeline
            enter_stage(row, stage, by, at or timezone.now())
    return row


def enter_stage(row: Opportunity, stage: Stage, by: User, at: datetime) -> None:
    """The locked opportunity enters an open stage, where its gate lets it: asked by nobody, or approved by somebody.
    Raises `gates.StageClosed`.
    """
    gates.require(row, stage)
    former = row.stage
    _enter(row, stage, at)
    row.save()
    _note_stage(row, former, by, at)
    publish(events.OpportunityAdvanced(row.pk, row.customer_id, former.pk, stage.pk), by=by.pk)


def close(
    *, opportunity: Opportunity, outcome: str, by: User, reason: CloseReason | None = None,
    competitor: Competitor | None = None, note: str = "", at: datetime | None = None,
) -> Opportunity:  # fmt: skip
    """End an opportunity as won or lost; lost needs a reason. Closed the same way again it changes nothing."""
    by.require(OpportunityVerb.EDIT)
    now = at or timezone.now()
    if outcome not in (Opportunity.State.WON, Opportunity.State.LOST):
        raise OpportunityRefused(_("An opportunity is won or lost."), field="outcome")
    if outcome == Opportunity.State.LOST and reason is None:
        raise OpportunityRefused(_("Say why it was lost."), field="reason")
    if reason and reason.outcome != outcome:
        raise OpportunityRefused(_("This reason is for another outcome."), field="reason")
    with writing(by=by):
        row = editable(opportunity, by)
        if row.state == outcome:
            return row
        if not row.is_open:
            raise NotOpen(_("The opportunity is closed; reopen it first."))
        former, stage = row.stage, row.pipeline.stages.get(outcome=outcome)
        gates.require(row, stage)
        requests.call_off(object_key="opportunity", record_id=row.pk, subject=stage_approval.SUBJECT, by=by)
        _enter(row, stage, now)
        row.state = outcome
        row.next_step, row.next_step_on = "", None
        row.save()
        Closure.objects.create(
            opportunity=row, outcome=outcome, reason=reason, competitor=competitor, note=note.strip(), closed_at=now,
            closed_by=by, days_to_close=max(0, (now - row.created_at).days),
        )  # fmt: skip
        _note_stage(row, former, by, now)
        happened = events.OpportunityWon if outcome == Opportunity.State.WON else events.OpportunityLost
        publish(happened(row.pk, row.customer_id, row.owner_id), by=by.pk)
    return row


def reopen(*, opportunity: Opportunity, by: User, at: datetime | None = None) -> Opportunity:
    """Take the closing back: the opportunity stands again in the stage it was closed from."""
    by.require(OpportunityVerb.EDIT)
    now = at or timezone.now()
    with writing(by=by):
        row = editable(opportunity, by)
        if row.is_open:
            return row
        closed, last = row.stage, row.stage_changes.filter(to_stage=row.stage_id).first()
        stage = last.from_stage if last and last.from_stage else _first_stage(row.pipeline, by)
        Closure.objects.filter(opportunity=row).delete()
        row.state = Opportunity.State.OPEN
        _enter(row, stage, now)
        row.save()
        _note_stage(row, closed, by, now)
        publish(events.OpportunityReopened(row.pk, row.customer_id), by=by.pk)
    return row


def _sell(row: Opportunity, product: Product, by: User, *, follow: bool, stays: bool) -> Opportunity:
    """The product it was opened for as its line; with `follow` its amount is what that comes to."""
    from kehu.sales.actions import lines

    return lines.write(opportunity=row, lines=[lines.Wanted(product)], by=by, amount_from_lines=follow, stays=stays)


def _first_stage(pipeline: Pipeline | None, by: User) -> Stage:
    stages = Stage.objects.filter(pipeline=pipeline, outcome=Stage.Outcome.OPEN) if pipeline else stages_to_begin_in(by)
    found = stages.select_related("pipeline").first()
    if found is None:
        raise OpportunityRefused(_("There is no pipeline to open it in."), field="pipeline")
    return found


def _enter(row: Opportunity, stage: Stage, at: datetime) -> None:
    row.stage, row.stage_since = stage, at
    if not row.probability_is_own or stage.outcome != Stage.Outcome.OPEN:
        row.probability = stage.probability
    if not row.category_is_own and stage.outcome == Stage.Outcome.OPEN:
        row.category = stage.category
    _value(row)


def _set(row: Opportunity, changes: dict[str, Any], by: User) -> None:
    """Lay checked values over the row."""
    for key, value in changes.items():
        setattr(row, key, value.strip() if isinstance(value, str) else value)
    row.currency = row.currency.upper()
    if "amount" in changes:
        row.amount_from_lines = changes.get("amount_from_lines", False)  # what is entered by hand stays
    if "probability" in changes:
        row.probability_is_own = row.probability is not None and row.probability != row.stage.probability
        row.probability = row.stage.probability if row.probability is None else row.probability
    if "category" in changes:
        row.category = row.category or row.stage.category
        row.category_is_own = row.category != row.stage.category
    _check(row)
    if "customer" in changes:
        _check_customer(row, changes, by)
    if row.contact_id and not Contact.objects.filter(pk=row.contact_id, customer=row.customer_id).exists():
        raise OpportunityRefused(_("This contact belongs to another customer."), field="contact")
    row.sort_name = sort_key(row.name)
    _value(row)


def _check(row: Opportunity) -> None:
    if not row.name:
        raise OpportunityRefused(_("Give the opportunity a name."), field="name")
    if not 0 <= row.probability <= 100:
        raise OpportunityRefused(_("A probability is between 0 and 100 percent."), field="probability")
    if row.amount is not None and row.amount < 0:
        raise OpportunityRefused(_("An amount is not negative."), field="amount")
    if row.is_open and SellingRules.objects.current().next_step_required:
        _check_next_step(row)
    if row.owner and not row.owner.is_active:
        raise OpportunityRefused(_("%(name)s does not work here any more.") % {"name": row.owner.name}, field="owner")


def _check_next_step(row: Opportunity) -> None:
    if not row.next_step:
        raise OpportunityRefused(_("Say what is done next."), field="next_step")
    if row.next_step_on is None:
        raise OpportunityRefused(_("Say when it is done."), field="next_step_on")


def _check_customer(row: Opportunity, changes: dict[str, Any], by: User) -> None:
    """One whom the actor sees; the contact of another customer goes with that one."""
    known = Customer.objects.visible_to(by).filter(pk=row.customer_id) if changes["customer"] else None
    if known is None or not known.exists():
        raise OpportunityRefused(_("This customer is not known."), field="customer")
    if "contact" not in changes and row.contact and row.contact.customer_id != row.customer_id:
        row.contact = None


def _value(row: Opportunity) -> None:
    """The amount in the company's currency, and weighted by the probability."""
    rate = rate_on(row.currency, timezone.localdate()) if row.amount else Decimal(1)
    if rate is None:
        raise OpportunityRefused(
            _("There is no exchange rate for %(currency)s yet; an administrator can enter one in the settings.")
            % {"currency": row.currency},
            field="currency",
        )
    cent = Decimal("0.01")
    row.amount_home = ((row.amount or Decimal(0)) * rate).quantize(cent)
    row.weighted_home = (row.amount_home * row.probability / 100).quantize(cent)


def _note_stage(row: Opportunity, former: Stage | None, by: User, at: datetime) -> None:
    StageChange.objects.create(
        opportunity=row, from_stage=former, to_stage=row.stage, at=at, changed_by=by, amount_home=row.amount_home,
        expected_close=row.expected_close,
    )  # fmt: skip


def _tell_owner(row: Opportunity, former: Any, by: User) -> None:
    if row.owner and row.owner_id not in (by.pk, former):
        notices.tell(
            users=[row.owner],
            kind=Notice.Kind.ASSIGNMENT,
            message=gettext_noop("%(author)s gave you the opportunity “%(title)s”."),
            params={"author": by.name, "title": row.name},
            url=registry.address("opportunity", row.pk),
        )


def _key(owner: Any) -> Any:
    return getattr(owner, "pk", owner)
