"""Sending a quote: what the customer gets is frozen, gets a link of its own, and goes along with a mail."""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.headers import safe_header
from kehu.foundation.company.mail import File, queue_mail
from kehu.foundation.company.models import Company
from kehu.foundation.documents import pdf
from kehu.foundation.files.actions import attachments
from kehu.foundation.files.models import Attachment
from kehu.foundation.refusals import Refusal
from kehu.interactions.actions.bulk import Row, log_many
from kehu.quotes.actions.approval import limits_for, needs_approval, what_it_needs
from kehu.quotes.actions.states import State, enter, note_change, require_state
from kehu.quotes.models import Line, Quote, QuoteVersion
from kehu.quotes.permissions import QuoteVerb
from kehu.quotes.queries import papers
from kehu.quotes.queries.bundles import looked_into
from kehu.quotes.queries.content import content_of, fingerprint
from kehu.quotes.queries.lines import lines_of
from kehu.quotes.queries.rules import rules

# The page of a version can still be read for so long after its last day.
LINK_LASTS = timedelta(days=60)


class NotReady(Refusal):
    """Something is missing before the customer can get it."""


class ApprovalNeeded(Refusal):
    """More is given away than the sender may."""


def send(
    *, quote: Quote, by: User, base_url: str, to: list[str] | None = None, subject: str = "", message: str = "",
    at: datetime | None = None,
) -> QuoteVersion:  # fmt: skip
    """Freeze the version that is worked on and open its page for the customer; with addresses in `to` a mail with the
    link and the PDF leaves by the outbox. `base_url` is where this Kehu is reached. Raises NotReady, ApprovalNeeded,
    WrongState, and for a bad address a Refusal of the field `to`.
    """
    by.require(QuoteVerb.SEND)
    now = at or timezone.now()
    addresses = [_checked(one) for one in to or []]
    with writing(by=by):
        row = editable(quote, by)
        require_state(row, State.DRAFT, State.APPROVED)
        limits = limits_for(row, by)
        if needs_approval(row, by, limits):
            raise ApprovalNeeded(what_it_needs(limits))
        lines = lines_of(row)
        _require_ready(row, lines)
        content = content_of(row, lines)
        version = QuoteVersion.objects.create(
            quote=row, number=row.version_no, content=content, sha256=fingerprint(content),
            token=secrets.token_urlsafe(32), valid_until=row.valid_until, link_until=row.valid_until + LINK_LASTS,
            sent_at=now, sent_by=by, sent_to=addresses,
        )  # fmt: skip
        enter(row, State.SENT, by=by, at=now, note=", ".join(addresses), version_id=version.pk)
        paper = keep_paper(version, by)
        if addresses:
            _mail(version, addresses, subject, message, link(base_url, version), paper, by)
        _log(version, by, now)
    return version


def link(base_url: str, version: QuoteVersion) -> str:
    return f"{base_url.rstrip('/')}/offers/{version.token}/"


def revise(*, quote: Quote, by: User, note: str = "") -> Quote:
    """A new version to work on. The one the customer has is superseded: its page says so and takes no answer."""
    by.require(QuoteVerb.EDIT)
    with writing(by=by):
        row = editable(quote, by)
        require_state(row, State.SENT, State.DECLINED, State.EXPIRED)
        old = row.versions.filter(number=row.version_no, state=QuoteVersion.State.SENT).first()
        if old is not None:
            QuoteVersion.objects.filter(pk=old.pk).update(state=QuoteVersion.State.SUPERSEDED)
            note_change(row, QuoteVersion.State.SENT, QuoteVersion.State.SUPERSEDED, by=by)
        row.version_no += 1
        today = timezone.localdate()
        if row.valid_until < today:
            row.valid_until = today + timedelta(days=rules().valid_days)
        enter(row, State.DRAFT, by=by, note=note)
    return row


def keep_paper(version: QuoteVersion, by: User | None) -> Attachment | None:
    """The PDF among the files of the quote; None on a machine that cannot make one."""
    if pdf.trouble():
        return None
    return attachments.attach_content(
        object_key="quote", record_id=version.quote_id, name=papers.file_name(version.content),
        data=papers.pdf_of_version(version), by=by,
    )  # fmt: skip


def usual_words(quote: Quote) -> tuple[str, str]:
    """Subject and text of the mail in the language of the quote, for the sender to change."""
    with translation.override(quote.language):
        words = {"number": quote.number, "title": quote.title, "company": Company.objects.current().name}
        greeting = _("Dear %(name)s,") % {"name": quote.contact.name if quote.contact else quote.customer.name}
        body = _(
            "thank you for your interest. Please find our quote “%(title)s” (%(number)s) attached. You can read, "
            "discuss and accept it on this page:"
        )
        return _("Quote %(number)s: %(title)s") % words, f"{greeting}\n\n{body % words}"


def _require_ready(quote: Quote, lines: list[Line]) -> None:
    items = [one for one in lines if one.counts]
    if not items:
        raise NotReady(_("There is nothing in it yet: add a line."))
    if nameless := next((place for place, one in enumerate(items, 1) if not one.name), 0):
        raise NotReady(_("Line %(number)s has no name.") % {"number": nameless})
    _require_whole_bundles(lines)
    if quote.valid_until < timezone.localdate():
        raise NotReady(_("Its last day has passed; choose a later one."), field="valid_until")


def _require_whole_bundles(lines: list[Line]) -> None:
    """The first line whose parts do not go together, in words that stand beside it in the grid, too."""
    problems = looked_into(lines).problems
    wrong = next((one for one in lines if one.pk in problems), None)
    if wrong is not None:
        items = [one.pk for one in lines if one.counts]
        number = items.index(wrong.parent_id or wrong.pk) + 1
        raise NotReady(
            _("Line %(number)s, “%(name)s”: %(problem)s")
            % {"number": number, "name": wrong.name, "problem": problems[wrong.pk][0]}
        )


def _checked(address: str) -> str:
    try:
        validate_email(address.strip())
    except ValidationError:
        raise NotReady(_("“%(address)s” is no e-mail address.") % {"address": address[:80]}, field="to") from None
    return safe_header(address.strip())


def _mail(
    version: QuoteVersion, to: list[str], subject: str, message: str, address: str, paper: Attachment | None, by: User
) -> None:
    usual, words = usual_words(version.quote)
    with translation.override(version.content["language"]):
        closing = _("The page notes when it is opened.")
    text = f"{(message or words).strip()}\n\n{address}\n\n{closing}\n\n{by.name}"
    queue_mail(
        to=to, subject=(subject or usual).strip()[:200], body=text, key=f"quote-{version.pk}", reply_to=by.email,
        files=[File(paper.name, paper.path, paper.media_type)] if paper else [],
    )  # fmt: skip


def _log(version: QuoteVersion, by: User, now: datetime) -> None:
    """A line in the customer's timeline."""
    quote = version.quote
    words = {"number": quote.number, "version": version.number}
    log_many(
        rows=[
            Row(
                customer_id=quote.customer_id, contact_id=quote.contact_id, employee_id=by.pk, kind="email" if
                version.sent_to else "other", channel="email" if version.sent_to else "web", direction="out",
                started_at=now, subject=_("Quote %(number)s, version %(version)s sent") % words, body=quote.title,
                source="quote", external_id=f"sent {version.pk}", created_by_id=by.pk,
            )
        ],
        by=User.objects.system(),
    )  # fmt: skip
