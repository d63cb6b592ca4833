"""Once a week whoever leads others is told what is without a next step below him, or has one that is overdue."""

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from kehu.cadences.queries import attention
from kehu.foundation.access.models import Department, User
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.ui.addresses import url


def tell_managers(*, today: date | None = None) -> int:
    """One notice for each who leads others and has something to look after; twice in a week it says nothing
    new. Returns how many were told.
    """
    year, week, _day = (today or timezone.localdate()).isocalendar()
    heads = Department.objects.exclude(head=None).values("head")
    above = User.objects.exclude(manager=None).values("manager")
    leading = User.objects.filter(Q(pk__in=heads) | Q(pk__in=above), is_active=True, is_system=False)
    told = 0
    for user in leading.order_by("pk"):
        number = attention.pressing_below(user)
        if number:
            told += notices.tell(
                users=[user], kind=Notice.Kind.REMINDER,
                message=gettext_noop(
                    "%(number)s leads and opportunities below you have no next step, or one that is overdue."
                ),
                params={"number": number}, url=f"{url('cadences:next_steps')}?of=my_department",
                key=f"next-steps-{year}-{week}",
            )  # fmt: skip
    return told
