"""Rows that are opportunities: open ones, and those that were won or lost long ago."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.importing.finding import Finder
from kehu.customers.models import Contact, Customer
from kehu.foundation.company.models import Company
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.values import apart, validated
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
from kehu.foundation.values.folding import fold
from kehu.sales.actions import opportunity_bulk as bulk
from kehu.sales.actions.opportunity_bulk import Incoming
from kehu.sales.importing.products import Products
from kehu.sales.importing.unknown import unknown_customer
from kehu.sales.models import CloseReason, Competitor, Opportunity, Stage
from kehu.sales.queries.opportunities import stages_to_begin_in

NOON = time(12)


@dataclass
class Prepared:
    incoming: Incoming
    remarks: list[tuple[str, str]]


class OpportunityWriter(Writer):
    """A row is known again by its identifier in the program it comes from, or by all it says."""

    def __init__(self, context: Context):
        self.context = context
        self.system = (context.source or "import")[:40]
        company = Company.objects.current()
        self.region, self.currency = company.phone_region or "CN", company.currency
        self.stages = {str(one.pk): one for one in Stage.objects.select_related("pipeline")}
        self.first = stages_to_begin_in(context.by).first()
        self.reasons = {
            (one.outcome, fold(word)): one for one in CloseReason.objects.all() for word in (one.name, str(one))
        }
        self.competitors = {fold(one.name): one for one in Competitor.objects.all()}
        self.products = Products(context.by)
        self.definitions = custom_fields.definitions("opportunity")

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        outcomes: dict[int, Outcome] = {}
        prepared: dict[int, Prepared] = {}
        finder = self._finder(entries)
        for entry in entries:
            try:
                prepared[entry.number] = self._prepare(entry.values, finder)
            except Refusal as refusal:
                outcomes[entry.number] = Outcome(FAILED, reasons=[(refusal.field, refusal.message)])
        known = self._known([one.incoming.external_id for one in prepared.values()])
        seen = self.context.memory.recall([self._key(one) for one in prepared.values()])
        fresh: dict[int, Prepared] = {}
        here: dict[str, int] = {}
        for number, one in prepared.items():
            key = one.incoming.external_id
            if key in known:
                outcomes[number] = self._matched(known[key], one)
            elif key in here or self._key(one) in seen:
                outcomes[number] = Outcome(MERGED, seen.get(self._key(one)))
            else:
                fresh[number], here[key] = one, number
        return self._written(entries, outcomes, fresh, here, prepared)

    def _written(
        self, entries: Sequence[Entry], outcomes: dict[int, Outcome], fresh: dict[int, Prepared],
        here: dict[str, int], prepared: dict[int, Prepared],
    ) -> list[Outcome]:  # fmt: skip
        rows = [one.incoming for one in fresh.values()]
        ids = bulk.take_in(rows=rows, by=self.context.by, change_set=self.context.change_set)
        made = dict(zip(fresh, ids, strict=True))
        self.context.memory.remember({self._key(fresh[number]): pk for number, pk in made.items()})
        for number, pk in made.items():
            outcomes[number] = Outcome(CREATED, pk, fresh[number].remarks)
        for number, outcome in outcomes.items():
            if outcome.kind == MERGED and outcome.record_id is None:
                outcome.record_id = made[here[prepared[number].incoming.external_id]]
        return [outcomes[entry.number] for entry in entries]

    def _matched(self, row: Opportunity, one: Prepared) -> Outcome:
        if self.context.on_match == "ask":
            return Outcome(UNDECIDED, row.pk, [("external_id", _("This opportunity is there already."))])
        if self.context.on_match == "skip" or row.deleted_at:
            return Outcome(SKIPPED, row.pk)
        if not Opportunity.objects.editable_by(self.context.by).filter(pk=row.pk).exists():
            return Outcome(FAILED, row.pk, [("external_id", _("You may see this record but not change it."))])
        changed = bulk.bring_up(row=row, said=one.incoming, by=self.context.by, change_set=self.context.change_set)
        return Outcome(UPDATED if changed else SKIPPED, row.pk, one.remarks if changed else [])

    def _finder(self, entries: Sequence[Entry]) -> Finder:
        texts = {str(one.values["customer"]) for one in entries if one.values.get("customer")}
        return Finder(texts, by=self.context.by, system=self.system, region=self.region)

    def _known(self, ids: list[str]) -> dict[str, Opportunity]:
        rows = Opportunity._base_manager.filter(external_system=self.system, external_id__in=ids)
        return {one.external_id: one for one in rows.select_related("stage", "pipeline")}

    def _key(self, one: Prepared) -> str:
        return f"opportunity:{self.system}:{one.incoming.external_id}"

    def _prepare(self, values: dict[str, Any], finder: Finder) -> Prepared:
        plain, own = apart(values)
        stage = self._stage(plain)
        closes = stage.outcome != Stage.Outcome.OPEN
        remarks: list[tuple[str, str]] = []
        customer, called = self._customer(plain, finder, remarks)
        day: date | None = plain.get("close_date")
        said: dict[str, Any] = {
            "customer_id": customer, "name": self._name(plain, called), **self._texts(plain),
            "owner_id": plain.get("owner") or self.context.by.pk, "currency": plain.get("currency") or self.currency,
        }  # fmt: skip
        if "amount" in plain:
            said["amount"] = Decimal(getattr(plain["amount"], "amount", plain["amount"]))
            said["currency"] = (getattr(plain["amount"], "currency", "") or said["currency"])[:3].upper()
        if day:
            said["expected_close"] = day
        if "next_step_on" in plain:
            said["next_step_on"] = plain["next_step_on"]
        if plain.get("contact"):
            self._contact(said, plain, remarks)
        product = self._product(plain, remarks)
        opened, moved = _moment(plain.get("opened_on")), _moment(day) if closes else None
        return Prepared(
            Incoming(
                stage=stage, values=said, external_system=self.system, opened_at=opened,
                external_id=str(plain.get("external_id") or _fingerprint(plain))[:120], moved_at=moved or opened,
                probability=_percent(plain.get("probability")), reason=self._reason(plain, stage, remarks),
                competitor=self._competitor(plain, remarks), product_id=product,
                custom=validated(self.definitions, own) if own else {},
            ),
            remarks,
        )  # fmt: skip

    def _stage(self, plain: dict[str, Any]) -> Stage:
        found = self.stages.get(str(plain["stage"])) if plain.get("stage") else self.first
        if found is None:
            raise Refusal(_("There is no such stage."), field="stage")
        return found

    def _customer(self, plain: dict[str, Any], finder: Finder, remarks: list[tuple[str, str]]) -> tuple[UUID, str]:
        text = str(plain.get("customer") or "").strip()
        if text:
            found = finder.find(text)
            return found.id, found.name
        nobody: Customer = unknown_customer(self.context.by, self.context.change_set)
        sentence = _("No customer is named; it stands under “%(name)s” until somebody says whose it is.")
        remarks.append(("customer", sentence % {"name": nobody.name}))
        return nobody.pk, ""

    def _product(self, plain: dict[str, Any], remarks: list[tuple[str, str]]) -> UUID | None:
        if not plain.get("product"):
            return None
        found, why_not = self.products.find(str(plain["product"]))
        if why_not:
            remarks.append(("product", why_not))
        return found

    def _name(self, plain: dict[str, Any], called: str) -> str:
        parts = [str(one) for one in (plain.get("product"), called) if one]
        number = str(plain.get("external_id") or "")
        name = str(plain.get("name") or " – ".join(parts) or number).strip()[:200]
        if not name:
            raise Refusal(_("Give the opportunity a name."), field="name")
        return name

    def _texts(self, plain: dict[str, Any]) -> dict[str, str]:
        longest = {"source": 80, "next_step": 300, "description": 20_000}
        return {
            key: str(plain[key]).replace("\0", "").strip()[:most] for key, most in longest.items() if plain.get(key)
        }

    def _contact(self, said: dict[str, Any], plain: dict[str, Any], remarks: list[tuple[str, str]]) -> None:
        rows = Contact.objects.filter(customer=said["customer_id"], name=str(plain["contact"]).strip(), deleted_at=None)
        found = rows.first()
        if found:
            said["contact_id"] = found.pk
        else:
            remarks.append(("contact", _("This customer has no such contact.")))

    def _reason(self, plain: dict[str, Any], stage: Stage, remarks: list[tuple[str, str]]) -> CloseReason | None:
        if not plain.get("reason") or stage.outcome == Stage.Outcome.OPEN:
            return None
        text = " ".join(str(plain["reason"]).split())[:120]
        key = (stage.outcome, fold(text))
        if key not in self.reasons:
            self.reasons[key] = CloseReason.objects.create(outcome=stage.outcome, name=text, position=500)
            remarks.append(("reason", _("A new reason was made: %(name)s.") % {"name": text}))
        return self.reasons[key]

    def _competitor(self, plain: dict[str, Any], remarks: list[tuple[str, str]]) -> Competitor | None:
        text = " ".join(str(plain.get("competitor") or "").split())[:120]
        if not text:
            return None
        if fold(text) not in self.competitors:
            self.competitors[fold(text)] = Competitor.objects.create(name=text)
            remarks.append(("competitor", _("A new competitor was made: %(name)s.") % {"name": text}))
        return self.competitors[fold(text)]


def _moment(value: Any) -> datetime | None:
    """A day is its noon here, so that no time zone makes another day of it."""
    if value is None or isinstance(value, datetime):
        return value
    return timezone.make_aware(datetime.combine(value, NOON))


def _percent(value: Any) -> int | None:
    """50, 50.0 and 0.5 are half."""
    if value is None:
        return None
    number = Decimal(str(getattr(value, "amount", value)))
    if 0 < number < 1:
        number *= 100
    return int(min(max(number, Decimal(0)), Decimal(100)))


def _fingerprint(plain: dict[str, Any]) -> str:
    """Stands for an identifier, so that the same row does not come in a second time."""
    told = "\n".join(f"{key}={plain[key]}" for key in sorted(plain) if key not in ("stage", "next_step", "probability"))
    return "row-" + hashlib.sha256(told.encode()).hexdigest()[:40]
