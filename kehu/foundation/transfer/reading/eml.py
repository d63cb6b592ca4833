"""A mail as a file (.eml) or as pasted text, read into plain facts. It never fails: the unparsable is kept as text."""

import datetime
import email
import email.message
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kehu.foundation.transfer.parsing.dates import moment_in
from kehu.foundation.transfer.reading.mail_headers import Address, addresses, decoded, one_line, raw_headers
from kehu.foundation.transfer.reading.mail_html import plain_text, safe_html
from kehu.foundation.transfer.reading.text_encoding import encoding_of_bytes

LARGEST_MAIL = 50 << 20  # bytes; of a larger one only the headers are read
LONGEST_BODY = 2_000_000  # characters
MOST_PARTS = 500

# Headings of a message copied out of a mail program, which are not those of the wire.
PASTED = {
    "from": "From", "发件人": "From", "寄件者": "From", "寄件人": "From", "sender": "From",
    "to": "To", "收件人": "To", "收件者": "To", "cc": "Cc", "抄送": "Cc", "副本": "Cc",
    "subject": "Subject", "主题": "Subject", "主旨": "Subject", "标题": "Subject",
    "date": "Date", "sent": "Date", "发送时间": "Date", "发件时间": "Date", "日期": "Date", "时间": "Date",
    "傳送時間": "Date", "寄件日期": "Date",
}  # fmt: skip


@dataclass(frozen=True)
class MailAttachment:
    """A file in a mail. `cid` is set for pictures that the HTML shows inline."""

    name: str
    content_type: str
    content: bytes
    cid: str = ""


@dataclass
class Mail:
    """The facts of a mail. `date` is aware if the mail names a zone. `html` is sanitised and loads nothing remote."""

    sender: Address | None = None
    to: list[Address] = field(default_factory=list)
    cc: list[Address] = field(default_factory=list)
    date: datetime.datetime | None = None
    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: list[MailAttachment] = field(default_factory=list)
    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    complete: bool = True  # False if only the headers could be made out, or parts were left out


def read_mail(data: bytes | str) -> Mail:
    """Read a mail. Any bytes give a Mail; those that are no mail give one with `text` alone."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    raw = raw.lstrip(b"\xef\xbb\xbf\r\n\t ")
    raw = re.sub(rb"\A>?From [^\n]*\n", b"", raw)  # an mbox line in front
    if pasted := _pasted(raw):
        return pasted
    mail = Mail()
    if not re.match(rb"[!-9;-~]+[ \t]*:", raw):
        mail.text = _text_of(raw[: LONGEST_BODY * 4], None)[:LONGEST_BODY]
        return mail
    try:
        if len(raw) > LARGEST_MAIL:
            raise ValueError("too large to take apart")
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        _fill(mail, {name.lower(): str(value) for name, value in reversed(list(message.raw_items()))})
        _take_apart(message, mail)
    except Exception:  # the standard parser fails on real mails in many ways; none may lose the mail
        head, _gap, body = re.split(rb"(\r?\n\r?\n)", raw + b"\n\n", maxsplit=1)
        _fill(mail, raw_headers(head))
        mail.text = mail.text or _text_of(body[: LONGEST_BODY * 4], None)[:LONGEST_BODY].strip()
        mail.complete = False
    return mail


def _fill(mail: Mail, headers: dict[str, str]) -> None:
    mail.sender = next(iter(addresses(headers.get("from", "") or headers.get("sender", ""))), None)
    mail.to = addresses(headers.get("to", ""))
    mail.cc = addresses(headers.get("cc", ""))
    mail.subject = decoded(headers.get("subject", ""))[:998]
    mail.message_id = next(iter(_identifiers(headers.get("message-id", ""))), "")
    mail.in_reply_to = next(iter(_identifiers(headers.get("in-reply-to", ""))), "")
    mail.references = _identifiers(headers.get("references", ""))
    mail.date = _date(headers.get("date", ""))


def _identifiers(value: str) -> list[str]:
    return [found[:998] for found in re.findall(r"<([^<>\s]+)>", one_line(value))[:200]]


def _date(value: str) -> datetime.datetime | None:
    text = one_line(value)[:200]
    try:
        found = email.utils.parsedate_to_datetime(text)
        return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)  # "-0000": UTC, place unknown
    except (ValueError, TypeError, IndexError, OverflowError):
        return moment_in(text)


def _take_apart(message: email.message.Message, mail: Mail) -> None:
    texts: list[str] = []
    pages: list[str] = []
    for count, part in enumerate(_leaves(message)):
        if count >= MOST_PARTS:
            mail.complete = False
            break
        kind = part.get_content_type()
        named = part.get_filename()
        attached = (part.get_content_disposition() == "attachment") or bool(named)
        if kind in ("text/plain", "text/html") and not attached:
            text = _text_of(_payload(part), part.get_content_charset())[:LONGEST_BODY]
            (texts if kind == "text/plain" else pages).append(text)
        else:
            mail.attachments.append(_attachment(part, kind, named))
    mail.html = safe_html("\n".join(pages)[:LONGEST_BODY]) if pages else ""
    mail.text = "\n".join(texts).replace("\r\n", "\n").replace("\x00", "").strip()
    if pages and not mail.text:
        mail.text = plain_text("\n".join(pages)[:LONGEST_BODY])


def _leaves(message: email.message.Message) -> Iterator[email.message.Message]:
    """Parts without parts; a mail attached to the mail counts as one, its inside is not ours to show."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            waiting.extend(one for one in reversed(inner) if isinstance(one, email.message.Message))
        else:
            yield part


def _payload(part: email.message.Message) -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\n".join(one.as_bytes() for one in inner if isinstance(one, email.message.Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else str(inner).encode("utf-8", "replace")


def _attachment(part: email.message.Message, kind: str, named: str | None) -> MailAttachment:
    name = decoded(named or "").replace("\\", "/").rpartition("/")[2].strip(". ")
    ending = {"message/rfc822": ".eml", "text/calendar": ".ics", "text/html": ".html", "text/plain": ".txt"}.get(
        kind, ""
    )
    cid = one_line(str(part.get("Content-ID", ""))).strip("<> ")
    return MailAttachment((name or f"attachment{ending}")[:200], kind, _payload(part), cid)


def _text_of(content: bytes, charset: str | None) -> str:
    name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get((charset or "").lower(), charset)
    if name:
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return content.decode(encoding_of_bytes(content[:200_000]), "replace")


def _pasted(raw: bytes) -> Mail | None:
    """A message copied from a mail window: 发件人: … 发送时间: … 主题: … and the text below."""
    text = _text_of(raw[: LONGEST_BODY * 4], None).replace("\r\n", "\n")
    headers: dict[str, str] = {}
    lines = text.split("\n")
    as_on_the_wire = True
    count = 0
    for line in lines:
        match = re.match(r"\s*\**([^:：]{2,12}?)\**\s*[:：]\**\s*(.*)", line)
        name = PASTED.get(match.group(1).strip().lower()) if match else None
        if not match or not name:
            break
        count += 1
        headers.setdefault(name.lower(), match.group(2))
        as_on_the_wire = as_on_the_wire and match.group(1).strip().lower() == name.lower()
    if as_on_the_wire or not headers.keys() >= {"from", "subject"}:
        return None
    mail = Mail(text="\n".join(lines[count:])[:LONGEST_BODY].replace("\x00", "").strip())
    _fill(mail, headers)
    return mail
