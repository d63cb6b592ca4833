from decimal import Decimal

import pytest
from django.utils import timezone

from kehu.contracts.actions.from_quotes import NotAccepted, from_quote
from kehu.contracts.models import Contract
from kehu.quotes.models import Answer, Line, Quote, QuoteVersion
from kehu.quotes.queries.content import content_of, fingerprint
from tests.world import World

D = Decimal


def test_an_accepted_quote_becomes_a_contract_with_the_lines_the_customer_took(world: World) -> None:
    today = timezone.localdate()
    quote = Quote.objects.create(
        number="Q1", title="Lines", customer=world.acme, owner=world.alice, currency="CNY", language="en",
        valid_until=today,
    )  # fmt: skip
    # 3 × 100 less 10 % = 270, tax 13 % = 35.10; what he left does not count; 2 × 50 = 100, no tax
    rows = [
        Line(name="Router", sku="R1", quantity=D(3), price=D(100), discount_percent=D(10), tax_percent=D(13)),
        Line(name="Cover", quantity=D(1), price=D(9), is_optional=True),
        Line(name="Setup", quantity=D(2), price=D(50), is_optional=True),
    ]
    for place, row in enumerate(rows):
        row.quote, row.position = quote, place
        row.save()
    content = content_of(quote)
    version = QuoteVersion.objects.create(
        quote=quote, number=1, state="sent", content=content, sha256=fingerprint(content), token="t", valid_until=today,
        link_until=today,
    )  # fmt: skip
    with pytest.raises(NotAccepted):
        from_quote(quote=quote, by=world.alice)
    Answer.objects.create(
        quote_version=version, outcome="accepted", name="Wang", chosen=[str(rows[2].pk)], sha256=version.sha256
    )
    QuoteVersion.objects.update(state="accepted")
    made = from_quote(quote=quote, by=world.alice)
    assert [(one.code, one.net, one.tax, one.discount) for one in made.lines.all()] == [
        ("R1", D(270), D("35.10"), D(10)), ("", D(100), D(0), D(0)),
    ]  # fmt: skip
    assert (made.amount, made.customer, made.quote_version) == (D("405.10"), world.acme, version)
    assert from_quote(quote=quote, by=world.alice) == made
    assert Contract.objects.count() == 1
