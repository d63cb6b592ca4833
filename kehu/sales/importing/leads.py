"""Rows that are leads: compared with the leads and customers there are, then made or filled in, a batch at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kehu.customers.models import Customer
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
from kehu.foundation.values.emails import InvalidEmail
from kehu.sales.actions import lead_bulk
from kehu.sales.actions.leads import LeadRefused
from kehu.sales.cleaning import clean_email, clean_phone, company_key
from kehu.sales.models import Lead

TEXTS = {
    "name": 200, "company": 200, "job_title": 120, "city": 80, "source": 80, "need": 500, "trigger": 300,
    "next_step": 300, "notes": 20_000,
}  # fmt: skip
PLAIN = ("authority", "needed_by", "next_step_on")


@dataclass
class Draft:
    """A row as a lead would have it, and the keys by which it is compared."""

    entry: Entry
    values: dict[str, Any]
    custom: dict[str, Any]
    keys: list[str] = field(default_factory=list)

    @property
    def customer_keys(self) -> list[str]:
        firm = company_key(self.values.get("company", ""))
        return [*self.keys, *([f"c:{firm}"] if firm else [])]


class LeadWriter(Writer):
    def __init__(self, context: Context):
        self.context = context
        self.definitions = custom_fields.definitions("lead")
        self.closed = custom_fields.closed_to(context.by, self.definitions)

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        outcomes: dict[int, Outcome] = {}
        drafts = []
        for entry in entries:
            try:
                drafts.append(self._draft(entry))
            except Refusal as refusal:
                outcomes[entry.number] = Outcome(FAILED, reasons=[(refusal.field, refusal.message)])
        known, customers = self._known(drafts), self._customers(drafts)
        new: list[Lead] = []
        changed: list[Lead] = []
        mine: dict[UUID, Lead] = {}
        for draft in drafts:
            found = next((known[key] for key in draft.keys if key in known), None)
            if isinstance(found, Lead) or (found and found not in mine):
                outcomes[draft.entry.number] = self._met(draft, found, changed)
                continue
            if found:  # an earlier row of this batch is the same lead
                _fill(mine[found], draft)
                outcomes[draft.entry.number] = Outcome(MERGED, found)
                continue
            row = self._made(draft)
            new.append(row)
            mine[row.pk] = row
            known.update(dict.fromkeys(draft.keys, row.pk))
            outcomes[draft.entry.number] = self._said_of(draft, row, customers)
        if self.context.memory.remembers:
            for draft in drafts:
                done = outcomes[draft.entry.number]
                if done.kind == CREATED and done.record_id:
                    self.context.memory.remember(dict.fromkeys(draft.keys, done.record_id))
        lead_bulk.write(
            new=new, changed=changed, by=self.context.by, change_set=self.context.change_set,
            announce=bool(self.context.options.get("automations")),
        )  # fmt: skip
        return [outcomes[entry.number] for entry in entries]

    # -- one row ---------------------------------------------------------------------------------------------------

    def _draft(self, entry: Entry) -> Draft:
        plain, own = apart(entry.values)
        values: dict[str, Any] = {
            key: _fit(plain.get(key), longest) for key, longest in TEXTS.items() if plain.get(key)
        }
        if not values.get("name"):
            values["name"] = _person(plain) or values.get("company", "")
        if not values["name"]:
            raise LeadRefused(_("Give the lead a name."), field="name")
        values |= {key: plain[key] for key in PLAIN if plain.get(key) not in (None, "")}
        values["phone"] = clean_phone(str(plain.get("phone") or ""))
        try:
            values["email"], values["email_key"] = clean_email(str(plain.get("email") or ""))
        except InvalidEmail:
            raise LeadRefused(_("This is no e-mail address."), field="email") from None
        if plain.get("budget") not in (None, ""):
            values["budget"] = _amount(plain["budget"])
        if plain.get("created_at"):
            values["created_at"] = plain["created_at"]
        if "owner" in plain:
            values["owner_id"] = plain["owner"]
        if plain.get("state"):
            values["state"] = plain["state"]
        custom = validated(self.definitions, own, closed=self.closed) if own else {}
        return Draft(entry, values, custom, _keys(values))

    def _made(self, draft: Draft) -> Lead:
        values = dict(draft.values)
        state = values.pop("state", Lead.State.NEW)
        if state == Lead.State.DISCARDED:
            values["discard_reason"] = Lead.DiscardReason.NO_NEED
        row = Lead(created_by=self.context.by, custom=draft.custom, state=state, **values)
        if "created_at" in draft.values:
            row.created_at = row.state_since = draft.values["created_at"]
        return row

    def _met(self, draft: Draft, found: Any, changed: list[Lead]) -> Outcome:
        """A row that is a lead which is there already: of this file (an id), or of before."""
        if not isinstance(found, Lead):
            return Outcome(MERGED, found)
        if found.pk not in self.editable:
            return Outcome(FAILED, reasons=[("", _("Somebody else works on a lead like this."))])
        if self.context.on_match == "skip":
            return Outcome(SKIPPED, found.pk)
        if self.context.on_match == "ask":
            return Outcome(UNDECIDED, reasons=[("", _("This looks like “%(name)s”.") % {"name": found.name})])
        ours = found.pk in self.handled and self.handled[found.pk] == CREATED
        if not _fill(found, draft):
            return Outcome(MERGED if ours else SKIPPED, found.pk)
        if all(one.pk != found.pk for one in changed):
            changed.append(found)
        return Outcome(MERGED if ours else UPDATED, found.pk)

    def _said_of(self, draft: Draft, row: Lead, customers: dict[str, Customer]) -> Outcome:
        """New; with a remark where a customer is surely the same."""
        found = next((customers[key] for key in draft.customer_keys if key in customers), None)
        if found is None:
            return Outcome(CREATED, row.pk)
        named = found.name if found.pk in self.visible else _("a customer out of your reach")
        remark = _("Is perhaps a customer already: %(name)s.") % {"name": named}
        return Outcome(CREATED, row.pk, reasons=[("", remark)])

    # -- who is there already --------------------------------------------------------------------------------------

    def _known(self, drafts: list[Draft]) -> dict[str, Any]:
        """Open leads by key, and ids of leads that earlier batches of a check would have made."""
        wanted = _by_column(drafts)
        rules = {"phone": "phone", "email": "email_key", "name": "company_key"}
        condition = Q()
        for rule, column in rules.items():
            if wanted[column] and self.context.matches_by(rule):
                condition |= Q(**{f"{column}__in": wanted[column]})
        rows = Lead.objects.filter(condition, deleted_at=None).exclude(state=Lead.State.CONVERTED)
        found: dict[str, Any] = dict(self.context.memory.recall(key for one in drafts for key in one.keys))
        leads = list(rows.order_by("created_at", "pk")) if condition else []
        for row in leads:
            for key in _keys(_values_of(row)):
                if self.context.matches_by({"p": "phone", "e": "email", "n": "name"}[key[0]]):
                    found.setdefault(key, row)
        ids = [row.pk for row in leads]
        self.handled = self.context.handled(ids)
        self.editable = set(Lead.objects.editable_by(self.context.by).filter(pk__in=ids).values_list("pk", flat=True))
        return found

    def _customers(self, drafts: list[Draft]) -> dict[str, Customer]:
        wanted = _by_column(drafts)
        condition = Q()
        for column, values in (
            ("phone", wanted["phone"]), ("email", wanted["email"]), ("match_key", wanted["company_key"]),
        ):  # fmt: skip
            if values:
                condition |= Q(**{f"{column}__in": values})
        rows = (
            list(Customer.objects.filter(condition, deleted_at=None).order_by("created_at", "pk")) if condition else []
        )
        seen = Customer.objects.visible_to(self.context.by).filter(pk__in=[one.pk for one in rows])
        self.visible: set[UUID] = (
            set(seen.values_list("pk", flat=True)) if self.context.by.may("customer.view") else set()
        )
        found: dict[str, Customer] = {}
        for row in rows:
            keys = [("p", row.phone), ("e", row.email.casefold()), ("c", row.match_key)]
            for mark, value in keys:
                if value:
                    found.setdefault(f"{mark}:{value}", row)
        return found


def _keys(values: dict[str, Any]) -> list[str]:
    """By what a lead is compared: its number, its address, and its firm together with the person's name."""
    firm = company_key(values.get("company", ""))
    found = [("p", values.get("phone")), ("e", values.get("email_key"))]
    keys = [f"{mark}:{value}" for mark, value in found if value]
    if firm:
        keys.append(f"n:{firm}|{str(values.get('name', '')).casefold()}")
    return keys


