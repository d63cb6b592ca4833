"""Closing months of commission: what was computed becomes what is paid, and stays so."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.compensation import events
from kehu.compensation.arithmetic.months import last_day, month_of
from kehu.compensation.arithmetic.statements import Statement
from kehu.compensation.models import CommissionLine, CommissionStatement
from kehu.compensation.permissions import CommissionVerb
from kehu.compensation.queries import people, sealing, statements
from kehu.compensation.queries.days import today
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.addresses import url


class NotOver(Refusal):
    """A month is closed when it is over."""


def close_month(
    *, month: date, by: User, only: Iterable[UUID] | None = None, at: datetime | None = None
) -> list[CommissionStatement]:
    """Freeze the month of everybody whose commission `by` settles (of those in `only`, if given), and with it the open
    months before it. Who is closed already is left as he is. Returns the statements made.
    """
    by.require(CommissionVerb.CLOSE)
    month = month_of(month)
    if last_day(month) >= today():
        raise NotOver(_("The month is not over yet."), field="month")
    reached = people.reached(by, "commission", "edit")
    wanted = list(reached.filter(pk__in=list(only)) if only is not None else reached)
    made: list[CommissionStatement] = []
    with writing(by=by):
        _one_at_a_time()
        found = statements.open_months([one.pk for one in wanted], month)
        for user in wanted:
            made += [_keep(user, one, by, at or timezone.now()) for one in found.get(user.pk, [])]
        if made:
            publish(events.CommissionsClosed(month, [one.user_id for one in made if one.month == month]), by=by.pk)
    return made


def _one_at_a_time() -> None:
    """Two people who close at once would both find the month open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('kehu.commission.closing'))")


def rows_of(
    user: User, statement: Statement, by: User, at: datetime
) -> tuple[CommissionStatement, list[CommissionLine]]:
    """What is kept of a closed month, not saved yet."""
    kept = CommissionStatement(
        user=user, month=statement.month, total=statement.total, payout=statement.payout,
        currency=Company.objects.current().currency, closed_at=at, closed_by=by,
    )  # fmt: skip
    kept.seal = sealing.of_statement(kept, statement.lines)
    lines = [
        CommissionLine(
            statement=kept, position=place, kind=one.kind, key=one.key, origin=one.origin, amount=one.amount,
            base=one.base, plan_id=one.plan, terms_id=one.version, opportunity_id=one.deal, title=one.title[:200],
            trace=one.trace,
        )
        for place, one in enumerate(statement.lines, start=1)
    ]  # fmt: skip
    return kept, lines


def _keep(user: User, statement: Statement, by: User, at: datetime) -> CommissionStatement:
    kept, lines = rows_of(user, statement, by, at)
    kept.save(force_insert=True)
    CommissionLine.objects.bulk_create(lines)
    notices.tell(
        users=[user] if user.pk != by.pk else [],
        kind=Notice.Kind.SYSTEM,
        message=gettext_noop("Your commission of %(month)s is closed."),
        params={"month": f"{statement.month:%Y-%m}"},
        url=url("compensation:statement", user.pk, f"{statement.month:%Y-%m}"),
        key=f"commission-{kept.month}",
    )
    return kept
