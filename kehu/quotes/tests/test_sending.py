"""Approval, sending, versions, answers and running out."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from kehu.catalog.models import Product
from kehu.foundation.approvals.actions import decisions
from kehu.foundation.approvals.queries import requests as approvals
from kehu.foundation.company.models import Mail
from kehu.foundation.events.models import Event
from kehu.foundation.files.models import Attachment
from kehu.foundation.notices.models import Notice
from kehu.interactions.models import Interaction
from kehu.quotes.actions import after_acceptance, answers, approval, expiry, quotes, sending
from kehu.quotes.actions.answers import Visitor
from kehu.quotes.actions.grid import Cell, Edits, apply
from kehu.quotes.actions.states import WrongState
from kehu.quotes.events import QuoteAccepted
from kehu.quotes.models import Quote, QuoteRules, QuoteVersion
from kehu.quotes.queries import papers
from kehu.quotes.queries.content import content_of, fingerprint
from kehu.quotes.queries.differences import differences
from kehu.quotes.tests.conftest import Put
from kehu.sales.actions import opportunities
from tests.world import World

BASE = "https://kehu.example/"
HERE = Visitor("192.0.2.7", "Browser")
TODAY = timezone.localdate()


@pytest.fixture
def sent(quote: Quote, put: Put, shop: dict[str, Product], world: World) -> QuoteVersion:
    put(product=shop["fibre"], quantity="2")
    put(product=shop["router"], quantity="1", optional="1")
    return sending.send(quote=quote, by=world.alice, base_url=BASE, to=["wang@acme.example"])


def test_numbers_follow_one_another_within_a_year(quote: Quote, world: World) -> None:
    second = quotes.create(title="Second", customer=world.acme, by=world.alice)
    assert quote.number == f"Q-{TODAY.year}-00001"
    assert second.number == f"Q-{TODAY.year}-00002"


def test_what_is_sent_is_frozen_with_mail_paper_link_and_timeline(
    sent: QuoteVersion, quote: Quote, world: World
) -> None:
    quote.refresh_from_db()
    assert (quote.state, sent.number, sent.sha256) == ("sent", 1, fingerprint(sent.content))
    mail = Mail.objects.get()
    assert sending.link(BASE, sent) in mail.body
    assert mail.attachments[0]["name"] == f"{quote.number}-v1.pdf"
    assert Attachment.objects.get(object_key="quote", record_id=quote.pk).media_type == "application/pdf"
    assert Interaction.objects.get(customer=world.acme).direction == "out"
    with pytest.raises(WrongState):
        apply(quote=quote, edits=Edits(cells=[Cell(only_of(quote), "quantity", None, "9")]), by=world.alice)


def only_of(quote: Quote) -> Any:
    return quote.lines.filter(is_optional=False).get().pk


def test_nothing_is_sent_without_lines_or_to_what_is_no_address(quote: Quote, put: Put, world: World) -> None:
    with pytest.raises(sending.NotReady):
        sending.send(quote=quote, by=world.alice, base_url=BASE)
    put(name="Advice", price="10")
    with pytest.raises(sending.NotReady) as refused:
        sending.send(quote=quote, by=world.alice, base_url=BASE, to=["nobody"])
    assert refused.value.field == "to"


def test_above_the_limit_the_manager_decides(quote: Quote, put: Put, shop: dict[str, Product], world: World) -> None:
    type(world.alice).objects.filter(pk=world.alice.pk).update(manager=world.maria)
    world.alice.refresh_from_db()
    put(product=shop["router"], discount="12%")
    quote.refresh_from_db()
    with pytest.raises(sending.ApprovalNeeded):
        sending.send(quote=quote, by=world.alice, base_url=BASE)
    approval.ask(quote=quote, by=world.alice, note="Big one")
    request = approvals.open_for("quote", quote.pk)
    assert request
    assert request.facts["discount"] == "12"
    decisions.approve(request=request, by=world.maria)
    quote.refresh_from_db()
    assert quote.state == "approved"
    assert sending.send(quote=quote, by=world.alice, base_url=BASE).number == 1


def test_within_the_limit_nobody_is_asked(quote: Quote, put: Put, shop: dict[str, Product], world: World) -> None:
    put(product=shop["router"], discount="10%")
    quote.refresh_from_db()
    with pytest.raises(approval.NoApprovalNeeded):
        approval.ask(quote=quote, by=world.alice)


def test_what_was_asked_can_be_taken_back(quote: Quote, put: Put, shop: dict[str, Product], world: World) -> None:
    type(world.alice).objects.filter(pk=world.alice.pk).update(manager=world.maria)
    world.alice.refresh_from_db()
    put(product=shop["router"], discount="40%")
    quote.refresh_from_db()
    approval.ask(quote=quote, by=world.alice)
    back = approval.take_back(quote=quote, by=world.alice)
    assert back.state == "draft"
    assert approvals.open_for("quote", quote.pk) is None


def test_a_new_version_supersedes_the_old_and_tells_what_differs(
    sent: QuoteVersion, quote: Quote, world: World
) -> None:
    draft = sending.revise(quote=quote, by=world.alice)
    sent.refresh_from_db()
    assert (draft.state, draft.version_no, sent.state) == ("draft", 2, "superseded")
    with pytest.raises(answers.NotOpenAnyMore):
        answers.accept(version=sent, name="Wang", visitor=HERE)
    apply(quote=draft, edits=Edits(cells=[Cell(only_of(draft), "quantity", "2", "10")]), by=world.alice)
    draft.refresh_from_db()
    found = differences(sent.content, content_of(draft))
    assert [one.what for one in found.lines] == ["changed", "same"]
    assert {(str(one.label), one.before, one.after) for one in found.lines[0].changes} == {
        ("Quantity", "2", "10"), ("Price", "100", "80"), ("Amount", "200.00", "800.00"),
    }  # fmt: skip
    again = sending.send(quote=draft, by=world.alice, base_url=BASE)
    assert (again.number, again.token != sent.token) == (2, True)
    assert [one.to_state for one in draft.state_changes.all()] == ["sent", "draft", "superseded", "sent", "draft"]


def test_the_customer_signs_with_the_options_he_ticked(sent: QuoteVersion, quote: Quote, world: World) -> None:
    option = next(one["id"] for one in sent.content["lines"] if one["optional"])
    made = answers.accept(
        version=sent, name="Wang Wei", job_title="CTO", strokes=[[[10, 20], [30, 40]]], chosen=[option, "nonsense"],
        visitor=HERE,
    )  # fmt: skip
    # 2 × 100 at 9 % and 300 at 13 %: 500 net, 18 + 39 = 57 tax.
    assert (made.net, made.tax, made.total, made.chosen) == (500, 57, 557, [option])
    assert (made.sha256, made.ip) == (sent.sha256, "192.0.2.7")
    assert "557.00" in made.statement
    quote.refresh_from_db()
    sent.refresh_from_db()
    assert (quote.state, sent.state) == ("accepted", "accepted")
    assert Event.objects.filter(name="QuoteAccepted", payload__quote_id=str(quote.pk)).count() == 1
    assert Notice.objects.filter(user=world.alice, message__contains="accepted").count() == 1
    with pytest.raises(answers.NotOpenAnyMore):
        answers.decline(version=sent, name="Wang", reason="no", visitor=HERE)


@pytest.mark.parametrize("strokes", ["x", [[1, 2]], [[[1, 999]]], [[["a", 1]]], [[[1, 1]] * 4000]])
def test_a_signature_that_is_no_drawing_is_refused(sent: QuoteVersion, strokes: Any) -> None:
    with pytest.raises(answers.AnswerRefused):
        answers.accept(version=sent, name="Wang", strokes=strokes, visitor=HERE)


def test_declining_needs_a_name_and_a_reason(sent: QuoteVersion, quote: Quote) -> None:
    for name, reason in (("", "too dear"), ("Wang", " ")):
        with pytest.raises(answers.AnswerRefused):
            answers.decline(version=sent, name=name, reason=reason, visitor=HERE)
    answers.decline(version=sent, name="Wang", reason="too dear", visitor=HERE)
    quote.refresh_from_db()
    assert quote.state == "declined"


def test_a_question_lands_in_the_timeline_and_with_the_owner(sent: QuoteVersion, world: World) -> None:
    answers.ask(version=sent, name="Wang", text="Is delivery included?")
    asked = Interaction.objects.get(customer=world.acme, direction="in")
    assert "Is delivery included?" in asked.body
    assert asked.employee is None
    assert Notice.objects.get(user=world.alice, message__contains="asks").params["text"] == "Is delivery included?"


def test_visits_are_counted_once_in_half_an_hour(sent: QuoteVersion, world: World) -> None:
    for _time in range(3):
        answers.opened(version=sent, visitor=HERE)
    answers.opened(version=sent, visitor=Visitor("192.0.2.8", "Phone"))
    assert sent.openings.count() == 2
    assert Notice.objects.filter(user=world.alice, message__contains="opened").count() == 1


def test_what_ran_out_is_closed_and_can_be_renewed(sent: QuoteVersion, quote: Quote, world: World) -> None:
    quote.refresh_from_db()
    assert expiry.warn(today=quote.valid_until - timedelta(days=2)) == 1
    assert expiry.warn(today=quote.valid_until - timedelta(days=1)) == 0
    assert expiry.expire(today=quote.valid_until) == 0
    assert expiry.expire(today=quote.valid_until + timedelta(days=1)) == 1
    assert expiry.expire(today=quote.valid_until + timedelta(days=1)) == 0
    quote.refresh_from_db()
    assert quote.state == "expired"
    assert sending.revise(quote=quote, by=world.alice).state == "draft"


def test_an_accepted_quote_wins_its_opportunity_or_leaves_it_as_the_rules_say(
    quote: Quote, put: Put, world: World
) -> None:
    sale = opportunities.create(name="Plant", customer=world.acme, by=world.alice, amount=Decimal(100))
    put(name="Advice", price="100")
    quotes.update(quote=quote, changes={"opportunity": sale}, by=world.alice)
    version = sending.send(quote=quote, by=world.alice, base_url=BASE)
    answers.accept(version=version, name="Wang", visitor=HERE)
    happened = QuoteAccepted(quote.pk, version.pk, world.acme.pk, sale.pk, world.alice.pk, "1", "0", "1", "CNY")
    QuoteRules.objects.update(on_acceptance="nothing")
    after_acceptance.lead_on(happened)
    sale.refresh_from_db()
    assert sale.is_open
    QuoteRules.objects.update(on_acceptance="win")
    after_acceptance.lead_on(happened)
    after_acceptance.lead_on(happened)
    sale.refresh_from_db()
    assert sale.state == "won"
    after_acceptance.keep_signed(happened)
    after_acceptance.keep_signed(happened)
    assert Attachment.objects.filter(object_key="quote", record_id=quote.pk).count() == 2


def test_the_paper_says_the_amount_in_capitals_and_has_page_numbers(quote: Quote, put: Put, world: World) -> None:
    quotes.update(quote=quote, changes={"language": "zh-hans"}, by=world.alice)
    put(name="专线", price="12345.67", tax="0")
    for number in range(60):
        put(name=f"第 {number} 项", price="0", tax="0")
    quote.refresh_from_db()
    pages = PdfReader(io.BytesIO(papers.pdf_of(content_of(quote), draft=True))).pages
    text = "".join(page.extract_text() for page in pages)
    assert "人民币壹万贰仟叁佰肆拾伍元陆角柒分" in text.replace("\n", "")
    assert "报价单" in text or "Quotation" in text
    assert len(pages) > 1
    assert f"2 / {len(pages)}" in pages[1].extract_text()
