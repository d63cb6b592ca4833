"""Queueing and sending mail: claimed, sent, marked."""

import smtplib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kehu.foundation.company.headers import safe_header
from kehu.foundation.company.models import Company, Mail

MOST_ATTEMPTS = 8
# A claim older than this belongs to a process that died.
CLAIM_LASTS = timedelta(minutes=5)


class NotSentYet(Exception):
    """The mail server could not take the mail now; the job tries again later."""


@dataclass(frozen=True)
class File:
    """What goes along with a mail: a path in the storage, and what the reader sees of it."""

    name: str
    path: str
    media_type: str


def queue_mail(
    *, to: list[str], subject: str, body: str, key: str, html: str = "", sender: str = "", reply_to: str = "",
    files: Iterable[File] = (),
) -> Mail | None:  # fmt: skip
    """Put a mail into the outbox, once per `key`; None when that key was queued before.

    It leaves when a mail server is set and outbound mail is not fenced; until then the outbox page shows it.
    """
    from kehu.foundation.company.jobs import send_mail

    along = [asdict(one) for one in files]
    for value in (subject, sender, reply_to, key, *to, *(one["name"] for one in along)):
        safe_header(value)
    mail = Mail(
        to=to, subject=subject, body=body, html=html, sender=sender, reply_to=reply_to, attachments=along, key=key,
        message_id=f"<{key}@kehu.invalid>",
    )  # fmt: skip
    with transaction.atomic():
        Mail.objects.bulk_create([mail], ignore_conflicts=True)
        if not Mail.objects.filter(pk=mail.pk).exists():
            return None
        send_mail.defer(mail_id=str(mail.pk))
    return mail


def send(mail_id: str) -> None:
    """Hand one waiting mail to the mail server. Raises `NotSentYet` for a failure that may pass."""
    company = Company.objects.current()
    if not company.mail_host or company.outbound_fenced:
        return  # stays waiting; `release_waiting` queues it again once a server is set
    claimed = Mail.objects.filter(pk=mail_id, state=Mail.State.WAITING).update(
        state=Mail.State.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1
    )
    if not claimed:
        return
    mail = Mail.objects.get(pk=mail_id)
    try:
        _hand_over(mail, company)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        _settle_refusal(mail, refusal)
    except (OSError, smtplib.SMTPException) as problem:
        _try_later(mail, str(problem))
    else:
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=timezone.now(), problem="")


def mark_uncertain() -> int:
    """Mails claimed by a process that died may or may not have left: show them, do not repeat them."""
    abandoned = Mail.objects.filter(state=Mail.State.SENDING, claimed_at__lt=timezone.now() - CLAIM_LASTS)
    return abandoned.update(state=Mail.State.UNCERTAIN)


def release_waiting() -> int:
    """Queue every waiting mail again, after a mail server was set or the fence was lifted."""
    from kehu.foundation.company.jobs import send_mail

    waiting = list(Mail.objects.filter(state=Mail.State.WAITING).values_list("pk", flat=True)[:10_000])
    for pk in waiting:
        send_mail.defer(mail_id=str(pk))
    return len(waiting)


def _hand_over(mail: Mail, company: Company) -> None:
    backend = EmailBackend(
        host=company.mail_host,
        port=company.mail_port,
        username=company.mail_user,
        password=company.mail_password,
        use_tls=company.mail_security == "starttls",
        use_ssl=company.mail_security == "tls",
        timeout=30,
    )
    message = EmailMultiAlternatives(
        safe_header(mail.subject),
        mail.body,
        safe_header(mail.sender or company.mail_from),
        [safe_header(one) for one in mail.to],
        headers={"Message-ID": mail.message_id},
        reply_to=[safe_header(mail.reply_to)] if mail.reply_to else None,
        connection=backend,
    )
    for one in mail.attachments:
        with default_storage.open(one["path"]) as file:
            message.attach(one["name"], file.read(), one["media_type"])
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()


def _settle_refusal(mail: Mail, refusal: smtplib.SMTPException) -> None:
    code = getattr(refusal, "smtp_code", None) or next(
        (one[0] for one in getattr(refusal, "recipients", {}).values()), 500
    )
    if 400 <= code < 500:
        _try_later(mail, str(refusal))
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED, problem=str(refusal))


def _try_later(mail: Mail, problem: str) -> None:
    final = mail.attempts >= MOST_ATTEMPTS
    state = Mail.State.FAILED if final else Mail.State.WAITING
    Mail.objects.filter(pk=mail.pk).update(state=state, problem=problem)
    if not final:
        raise NotSentYet(problem)
