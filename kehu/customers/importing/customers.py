"""Rows that are customers: found or made, batch by batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.actions.bulk import create_many, update_many
from kehu.customers.entries import CustomerUpdate, NewCustomer, NewRelationship
from kehu.customers.importing.drafts import EMAILS, LISTS, ORGANISATION, PHONES, Draft, Drafting
from kehu.customers.importing.matching import Found, Matcher, keys_of
from kehu.customers.importing.standing import Standing
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing.ahead import Ahead, make_ahead
from kehu.customers.storing.lookups import Lookups
from kehu.foundation.company.models import Company
from kehu.foundation.privacy.suppressions import is_any, suppressed
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import (
    CREATED,
    FAILED,
    MERGED,
    SKIPPED,
    UNDECIDED,
    UPDATED,
    Context,
    Entry,
    Outcome,
    Writer,
)

# What a refusal calls a field, and the mapped fields it may mean.
_CALLED: dict[str, tuple[str, ...]] = {
    "phone": (*PHONES, "contact_phone"),
    "email": (*EMAILS, "contact_email"),
    "number": ("identity_number", "credit_code"),
    "day": ("birthday", "lunar_birthday", "founded"),
    "to_customer": ("parent", "organisation"),
}


@dataclass
class Plan:
    """What a batch is going to do: entries to make and to change, each with the rows that stand behind it."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    new: dict[UUID, NewCustomer] = field(default_factory=dict)
    changed: dict[UUID, CustomerUpdate] = field(default_factory=dict)
    rows: dict[UUID, list[Draft]] = field(default_factory=dict)
    stubs: dict[str, UUID] = field(default_factory=dict)  # organisations made because a row names them
    ahead: Ahead | None = None

    def touched(self, customer_id: UUID) -> None:
        """What was made ahead of this customer does not hold any more."""
        if self.ahead:
            self.ahead.prepared.pop(customer_id, None)


