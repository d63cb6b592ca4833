"""What the customer does on the page of a version: he opens it, asks, accepts, declines. Nobody is signed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.formats import show_money
from kehu.interactions.actions.bulk import Row, log_many
from kehu.quotes import events
from kehu.quotes.actions.states import State, enter, require_state
from kehu.quotes.models import Answer, Opening, Quote, QuoteVersion
from kehu.quotes.permissions import QuoteVerb
from kehu.quotes.queries.choosing import options_of, sums_with

VISIT = timedelta(minutes=30)  # opened again within it, it is the same visit
MOST_OPENINGS = 500
FIELD = (600, 200)
MOST_STROKES, MOST_POINTS = 100, 3000


class NotOpenAnyMore(Refusal):
    """The version was answered, superseded, or its last day has passed."""


class AnswerRefused(Refusal):
    """Something is missing in the answer."""


@dataclass(frozen=True)
class Visitor:
    """From where somebody came, as far as it is known."""

    ip: str | None = None
    agent: str = ""


def opened(*, version: QuoteVersion, visitor: Visitor, at: datetime | None = None) -> None:
    """Note a visit, and tell the owner of the first one."""
    now = at or timezone.now()
    seen = version.openings.filter(ip=visitor.ip, agent=visitor.agent[:300], at__gt=now - VISIT)
    if seen.exists() or version.openings.count() >= MOST_OPENINGS:
        return
    with writing(by=None):
        Opening.objects.create(quote_version=version, at=now, ip=visitor.ip, agent=visitor.agent[:300])
        quote = version.quote
        publish(events.QuoteOpened(quote.pk, version.pk, quote.customer_id))
        _tell(quote, gettext_noop("%(customer)s opened the quote %(number)s."), key=f"quote-opened-{version.pk}")


def ask(*, version: QuoteVersion, name: str, text: str, at: datetime | None = None) -> None:
    """A question: an interaction of the customer, and a notice to the owner."""
    if not text.strip():
        raise AnswerRefused(_("Write your question first."), field="text")
    quote = version.quote
    words = {"number": quote.number}
    with writing(by=None):
        _log(version, _("Question about quote %(number)s") % words, f"{name.strip()}\n{text.strip()}".strip(), at)
        _tell(quote, gettext_noop("%(customer)s asks about the quote %(number)s: %(text)s"), text=text.strip()[:200])


def accept(
    *, version: QuoteVersion, name: str, visitor: Visitor, job_title: str = "", strokes: Any = None,
    chosen: Iterable[str] = (), at: datetime | None = None,
) -> Answer:  # fmt: skip
    """Sign the version: name and, if he drew one, his signature. `chosen` are ids of optional lines. Raises
    NotOpenAnyMore, AnswerRefused.
    """
    return _answer(
        version, Answer.Outcome.ACCEPTED, name=name, job_title=job_title, strokes=checked_strokes(strokes or []),
        chosen=list(chosen), visitor=visitor, at=at,
    )  # fmt: skip


def decline(*, version: QuoteVersion, name: str, reason: str, visitor: Visitor, at: datetime | None = None) -> Answer:
    """Raises NotOpenAnyMore, AnswerRefused."""
    return _answer(version, Answer.Outcome.DECLINED, name=name, reason=reason, visitor=visitor, at=at)


def record(
    *, quote: Quote, outcome: str, by: User, name: str, reason: str = "", chosen: Iterable[str] = (),
    at: datetime | None = None,
) -> Answer:  # fmt: skip
    """Write down an answer that came on paper or by word of mouth, also after the last day."""
    by.require(QuoteVerb.SEND)
    with writing(by=by):
        row = editable(quote, by)
        require_state(row, State.SENT, State.EXPIRED)
        version = row.versions.get(number=row.version_no)
        return _answer(version, outcome, name=name, reason=reason, chosen=list(chosen), visitor=Visitor(), by=by, at=at)


def statement(version: QuoteVersion, total: Decimal) -> str:
    """What is agreed to, in the language of the quote."""
    content = version.content
    with translation.override(content["language"]):
        return _(
            "I accept quote %(number)s, version %(version)s, of %(company)s over %(total)s including tax, with its "
            "terms, and sign it electronically."
        ) % {
            "number": content["number"], "version": content["version"], "company": content["seller"]["company"],
            "total": show_money(total, content["currency"]),
        }  # fmt: skip


def checked_strokes(given: Any) -> list[list[list[int]]]:
    """Lines of points inside the field of a signature; nothing else gets through. Raises AnswerRefused."""
    try:
        strokes = [[[int(x), int(y)] for x, y in stroke] for stroke in given]
    except (TypeError, ValueError):
        raise AnswerRefused(_("The signature is not readable."), field="strokes") from None
    points = [point for stroke in strokes for point in stroke]
    inside = all(0 <= x <= FIELD[0] and 0 <= y <= FIELD[1] for x, y in points)
    if not inside or len(strokes) > MOST_STROKES or len(points) > MOST_POINTS:
        raise AnswerRefused(_("The signature is not readable."), field="strokes")
    return strokes


def _answer(
    version: QuoteVersion, outcome: str, *, name: str, visitor: Visitor, by: User | None = None, reason: str = "",
    chosen: list[str] | None = None, at: datetime | None = None, **signed: Any,
) -> Answer:  # fmt: skip
    if not name.strip():
        raise AnswerRefused(_("Write your name."), field="name")
    if outcome == Answer.Outcome.DECLINED and not reason.strip() and by is None:
        raise AnswerRefused(_("Say in a word why, so that we can do better."), field="reason")
    now = at or timezone.now()
    with transaction.atomic(), writing(by=by):
        quote = Quote.objects.select_for_update(no_key=True, of=("self",)).get(pk=version.quote_id)
        row = QuoteVersion.objects.select_for_update(no_key=True, of=("self",)).get(pk=version.pk)
        _require_open(quote, row, by)
        taken = [one for one in options_of(row.content) if one in (chosen or [])]
        found = sums_with(row.content, taken)
        made = Answer.objects.create(
            quote_version=row, outcome=outcome, at=now, name=name.strip()[:120], chosen=taken, net=found.net,
            tax=found.tax, total=found.total, reason=reason.strip(), sha256=row.sha256, ip=visitor.ip,
            statement=statement(row, found.total) if outcome == Answer.Outcome.ACCEPTED else "",
            agent=visitor.agent[:300], recorded_by=by, **signed,
        )  # fmt: skip
        QuoteVersion.objects.filter(pk=row.pk).update(state=outcome)
        enter(quote, outcome, by=by, at=now, note=reason or name, version_id=row.pk)
        _announce(quote, row, made, by)
    return made


def _require_open(quote: Quote, version: QuoteVersion, by: User | None) -> None:
    is_last = version.number == quote.version_no and quote.deleted_at is None
    open_states = {State.SENT} | ({State.EXPIRED} if by else set())
    if not is_last or quote.state not in open_states or not (by or version.is_open):
        raise NotOpenAnyMore(_("This quote cannot be answered any more. Please ask us for a new one."))


def _announce(quote: Quote, version: QuoteVersion, answer: Answer, by: User | None) -> None:
    author = by.pk if by else None
    words = {"number": quote.number, "name": answer.name}
    if answer.outcome == Answer.Outcome.ACCEPTED:
        publish(
            events.QuoteAccepted(
                quote.pk, version.pk, quote.customer_id, quote.opportunity_id, quote.owner_id, str(answer.net),
                str(answer.tax), str(answer.total), quote.currency,
            ),
            by=author,
        )  # fmt: skip
        _log(version, _("Quote %(number)s accepted by %(name)s") % words, answer.statement, answer.at)
        _tell(quote, gettext_noop("%(customer)s accepted the quote %(number)s."), skip=by)
        return
    publish(
        events.QuoteDeclined(quote.pk, version.pk, quote.customer_id, quote.opportunity_id, answer.reason), by=author
    )
    _log(version, _("Quote %(number)s declined by %(name)s") % words, answer.reason, answer.at)
    _tell(
        quote, gettext_noop("%(customer)s declined the quote %(number)s: %(text)s"), text=answer.reason[:200], skip=by
    )


def _log(version: QuoteVersion, subject: str, body: str, at: datetime | None) -> None:
    quote = version.quote
    log_many(
        rows=[
            Row(
                customer_id=quote.customer_id, contact_id=quote.contact_id, kind="web", direction="in",
                started_at=at or timezone.now(), subject=subject[:300], body=body.replace("\x00", ""), source="quote",
            )
        ],
        by=User.objects.system(),
    )  # fmt: skip


def _tell(quote: Quote, message: str, *, key: str = "", skip: User | None = None, text: str = "") -> None:
    if quote.owner is None or quote.owner == skip:
        return
    params = {"customer": quote.customer.name, "number": quote.number, "text": text}
    notices.tell(
        users=[quote.owner], kind=Notice.Kind.SYSTEM, message=message, params=params,
        url=registry.address("quote", quote.pk), key=key,
    )  # fmt: skip
