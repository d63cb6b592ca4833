"""Putting a mail in hand on a customer: a dropped .eml file or pasted text."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.foundation.access.models import User
from kehu.foundation.files.actions import attachments
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.reading.eml import Mail, read_mail
from kehu.interactions.actions import interactions
from kehu.interactions.models import Interaction
from kehu.interactions.models.repeating import zone_of

MOST_FILES = 30


class AlreadyLogged(Refusal):
    """The same mail (by its Message-ID) was logged before."""


def log_email(
    *, customer: Customer, content: bytes, by: User, name: str = "", contact: Contact | None = None
) -> Interaction:
    """Log a mail from the bytes of an .eml file or of pasted text.

    The bytes themselves are kept as an attachment before anything is made of them, so that a mail nobody can parse
    stays what it was. Direction follows from the sender: one of us, or not. Raises what `interactions.log` raises,
    `AlreadyLogged`, and `FileRefused` for what is empty or too large.
    """
    if not content.strip():
        raise interactions.NothingSaid(_("Paste a mail or choose a file."), field="body")
    if len(content) > attachments.LARGEST:
        raise attachments.FileRefused(_("The file is too large."), field="file")
    mail = read_mail(content)
    # The same mail may concern several customers, so the number names the customer too.
    number = f"{_line(mail.message_id)[:150]} {customer.pk}" if mail.message_id else ""
    if number and Interaction.objects.filter(source="mail", external_id=number).exists():
        raise AlreadyLogged(_("This mail was logged before."), field="file")
    ours = bool(mail.sender and User.objects.filter(email__iexact=mail.sender.email, is_active=True).exists())
    point = _point_of(customer, mail, ours)
    now = timezone.now()
    with transaction.atomic():
        interaction = interactions.log(
            customer=customer, kind=Interaction.Kind.EMAIL, by=by, subject=_line(mail.subject),
            body=mail.text.replace("\x00", "") or (_("(no text)") if not mail.subject else ""),
            direction="out" if ours else "in", contact=contact or (point.contact if point else None),
            contact_point=point, started_at=min(_moment(mail.date, zone_of(by)) or now, now),
            source="mail" if number else "", external_id=number,
        )  # fmt: skip
        attachments.attach_content(
            object_key="interaction", record_id=interaction.pk, name=name or "mail.eml", data=content, by=by
        )
        for file in mail.attachments[:MOST_FILES]:
            _keep(interaction, file.name, file.content, by)
    return interaction


def _keep(interaction: Interaction, name: str, content: bytes, by: User) -> None:
    """A file that may not be kept by itself is still inside the mail that was."""
    if not content or len(content) > attachments.LARGEST:
        return
    try:
        attachments.attach_content(
            object_key="interaction", record_id=interaction.pk, name=name or "file", data=content, by=by
        )
    except attachments.FileRefused:
        return


def _point_of(customer: Customer, mail: Mail, ours: bool) -> ContactPoint | None:
    """The address of the customer on the other end of the mail, if we know it."""
    others = mail.to + mail.cc if ours or not mail.sender else [mail.sender]
    wanted = [one.email.lower() for one in others if one.email]
    points = ContactPoint.objects.filter(customer=customer, kind="email", normalised__in=wanted)
    return points.select_related("contact").order_by("id").first()


def _moment(date: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A mail that names no zone was written on the reader's clock, as far as anybody knows."""
    return date.replace(tzinfo=zone) if date and timezone.is_naive(date) else date


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