class CustomerWriter(Writer):
    """Persons and organisations with all that hangs on them."""

    def __init__(self, context: Context):
        self.context = context
        self.system = context.source or "import"
        region = Company.objects.current().phone_region or "CN"
        self.drafting = Drafting(region=region, system=self.system, fields=context.fields)
        self.lookups = Lookups.of_everything(by=context.by)
        self.mostly_new = True  # whether it pays to make rows ready as if their customers were new

    def look_ahead(self, entries: Sequence[Entry]) -> Ahead | None:
        for entry in entries:
            entry.ahead = self._draft(entry)
        if not self.mostly_new:
            return None
        new = []
        for entry in entries:
            if isinstance(entry.ahead, Draft):
                entry.ahead.ready = entry.ahead.as_new()
                new.append(entry.ahead.ready)
        return make_ahead(new, self.lookups, by=self.context.by, now=timezone.now())

    def apply(self, entries: Sequence[Entry], ahead: Ahead | None = None) -> list[Outcome]:
        outcomes: dict[int, Outcome] = {}
        drafts = []
        for entry in entries:
            draft = entry.ahead or self._draft(entry)
            if isinstance(draft, Draft):
                drafts.append(draft)
            else:
                outcomes[entry.number] = draft
        outcomes.update(self._settle(drafts, ahead))
        self.mostly_new = sum(one.kind == CREATED for one in outcomes.values()) * 2 >= len(outcomes)
        return [outcomes[entry.number] for entry in entries]

    def _draft(self, entry: Entry) -> Draft | Outcome:
        try:
            return self.drafting.draft(entry.number, entry.values)
        except Refusal as refusal:
            return Outcome(FAILED, reasons=[(refusal.field, refusal.message)])

    def _settle(self, drafts: Sequence[Draft], ahead: Ahead | None = None) -> dict[int, Outcome]:
        if not drafts:
            return {}
        named = {text for draft in drafts for text in (draft.organisation, draft.parent) if text}
        matcher = Matcher(drafts, self.context, system=self.system, references=named)
        standing = Standing(matcher.known, self.context, drafts)
        plan = Plan(ahead=ahead)
        for draft in drafts:
            found = matcher.find(draft)
            outcome = self._decide(draft, found, matcher, standing, plan)
            plan.outcomes[draft.number] = outcome
        again = [*self._create(plan), *self._change(plan)]
        for draft in again:  # one row of several for the same customer is at fault: each by itself
            plan.outcomes.update(self._settle([draft]))
        _remark_suppressed(plan)
        return plan.outcomes

    def _decide(self, draft: Draft, found: Found, matcher: Matcher, standing: Standing, plan: Plan) -> Outcome:
        if found.several:
            return Outcome(UNDECIDED, reasons=[("", _("Several customers fit this row: add an id or a number."))])
        if found.trashed:
            return Outcome(
                FAILED,
                reasons=[("external_id", _("The customer with this external id is in the trash. Restore him first."))],
            )
        if found.customer is None:
            return self._make(draft, matcher, standing, plan)
        customer_id = found.customer.id
        in_batch = customer_id in plan.new or customer_id in matcher.recalled
        if not in_batch and customer_id not in standing.editable:
            return Outcome(FAILED, reasons=[("", _("This customer exists already, and you may not change him."))])
        if self.context.on_match == "skip":
            return Outcome(SKIPPED, customer_id)
        if self.context.on_match == "ask":
            return Outcome(UNDECIDED, reasons=[("", _("This looks like “%(name)s”.") % {"name": found.customer.name})])
        relations = self._relations(draft, matcher, standing, plan)
        matcher.add(draft, customer_id)
        if customer_id in plan.new:
            plan.touched(customer_id)
            _join(plan.new[customer_id].values, draft.values, plan.new[customer_id], draft, relations)
        elif customer_id not in matcher.recalled:
            self._add_update(draft, customer_id, found.by, relations, standing, plan)
        plan.rows.setdefault(customer_id, []).append(draft)
        merged = in_batch or standing.handled.get(customer_id) == CREATED
        return Outcome(MERGED if merged else UPDATED, customer_id)

    def _make(self, draft: Draft, matcher: Matcher, standing: Standing, plan: Plan) -> Outcome:
        relations = self._relations(draft, matcher, standing, plan)
        entry, draft.ready = draft.ready or draft.as_new(), None
        if relations:
            plan.touched(entry.id)
            entry.relationships = relations
        plan.new[entry.id] = entry
        plan.rows[entry.id] = [draft]
        matcher.add(draft, entry.id)
        self._remember(draft, entry.id)
        return Outcome(CREATED, entry.id)

    def _add_update(
        self,
        draft: Draft,
        customer_id: UUID,
        rule: str,
        relations: list[NewRelationship],
        standing: Standing,
        plan: Plan,
    ) -> None:
        told = dict(draft.values)
        if rule == "external_id" and draft.name_given:
            told |= draft.named
        update = plan.changed.get(customer_id)
        if update is None:
            update = plan.changed[customer_id] = CustomerUpdate(customer_id)
            if customer_id in standing.handled:  # an earlier row of this file spoke first
                told = standing.missing(customer_id, told)
        _join(update.changes, told, update, draft, relations)
        update.tags = standing.new_tags(customer_id, update.tags)
        update.consents = standing.new_consents(customer_id, update.consents)
        update.relationships = standing.new_relations(customer_id, update.relationships)

    def _relations(self, draft: Draft, matcher: Matcher, standing: Standing, plan: Plan) -> list[NewRelationship]:
        """What the row says about other customers, as relationships; organisations that are missing are made."""
        wanted = []
        if draft.organisation and draft.is_person:
            wanted.append(("works_for", draft.organisation, draft.department))
        if draft.parent:
            wanted.append(("subsidiary_of" if not draft.is_person else "works_for", draft.parent, ""))
        relations: list[NewRelationship] = []
        for kind, text, note in wanted:
            target = self._organisation(text, matcher, standing, plan)
            if target and not any(one.to == target and one.type == kind for one in relations):
                relations.append(NewRelationship(kind, target, note=note[:200]))
        return relations

    def _organisation(self, text: str, matcher: Matcher, standing: Standing, plan: Plan) -> UUID | None:
        if text in plan.stubs:
            return plan.stubs[text]
        found = matcher.reference(text)
        if found.several:
            return None
        if found.customer:
            one = found.customer.id
            known = one in plan.new or one in standing.visible
            return one if known else None
        stub = Draft(0, ORGANISATION, text.strip()[:200], {})
        entry = NewCustomer({"kind": ORGANISATION, "name": stub.name})
        plan.new[entry.id] = entry
        plan.rows[entry.id] = []
        plan.stubs[text] = entry.id
        stub.match_key = matcher.reference_key(text)
        matcher.add(stub, entry.id)
        self._remember(stub, entry.id)
        return entry.id

    def _remember(self, draft: Draft, customer_id: UUID) -> None:
        if self.context.memory.remembers:
            self.context.memory.remember(dict.fromkeys(keys_of(draft), customer_id))

    def _create(self, plan: Plan) -> list[Draft]:
        """Write what is new; returns the rows that must be tried one by one."""
        again: list[Draft] = []
        if not plan.new:
            return again
        entries = list(plan.new.values())
        made = create_many(
            entries, by=self.context.by, change_set=self.context.change_set, verb=CustomerVerb.IMPORT, ahead=plan.ahead
        )
        for place, refusal in made.refused.items():
            again += self._refuse(plan, entries[place].id, refusal)
        return again

    def _change(self, plan: Plan) -> list[Draft]:
        again: list[Draft] = []
        if not plan.changed:
            return again
        updates = list(plan.changed.values())
        done = update_many(updates, by=self.context.by, change_set=self.context.change_set, verb=CustomerVerb.IMPORT)
        for place, refusal in done.refused.items():
            again += self._refuse(plan, updates[place].id, refusal)
        for place in done.missing:
            refusal = Refusal(_("This customer exists already, and you may not change him."))
            again += self._refuse(plan, updates[place].id, refusal)
        for customer_id in done.same:
            for draft in plan.rows[customer_id]:
                if plan.outcomes[draft.number].kind == UPDATED:
                    plan.outcomes[draft.number] = Outcome(SKIPPED, customer_id)
        return again

    def _refuse(self, plan: Plan, customer_id: UUID, refusal: Refusal) -> list[Draft]:
        rows = plan.rows[customer_id]
        if len(rows) > 1:
            return rows
        for draft in rows:
            plan.outcomes[draft.number] = Outcome(FAILED, reasons=[(self._column(refusal.field), refusal.message)])
        return []

    def _column(self, field: str) -> str:
        """The mapped field that a refusal speaks of: a “phone” may have come in as mobile."""
        return next((key for key in (field, *_CALLED.get(field, ())) if key in self.context.fields), field)


def _remark_suppressed(plan: Plan) -> None:
    """Say of each row that came in whether its customer is not contacted because of the do-not-contact list."""
    if not is_any():
        return
    of_draft = {
        draft.number: {("phone", one) for one in draft.phone_keys} | {("email", one) for one in draft.email_keys}
        for drafts in plan.rows.values()
        for draft in drafts
    }
    listed = suppressed({one for keys in of_draft.values() for one in keys})
    for number, keys in of_draft.items():
        outcome = plan.outcomes[number]
        for kind in sorted({kind for kind, _value in keys & listed}) if outcome.kind != FAILED else ():
            outcome.reasons.append((kind, _("This is on the do-not-contact list: the customer is not contacted.")))


def _join(
    values: dict[str, Any], told: dict[str, Any], entry: Any, draft: Draft, relations: list[NewRelationship]
) -> None:
    """Lay a row over an entry: the first row of a file wins, later ones fill what is empty and add to lists."""
    for key, value in told.items():
        if values.get(key) in (None, "", []):
            values[key] = value
    for key in LISTS:
        had = getattr(entry, key)
        more = relations if key == "relationships" else getattr(draft, key)
        setattr(entry, key, [*had, *(one for one in more if one not in had)])
