"""Quotes of the demo company: drafts, one that waits for approval, some with customers, some signed, declined or expired."""

import secrets
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from kehu.catalog.models import Product
from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.quotes.actions import cells, pricing
from kehu.quotes.actions.answers import statement
from kehu.quotes.actions.sending import LINK_LASTS
from kehu.quotes.defaults import TERMS
from kehu.quotes.derived import count_for
from kehu.quotes.models import Answer, Line, NumberRange, Opening, Quote, QuoteRules, QuoteVersion, StateChange
from kehu.quotes.queries.content import content_of, fingerprint
from kehu.sales.models import Opportunity

DAYS = 30
LETTERHEAD = {
    "zh-hans": "河南省郑州市金水区花园路 88 号\n电话 0371-6000 0000\n纳税人识别号 91410100MA44QK7X0P",
    "en": "88 Huayuan Road, Jinshui, Zhengzhou, Henan, China\nPhone +86 371 6000 0000",
}
# Section, and its lines: SKU, quantity, discount in percent, optional.
OFFERS: tuple[tuple[tuple[str, tuple[tuple[str, str, str, bool], ...]], ...], ...] = (
    (("专线接入", (("P2P", "12", "5", False), ("IP4", "12", "0", False))), ("实施与服务", (("INST", "1", "0", False), ("OPS", "2", "0", True)))),
    (("云与安全", (("BACKUP", "3", "0", False), ("FW", "12", "8", False), ("DDOS", "12", "0", True))), ("服务", (("MLPS", "4", "0", False),))),
    (("上云套餐", (("GOCLOUD", "12", "6", False),)), ("设备", (("SWITCH", "4", "0", False), ("ROUTER", "6", "0", True)))),
    (("员工套餐", (("M-E69", "240", "0", False), ("DATA-10", "60", "10", False))), ("其他", (("SMS", "20000", "0", True),))),
    (("组网", (("SDWAN", "36", "7", False), ("MPLS", "12", "0", False))), ("服务", (("OPS", "5", "0", False), ("CAM", "8", "0", True)))),
)  # fmt: skip
# What became of it, how many days ago it was written, who answered.
STORIES = (
    ("draft", 1), ("sent", 3), ("accepted", 24), ("sent", 6), ("draft", 2), ("declined", 31), ("sent", 27), ("expired", 55),
    ("accepted", 40), ("sent", 9), ("draft", 0), ("accepted", 66), ("declined", 48), ("sent", 1), ("expired", 80),
    ("accepted", 90),
)  # fmt: skip
REASONS = ("价格超出今年预算，明年再议。", "选择了另一家供应商。")
SIGNATURE = [
    [[60, 120], [90, 60], [120, 130], [150, 70], [170, 125]], [[200, 110], [240, 80], [260, 120], [300, 90], [340, 118]],
    [[120, 150], [260, 146], [380, 140]],
]  # fmt: skip


