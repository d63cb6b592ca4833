"""Django's own mails (password reset and the like) leave through the outbox as well."""

from collections.abc import Sequence

import uuid_utils
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from kehu.foundation.company.mail import queue_mail


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = next((str(body) for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
            queue_mail(
                to=list(message.recipients()),
                subject=str(message.subject),
                body=str(message.body),
                html=html,
                key=f"django-{uuid_utils.uuid7()}",
            )
        return len(email_messages)
