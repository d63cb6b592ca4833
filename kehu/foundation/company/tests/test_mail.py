import email
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import send_mail as django_send
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.company import mail
from kehu.foundation.company.headers import HeaderRefused, safe_header
from kehu.foundation.company.models import Company, Mail


class Sink:
    """A mail server's inside: keeps what it gets, or refuses it."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.got.append(envelope.content)  # type: ignore[attr-defined]
        return self.answer


@pytest.fixture
def sink(db: None) -> Iterator[Sink]:
    handler = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    Company.objects.forget()  # what another test knew of is rolled back
    Company.objects.current()
    Company.objects.update(
        mail_host="127.0.0.1", mail_port=port, mail_security="none", mail_from="kehu@example.com", outbound_fenced=False
    )
    Company.objects.forget()
    yield handler
    controller.stop()
    Company.objects.forget()


def queued(key: str = "k1", **further: object) -> Mail:
    made = mail.queue_mail(to=["a@example.com"], subject="客户回访", body="Hello", key=key, **further)  # type: ignore[arg-type]
    assert made
    return made


def state(one: Mail) -> str:
    return Mail.objects.get(pk=one.pk).state


def test_a_mail_leaves_once_with_its_own_message_id(sink: Sink) -> None:
    one = queued()

    mail.send(str(one.pk))
    mail.send(str(one.pk))

    assert state(one) == "sent"
    (got,) = [email.message_from_bytes(data) for data in sink.got]
    assert got["Message-ID"] == "<k1@kehu.invalid>"


def test_the_same_key_is_queued_once(sink: Sink) -> None:
    queued()

    assert mail.queue_mail(to=["a@example.com"], subject="S", body="B", key="k1") is None


def test_files_go_along(sink: Sink, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    path = default_storage.save("papers/x", ContentFile(b"%PDF-1.7"))
    one = queued(files=[mail.File("报价单.pdf", path, "application/pdf")], reply_to="alice@example.com")
    mail.send(str(one.pk))
    message = email.message_from_bytes(sink.got[0])
    (file,) = [part for part in message.walk() if part.get_content_type() == "application/pdf"]
    assert (file.get_payload(decode=True), file.get_filename()) == (b"%PDF-1.7", "报价单.pdf")
    assert message["Reply-To"] == "alice@example.com"


def test_without_a_mail_server_mail_waits(db: None) -> None:
    Company.objects.current()
    Company.objects.update(mail_host="")
    Company.objects.forget()
    one = queued()

    mail.send(str(one.pk))

    assert state(one) == "waiting"


def test_behind_the_fence_of_a_restored_backup_nothing_leaves(sink: Sink) -> None:
    Company.objects.update(outbound_fenced=True)
    Company.objects.forget()
    one = queued()

    mail.send(str(one.pk))

    assert (state(one), sink.got) == ("waiting", [])


def test_a_final_refusal_fails_and_a_passing_one_waits(sink: Sink) -> None:
    sink.answer = "554 no such user"
    final = queued("final")
    mail.send(str(final.pk))
    sink.answer = "451 try later"
    passing = queued("passing")
    with pytest.raises(mail.NotSentYet):
        mail.send(str(passing.pk))

    assert (state(final), state(passing)) == ("failed", "waiting")


def test_a_mail_found_half_way_is_uncertain_and_not_repeated(sink: Sink) -> None:
    one = queued()
    Mail.objects.filter(pk=one.pk).update(state="sending", claimed_at=timezone.now() - 2 * mail.CLAIM_LASTS)

    assert mail.mark_uncertain() == 1
    mail.send(str(one.pk))

    assert (state(one), sink.got) == ("uncertain", [])


def test_mails_of_the_framework_go_through_the_outbox(sink: Sink, settings: Any) -> None:
    settings.EMAIL_BACKEND = "kehu.foundation.company.outbox.OutboxBackend"
    django_send("Reset", "Body", None, ["a@example.com"])

    assert Mail.objects.get().subject == "Reset"


@pytest.mark.parametrize(
    "value",
    [
        "Hi\nBcc: x@example.com", "Hi\r\nBcc: x", "Hi\x00", "Hi =?UTF-8?Q?=0A?=Bcc: x@example.com",
        "=?utf-8?b?SGkKQmNjOiB4?=", "Hi\u2028Bcc: x", "Hi =?utf-8?q?=0D=0A?= there",
    ],
)  # fmt: skip
def test_a_line_break_in_a_header_is_refused_plain_or_encoded(value: str) -> None:
    with pytest.raises(HeaderRefused):
        safe_header(value)


@given(st.text())
def test_what_passes_stays_one_header(value: str) -> None:
    from email.message import EmailMessage

    try:
        safe_header(value)
    except HeaderRefused:
        return
    message = EmailMessage()
    message["Subject"] = value
    parsed = email.message_from_bytes(message.as_bytes())
    assert parsed.keys() == ["Subject"]