class Desk:
    """Makes one quote after the other, as its seller would have."""

    def __init__(self, scene: Scene):
        self.scene, self.new = scene, ids.Series(ids.QUOTES)
        self.today = datetime.fromtimestamp(scene.now, tz=UTC).date()
        wanted = {sku for offer in OFFERS for _name, lines in offer for sku, *_rest in lines}
        rows = Product.objects.filter(sku__in=wanted).select_related("unit", "tax_class")
        self.products = {one.sku: one for one in rows.prefetch_related("parts__product__unit", "parts__variant")}
        self.numbers: dict[int, int] = {}
        self.made: list[Quote] = []

    def write(self, sale: Opportunity, number: int) -> None:
        state, days = STORIES[number % len(STORIES)]
        at = datetime.fromtimestamp(self.scene.now, tz=UTC) - timedelta(days=days, hours=number % 7)
        quote = self._quote(sale, at)
        lines = self._lines(quote, OFFERS[number % len(OFFERS)], at)
        pricing.ask_books(quote, lines, lines)
        pricing.work_out(quote, lines)
        quote.save(force_insert=True)
        Line.objects.bulk_create(lines)
        self._change(quote, "", "draft", at)
        if state != "draft":
            self._send(quote, lines, state, at + timedelta(hours=2), number)
        self.made.append(quote)

    def _quote(self, sale: Opportunity, at: datetime) -> Quote:
        day = at.date()
        self.numbers[day.year] = self.numbers.get(day.year, 0) + 1
        return Quote(
            id=self.new(at.timestamp()), created_at=at, number=f"Q-{day.year}-{self.numbers[day.year]:05}", title=sale.name,
            sort_name=sort_key(sale.name), customer=sale.customer, opportunity=sale, contact=sale.contact,
            owner=sale.owner, created_by=sale.owner, currency=sale.currency, language="zh-hans", price_date=day,
            valid_until=day + timedelta(days=DAYS), terms=TERMS["zh-hans"], state_since=at,
            introduction="感谢贵公司的信任。根据前期沟通，我们提供以下方案：",
        )  # fmt: skip

    def _lines(self, quote: Quote, offer: Any, at: datetime) -> list[Line]:
        made: list[Line] = []
        for name, lines in offer:
            made.append(self._line(quote, len(made), at, kind=Line.Kind.SECTION, name=name))
            for sku, quantity, discount, optional in lines:
                line = self._line(quote, len(made), at, quantity=Decimal(quantity), is_optional=optional)
                line.discount_percent = Decimal(discount)
                made.append(line)
                self._sell(line, sku, made, at)
        return made

    def _sell(self, line: Line, sku: str, made: list[Line], at: datetime) -> None:
        product = self.products[sku]
        cells.sell(line, product, None, line.quote)
        for part in product.parts.all():
            if not part.is_optional or part.is_chosen:
                child = self._line(line.quote, len(made), at, kind=Line.Kind.PART, parent=line, quantity=part.quantity)
                cells.sell(child, part.product, part.variant, line.quote)
                made.append(child)

    def _line(self, quote: Quote, place: int, at: datetime, **more: Any) -> Line:
        return Line(id=self.new(at.timestamp()), quote=quote, position=10 * (place + 1), **more)

    def _send(self, quote: Quote, lines: list[Line], state: str, at: datetime, number: int) -> None:
        content = content_of(quote, lines)
        version = QuoteVersion.objects.create(
            id=self.new(at.timestamp()), quote=quote, number=1, content=content, sha256=fingerprint(content),
            token=secrets.token_urlsafe(32), valid_until=quote.valid_until, link_until=quote.valid_until + LINK_LASTS,
            sent_at=at, sent_by=quote.owner, sent_to=[], state=state,
        )  # fmt: skip
        self._change(quote, "draft", "sent", at)
        for visit in range(number % 4):
            Opening.objects.create(
                id=self.new(at.timestamp()), quote_version=version, at=at + timedelta(hours=5 + 9 * visit),
                ip="198.51.100.7", agent="Mozilla/5.0 (iPhone) MicroMessenger/8.0",
            )  # fmt: skip
        quote.state = state
        if state in ("accepted", "declined"):
            self._answer(quote, version, state, at + timedelta(days=4), number)
        elif state == "expired":
            self._change(quote, "sent", state, at + timedelta(days=DAYS + 1))
        quote.save()

    def _answer(self, quote: Quote, version: QuoteVersion, state: str, at: datetime, number: int) -> None:
        accepted = state == "accepted"
        name = quote.contact.name if quote.contact else "王伟"
        Answer.objects.create(
            id=self.new(at.timestamp()), quote_version=version, outcome=state, at=at, name=name, sha256=version.sha256,
            strokes=SIGNATURE if accepted else [], net=quote.net, tax=quote.tax, total=quote.total, ip="198.51.100.7",
            agent="Mozilla/5.0 (iPhone) MicroMessenger/8.0", reason="" if accepted else REASONS[number % len(REASONS)],
            statement=statement(version, quote.total) if accepted else "",
        )  # fmt: skip
        self._change(quote, "sent", state, at, note=name)

    def _change(self, quote: Quote, former: str, state: str, at: datetime, note: str = "") -> None:
        quote.state_since = at
        StateChange.objects.create(
            id=self.new(at.timestamp()), quote=quote, version_no=1, from_state=former, to_state=state, at=at, note=note,
            changed_by=quote.owner if state in ("draft", "sent") else None,
        )  # fmt: skip


def load(scene: Scene) -> None:
    desk = Desk(scene)
    for number, sale in enumerate(_sales(scene)):
        desk.write(sale, number)
    QuoteRules.objects.filter(letterhead={}).update(letterhead=LETTERHEAD)
    for year, last in desk.numbers.items():
        NumberRange.objects.update_or_create(
            year=year, defaults={"last": last}, create_defaults={"id": desk.new(scene.now), "last": last}
        )
    reindex("quote", [one.pk for one in desk.made], new=True)
    count_for({one.customer_id for one in desk.made})


def _sales(scene: Scene) -> list[Opportunity]:
    """Open ones late in their pipeline first, so that each seller has some."""
    rows = Opportunity.objects.filter(state="open", currency="CNY", owner__in=scene.people.values())
    wanted = rows.select_related("customer", "contact", "owner").order_by("-probability", "-created_at", "pk")
    return list(wanted[: 2 * len(STORIES)])
