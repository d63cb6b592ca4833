"""Contracts of the demo company: what became of its won opportunities, who pays on time, and who has to be asked."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.contracts.figures import splits
from kehu.contracts.figures.ageing import days_overdue, level_of
from kehu.contracts.figures.allocating import state_of
from kehu.contracts.figures.taxes import net_and_tax
from kehu.contracts.models import (
    Allocation,
    Contract,
    ContractLine,
    ContractVersion,
    DunningStep,
    Instalment,
    Invoice,
    InvoicedInstalment,
    InvoiceLine,
    Milestone,
    NumberSequence,
    Receipt,
    StateChange,
)
from kehu.contracts.queries import dunning
from kehu.contracts.queries.versions import terms_of
from kehu.foundation.company.models import Company
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.foundation.values.identity_numbers import credit_code_check
from kehu.sales.models import Opportunity

MOST = 160
NOTHING = Decimal(0)
# (parts in percent or number of months between equal ones, how likely)
PLANS: tuple[tuple[tuple[int, ...] | int, int], ...] = (((30, 60, 10), 4), ((50, 50), 2), ((100,), 2), (3, 3), (1, 1))
MILESTONES = ("方案确认", "设备到货", "开通验收", "维保培训")
RATES = (Decimal(6), Decimal(13))
TERMS = ("月租服务", "设备及安装")


class Office:
    """Makes the rows of one contract after the other, and writes them together."""

    def __init__(self, scene: Scene):
        self.scene, self.rng, self.new = scene, scene.chance("contracts"), ids.Series(ids.CONTRACTS)
        self.today = datetime.fromtimestamp(scene.now, tz=UTC).date()
        self.ours, self.numbers = Company.objects.current().name, Counter[str]()
        self.manager, self.levels = scene.people["manager"], dunning.levels()
        self.rows: dict[type[Any], list[Any]] = {
            one: []
            for one in (
                Contract, ContractVersion, ContractLine, StateChange, Milestone, Instalment, DunningStep, Receipt, Allocation,
                Invoice, InvoiceLine, InvoicedInstalment,
            )
        }  # fmt: skip

    def add(self, model: type[Any], day: date, **values: Any) -> Any:
        at = datetime.combine(day, time(2), tzinfo=UTC)
        made = model(id=self.new(at.timestamp()), created_at=at, updated_at=at, **values)
        self.rows[model].append(made)
        return made

    def number(self, prefix: str, day: date) -> str:
        self.numbers[f"{prefix}{day.year}"] += 1
        return f"{prefix}{day.year}-{self.numbers[f'{prefix}{day.year}']:05}"

    def sign(self, sale: Opportunity, signed: date) -> None:
        """The contract of a won opportunity, its plan, and what came of it."""
        rng = self.rng
        months = rng.choice([6, 12, 12, 12, 24, 36])
        starts = signed + timedelta(days=rng.randrange(1, 20))
        ends = splits.months_later(starts, months) - timedelta(days=1)
        renews = months == 12 and rng.random() < 0.4
        state = "active" if ends >= self.today else "ended"
        if state == "active" and rng.random() < 0.05:
            state = rng.choice(["suspended", "terminated"])
        row = self._contract(sale, signed, starts, ends, state, renews=renews)
        version = self.add(
            ContractVersion, signed, contract=row, number=1, state="in_force", signed_on=signed, effective_on=starts,
            created_by=row.owner,
        )  # fmt: skip
        self._lines(row, version)
        self._plan(row, self._reach(row, starts))
        version.terms = terms_of(row)
        self.add(StateChange, signed, contract=row, to_state="draft", changed_by=row.owner)
        self.add(StateChange, signed, contract=row, from_state="draft", to_state="active", changed_by=row.owner)
        if state != "active":
            day = min(ends, self.today - timedelta(days=3))
            why = {"ended": "合同期满", "suspended": "客户申请停机", "terminated": "客户迁址，提前解约"}[state]
            self.add(
                StateChange, day, contract=row, from_state="active", to_state=state, reason=why, changed_by=row.owner
            )
            row.state_reason = why

    def draw_up(self, sale: Opportunity) -> None:
        """A draft of a sale that is nearly won."""
        row = self._contract(sale, None, None, None, "draft", renews=False)
        version = self.add(ContractVersion, self.today, contract=row, number=1, created_by=row.owner)
        self._lines(row, version)
        self._plan(row, None)
        self.add(StateChange, self.today, contract=row, to_state="draft", changed_by=row.owner)

    def write(self) -> None:
        for model, rows in self.rows.items():
            model._base_manager.bulk_create(rows, batch_size=500)
        for key, last in self.numbers.items():
            NumberSequence.objects.get_or_create(key=key, defaults={"id": self.new(self.scene.now), "last": last})
        for key, model in (("contract", Contract), ("receipt", Receipt), ("invoice", Invoice)):
            reindex(key, [one.pk for one in self.rows[model]], new=True)

    def _contract(
        self, sale: Opportunity, signed: date | None, starts: date | None, ends: date | None, state: str, *,
        renews: bool,
    ) -> Contract:  # fmt: skip
        day = signed or self.today
        amount = sale.amount or NOTHING
        rate = (sale.amount_home / amount).quantize(Decimal("0.00000001")) if amount else Decimal(1)
        return self.add(  # type: ignore[no-any-return]
            Contract, day, number=self.number("C", day), name=sale.name, sort_name=sort_key(sale.name),
            kind=self.rng.choice(["service", "subscription", "sale", "maintenance"]), customer=sale.customer,
            contact_id=sale.contact_id, opportunity=sale, our_party=self.ours, their_party=sale.customer.name,
            signed_on=signed, starts_on=starts, ends_on=ends, renews=renews, amount=amount, currency=sale.currency,
            rate=rate, amount_home=sale.amount_home, outstanding=amount, owner=sale.owner, created_by=sale.owner,
            state=state, state_since=datetime.combine(day, time(2), tzinfo=UTC), billing_address=sale.customer.city,
            delivery_address=sale.customer.city,
        )  # fmt: skip

    def _lines(self, row: Contract, version: ContractVersion) -> None:
        first, second = splits.in_proportion(row.amount, row.currency, [Decimal(7), Decimal(3)])
        for place, (gross, rate) in enumerate(((first, RATES[0]), (second, RATES[1]))):
            net, tax = net_and_tax(gross, rate, row.currency)
            self.add(
                ContractLine, row.signed_on or self.today, contract=row, contract_version=version, position=place,
                name=TERMS[place], unit="项", unit_price=net, tax_rate=rate, net=net, tax=tax, gross=gross,
            )  # fmt: skip
            row.tax_amount += tax

    def _reach(self, row: Contract, starts: date) -> Milestone | None:
        """Two to four milestones; those of the past are reached, but for a few."""
        last = None
        for place, name in enumerate(MILESTONES[: self.rng.randrange(2, 5)]):
            due = starts + timedelta(days=15 + 20 * place)
            done = due + timedelta(days=self.rng.randrange(-4, 9))
            reached = done < self.today and self.rng.random() < 0.93
            last = self.add(
                Milestone, starts, contract=row, name=name, due_on=due, responsible=row.owner,
                done_on=done if reached else None, done_by=row.owner if reached else None,
            )  # fmt: skip
        return last

    def _plan(self, row: Contract, milestone: Milestone | None) -> None:
        kinds, weights = zip(*PLANS, strict=True)
        chosen = self.rng.choices(kinds, weights)[0]
        first = (row.signed_on or self.today) + timedelta(days=self.rng.choice([7, 15, 30]))
        if isinstance(chosen, tuple):
            shares = [splits.Share(percent=Decimal(one)) for one in chosen]
            amounts, days = splits.amounts(row.amount, row.currency, shares), splits.due_days(first, len(shares), 2)
        else:
            count = splits.periods_between(first, row.ends_on, chosen) if row.ends_on else 12 // chosen
            amounts, days = splits.equal(row.amount, row.currency, count), splits.due_days(first, count, chosen)
        slow = self.rng.random() < 0.18
        for place, (amount, due) in enumerate(zip(amounts, days, strict=True)):
            one = self.add(
                Instalment, row.signed_on or self.today, contract=row, position=place, name=f"第 {place + 1} 期",
                due_on=due, amount=amount, currency=row.currency, outstanding=amount,
                percent=Decimal(chosen[place]) if isinstance(chosen, tuple) else None,
            )  # fmt: skip
            if row.signed_on:
                self._settle(row, one, slow=slow)
            one.outstanding_home = (one.outstanding * row.rate).quantize(Decimal("0.01"))
            self._dun(row, one)

    def _settle(self, row: Contract, one: Instalment, *, slow: bool) -> None:
        """Invoiced a little before it is due; paid, paid in part, or not yet."""
        assert one.due_on is not None
        if one.due_on - timedelta(days=12) < self.today and self.rng.random() < 0.9:
            self._invoice(row, one, one.due_on - timedelta(days=12))
        paid_on = one.due_on + timedelta(days=self.rng.randrange(-6, 70 if slow else 12))
        forgotten = self.rng.random() < (0.3 if slow else 0.05) and one.due_on > self.today - timedelta(days=150)
        if paid_on < self.today and not forgotten:
            half = slow and self.rng.random() < 0.3
            self._receive(row, one, paid_on, (one.amount / 2).quantize(Decimal(1)) if half else one.amount)
        if one.outstanding:
            one.level = level_of(days_overdue(one.due_on, self.today))

    def _dun(self, row: Contract, one: Instalment) -> None:
        """Each level it has reached, on the day on which it did."""
        for level in self.levels[: one.level]:
            assert one.due_on is not None and row.owner is not None
            day = one.due_on + timedelta(days=level.days)
            self.add(
                DunningStep, day, instalment=one, level=level.number, due_on=one.due_on, days=level.days,
                outstanding=one.outstanding, name=level.name("zh-hans"), text=dunning.written(level, one, day),
                told=[row.owner.name],
            )  # fmt: skip

    def _receive(self, row: Contract, one: Instalment, day: date, amount: Decimal) -> None:
        if not amount:
            return
        over = Decimal(100) if self.rng.random() < 0.03 else NOTHING
        receipt = self._receipt(row, day, amount + over, confirmed=True)
        receipt.allocated, receipt.credit = amount, over
        self.add(Allocation, day, receipt=receipt, instalment=one, amount=amount, settled=amount,
                 allocated_by=self.manager)  # fmt: skip
        one.received, one.outstanding = amount, one.amount - amount
        one.state = state_of(one.amount, amount, NOTHING)
        one.settled_on = day if not one.outstanding else None
        row.received, row.outstanding = row.received + amount, row.outstanding - amount

    def _receipt(self, row: Contract, day: date, amount: Decimal, *, confirmed: bool) -> Receipt:
        at = datetime.combine(day, time(6), tzinfo=UTC)
        return self.add(  # type: ignore[no-any-return]
            Receipt, day, number=self.number("R", day), customer=row.customer if confirmed else None,
            payer=row.their_party, received_on=day, amount=amount, currency=row.currency, rate=row.rate,
            amount_home=(amount * row.rate).quantize(Decimal("0.01")), credit=amount, owner=row.owner,
            reference=f"ZY{day:%Y%m%d}{len(self.rows[Receipt]):05}", purpose=f"{row.number} 货款",
            created_by=self.manager, state="confirmed" if confirmed else "recorded",
            confirmed_at=at if confirmed else None, confirmed_by=self.manager if confirmed else None,
        )  # fmt: skip

    def _invoice(self, row: Contract, one: Instalment, day: date) -> None:
        parts = splits.in_proportion(one.amount, row.currency, [Decimal(7), Decimal(3)])
        split = [net_and_tax(part, rate, row.currency) for part, rate in zip(parts, RATES, strict=True)]
        sent = day < self.today - timedelta(days=20)
        issued = sent or self.rng.random() < 0.6
        seventeen = f"91410100MA{len(self.rows[Invoice]):07}"[:17]
        made = self.add(
            Invoice, day, contract=row, name=self.number("I", day), kind="electronic_special", title=row.their_party,
            state="sent" if sent else "issued" if issued else "requested", currency=row.currency, amount=one.amount,
            tax_number=seventeen + credit_code_check(seventeen), net=sum((net for net, _tax in split), NOTHING),
            tax=sum((tax for _net, tax in split), NOTHING), requested_on=day, requested_by=row.owner,
            number=f"{day:%y}41{len(self.rows[Invoice]):016}" if issued else "", issued_on=day if issued else None,
            issued_by=self.manager if issued else None, sent_on=day if sent else None,
        )  # fmt: skip
        for place, ((net, tax), rate) in enumerate(zip(split, RATES, strict=True)):
            self.add(InvoiceLine, day, invoice=made, position=place, name=TERMS[place], tax_rate=rate, net=net, tax=tax)
        self.add(InvoicedInstalment, day, invoice=made, instalment=one, amount=one.amount)
        one.invoiced, row.invoiced = one.amount, row.invoiced + one.amount

    def leave_unclaimed(self) -> None:
        """What stands on the bank's statement of the last days: money that nobody has said yet what it is for."""
        owed = [one for one in self.rows[Instalment] if one.outstanding and one.contract.signed_on]
        for place, one in enumerate(owed[:: max(1, len(owed) // 6)][:6]):
            day = self.today - timedelta(days=place % 4 + 1)
            self._receipt(one.contract, day, one.outstanding, confirmed=place % 2 == 0)


def load(scene: Scene) -> None:
    office = Office(scene)
    sales = Opportunity.objects.select_related("customer", "owner", "closure").order_by("closure__closed_at", "pk")
    won = list(sales.filter(state="won", amount__gt=0, owner__isnull=False))[-MOST:]
    for sale in won:
        office.sign(sale, sale.closure.closed_at.date())
    for sale in sales.filter(state="open", amount__gt=0, probability__gte=75, owner__isnull=False)[:6]:
        office.draw_up(sale)
    office.leave_unclaimed()
    office.write()
