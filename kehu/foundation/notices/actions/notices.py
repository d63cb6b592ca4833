"""Telling users something, and marking it as read."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from kehu.foundation.access.models import User
from kehu.foundation.company.mail import queue_mail
from kehu.foundation.notices.models import Notice
from kehu.foundation.realtime import push


def tell(
    *,
    users: Iterable[User],
    kind: str,
    message: str,
    params: dict[str, Any] | None = None,
    url: str = "",
    key: str = "",
) -> int:
    """Give each user a notice; `message` is marked with `gettext_noop` at the call. With `key` the same notice reaches
    a user once, however often this is called. Returns how many were new.
    """
    wanted = [
        Notice(user=user, kind=kind, message=message, params=params or {}, url=url, key=key)
        for user in users
        if user.is_active
    ]
    with transaction.atomic():
        made = [notice for notice in wanted if _create_once(notice)]
        for notice in made:
            push.send(f"user:{notice.user_id}", {"changed": "notice"})
            if notice.user.notice_delivery == User.Delivery.AT_ONCE:
                _mail([notice])
    return len(made)


def mark_read(*, by: User, notice_id: UUID | None = None) -> None:
    """Mark one notice of the user as read, or all of them."""
    unread = Notice.objects.filter(user=by, read_at__isnull=True)
    (unread.filter(pk=notice_id) if notice_id else unread).update(read_at=timezone.now())


def mail_digests() -> int:
    """One mail to each user who wants a daily digest and has unread, unmailed notices. Returns the number of mails."""
    waiting = Notice.objects.filter(
        user__notice_delivery=User.Delivery.DIGEST, user__is_active=True, read_at__isnull=True, mailed_at__isnull=True
    )
    sent = 0
    for user in User.objects.filter(pk__in=waiting.values("user_id")).order_by("pk").iterator():
        with transaction.atomic():
            notices = list(waiting.filter(user=user).select_for_update(of=("self",))[:200])
            if notices:
                _mail(notices)
                sent += 1
    return sent


def _create_once(notice: Notice) -> bool:
    if not notice.key:
        notice.save(force_insert=True)
        return True
    return (
        bool(Notice.objects.bulk_create([notice], ignore_conflicts=True))
        and Notice.objects.filter(pk=notice.pk).exists()
    )


def _mail(notices: list[Notice]) -> None:
    user = notices[0].user
    with translation.override(user.language or None):
        if len(notices) == 1:
            subject = notices[0].text
        else:
            subject = translation.ngettext("%(count)d notice", "%(count)d notices", len(notices)) % {
                "count": len(notices)
            }
        body = "\n".join(f"{notice.text}\n{_whole(notice.url)}\n" for notice in notices)
    queue_mail(to=[user.email], subject=subject[:200], body=body, key=f"notice-{notices[0].pk}")
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())


def _whole(url: str) -> str:
    """An address that a mail program can open, where the installation knows its own."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{url}" if url.startswith("/") else url