def _values_of(row: Lead) -> dict[str, Any]:
    return {"phone": row.phone, "email_key": row.email_key, "company": row.company, "name": row.name}


def _by_column(drafts: list[Draft]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in drafts:
        found["phone"].add(one.values.get("phone", ""))
        found["email_key"].add(one.values.get("email_key", ""))
        found["email"].add(one.values.get("email", ""))
        found["company_key"].add(company_key(one.values.get("company", "")))
    return defaultdict(set, {key: values - {""} for key, values in found.items()})


def _fill(row: Lead, draft: Draft) -> bool:
    """What the row says and the lead does not know yet; whether there was anything."""
    before = {key: getattr(row, key) for key in draft.values} | {"custom": dict(row.custom)}
    for key, value in draft.values.items():
        if key not in ("state", "created_at", "owner_id") and getattr(row, key) in (None, ""):
            setattr(row, key, value)
    row.custom = {**draft.custom, **{key: value for key, value in row.custom.items() if value not in (None, "", [])}}
    return any(before[key] != getattr(row, key) for key in before)


def _person(plain: dict[str, Any]) -> str:
    family, given = (_fit(plain.get(key), 100) for key in ("last_name", "first_name"))
    chinese = any("\u3400" <= letter <= "\u9fff" for letter in family + given)
    return f"{family}{given}" if chinese else f"{given} {family}".strip()


def _amount(value: Any) -> Decimal:
    try:
        found = Decimal(str(value).replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise LeadRefused(_("“%(value)s” is not a number.") % {"value": str(value)[:40]}, field="budget") from None
    if found < 0 or found >= Decimal(10) ** 16:
        raise LeadRefused(_("An amount is not negative."), field="budget")
    return found.quantize(Decimal("0.01"))


def _fit(text: Any, longest: int) -> str:
    return str(text or "").replace("\0", "").strip()[:longest]
