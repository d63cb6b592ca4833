"""What time does to contracts, looked at once a day: money that is due or late, milestones, ends.

Each record is a transaction of its own and remembers what was said, so that it does no harm to be killed, or to run
twice: an instalment reaches a level once for a due day (`DunningStep`), an end is announced once (`alerted_for`).
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateField, ExpressionWrapper, F, Value
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.contracts.actions import renewals, states
from kehu.contracts.figures.ageing import days_overdue, level_of
from kehu.contracts.models import Contract, DunningLevel, DunningStep, Instalment, Milestone
from kehu.contracts.queries import dunning
from kehu.contracts.queries.ageing import SIGNED
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.ui.formats import show_date, show_money
from kehu.interactions.actions import tasks

SOON = 7
LIVE = (Contract.State.ACTIVE, Contract.State.SUSPENDED)


def watch(*, today: date | None = None) -> dict[str, int]:
    """Everything of a day. Returns how often each thing was done."""
    day = today or timezone.localdate()
    levels = dunning.levels()
    return {
        "due": _each(_due_soon(day), lambda pk: tell_due(pk, day)),
        "dunned": _each(_overdue(day, levels), lambda pk: dun(pk, day, levels)),
        "milestones": _each(_late_milestones(day), lambda pk: tell_milestone(pk, day)),
        "alerted": _each(_ending(day), lambda pk: alert_end(pk, day)),
        "over": _each(_over(day), lambda pk: pass_end(pk, day)),
    }


def tell_due(instalment_id: UUID, today: date) -> bool:
    """A word to the owner some days before an instalment is due."""
    one = Instalment.objects.select_related("contract__owner").get(pk=instalment_id)
    return _tell(
        [one.contract.owner], gettext_noop("“%(name)s” of %(contract)s is due on %(day)s: %(amount)s"),
        _words(one), one.contract, key=f"due-{one.pk}-{one.due_on}",
    )  # fmt: skip


def dun(instalment_id: UUID, today: date, levels: list[DunningLevel]) -> bool:
    """The next dunning level, if the days are there: a task for the owner with the text to be sent, and a word to
    whoever the level says.
    """
    system = User.objects.system()
    with writing(by=system):
        one = Instalment.objects.select_for_update(of=("self",)).select_related("contract").get(pk=instalment_id)
        days = days_overdue(one.due_on, today)
        level = level_of(days, [(each.number, each.days) for each in levels])
        if not one.outstanding or level <= one.level or one.contract.state not in SIGNED:
            return False
        reached = next(each for each in levels if each.number == level)
        owner, text = _owner(one.contract), dunning.written(reached, one, today)
        told = _told_of(reached, owner)
        DunningStep.objects.get_or_create(
            instalment=one, level=level, due_on=one.due_on,
            defaults={
                "days": days, "outstanding": one.outstanding, "text": text, "told": [each.name for each in told],
                "name": reached.name(Company.objects.current().language),
            },
        )  # fmt: skip
        one.level = level
        one.save(update_fields=["level"])
        if owner:
            title = _dunning_title(one, reached, owner)
            _give_task(owner, one.contract, title, today, system, high=level > 1, notes=text)
        _tell(
            told, gettext_noop("“%(name)s” of %(contract)s is overdue since %(day)s: %(amount)s"), _words(one),
            one.contract, key=f"late-{one.pk}-{one.due_on}-{level}",
        )  # fmt: skip
    return True


def tell_milestone(milestone_id: UUID, today: date) -> bool:
    one = Milestone.objects.select_related("contract__owner", "responsible").get(pk=milestone_id)
    words = {"name": one.name, "contract": str(one.contract), "day": show_date(one.due_on)}
    return _tell(
        [one.responsible or one.contract.owner], gettext_noop("The milestone “%(name)s” of %(contract)s is late."),
        words, one.contract, key=f"milestone-{one.pk}-{one.due_on}",
    )  # fmt: skip


def alert_end(contract_id: UUID, today: date) -> bool:
    """The contract ends soon: a task for its owner to decide how it goes on, before notice is due."""
    system = User.objects.system()
    with writing(by=system):
        row = Contract.objects.select_for_update(no_key=True, of=("self",)).get(pk=contract_id)
        if row.state not in LIVE or row.ends_on is None or row.alerted_for == row.ends_on:
            return False
        row.alerted_for = row.ends_on
        row.save(update_fields=["alerted_for"])
        owner = _owner(row)
        if owner:
            with spoken_to(owner):
                words = {"contract": str(row), "day": show_date(row.ends_on)}
                title = _("Renew %(contract)s, which ends on %(day)s") % words
            _give_task(owner, row, title, max(renewals.decide_by(row), today), system)
            _tell([owner], gettext_noop("%(contract)s ends on %(day)s."), words, row, key=f"end-{row.pk}-{row.ends_on}")
    return True


def pass_end(contract_id: UUID, today: date) -> bool:
    """The last day has passed: it goes on by itself, or it is over."""
    system = User.objects.system()
    with writing(by=system):
        row = Contract.objects.select_for_update(no_key=True, of=("self",)).get(pk=contract_id)
        if row.state not in LIVE or row.ends_on is None or row.ends_on >= today:
            return False
        if row.renews and row.notice_given_on is None and row.state == Contract.State.ACTIVE:
            renewals.go_on(row, by=system)
            message = gettext_noop("%(contract)s renewed itself until %(day)s; plan the payments of the new time.")
        else:
            states.end(contract=row, reason=_("Its last day has passed"), by=system)
            message = gettext_noop("%(contract)s ended on %(day)s.")
        words = {"contract": str(row), "day": show_date(row.ends_on)}
        _tell([_owner(row)], message, words, row, key=f"over-{row.pk}-{row.ends_on}")
    return True


def _due_soon(day: date) -> Iterable[UUID]:
    rows = Instalment.objects.filter(outstanding__gt=0, due_on__range=(day, day + timedelta(days=SOON)))
    return _ids(rows.filter(contract__state__in=LIVE, contract__deleted_at=None))


def _overdue(day: date, levels: list[DunningLevel]) -> Iterable[UUID]:
    """Those that may have reached a level they do not have yet."""
    highest = max((one.number for one in levels), default=0)
    rows = Instalment.objects.filter(outstanding__gt=0, due_on__lt=day, level__lt=highest)
    return _ids(rows.filter(contract__state__in=SIGNED, contract__deleted_at=None))


def _late_milestones(day: date) -> Iterable[UUID]:
    rows = Milestone.objects.filter(done_on=None, due_on__lt=day, contract__state__in=LIVE)
    return _ids(rows.filter(contract__deleted_at=None))


def _ending(day: date) -> Iterable[UUID]:
    rows = Contract.objects.filter(state__in=LIVE, deleted_at=None, ends_on__gte=day, notice_given_on=None)
    reached = ExpressionWrapper(Value(day, DateField()) + F("alert_days"), output_field=DateField())
    return _ids(rows.filter(ends_on__lte=reached).exclude(alerted_for__isnull=False, alerted_for=F("ends_on")))


def _over(day: date) -> Iterable[UUID]:
    return _ids(Contract.objects.filter(state__in=LIVE, deleted_at=None, ends_on__lt=day))


def _ids(rows: Any) -> Iterable[UUID]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _each(ids: Iterable[UUID], act: Callable[[UUID], bool]) -> int:
    return sum(1 for pk in ids if act(pk))


def spoken_to(user: User) -> Any:
    """What is written down for somebody is in his language."""
    return translation.override(user.language or Company.objects.current().language)


def _owner(row: Contract) -> User | None:
    """Who still works here."""
    return row.owner if row.owner and row.owner.is_active else None


def _dunning_title(one: Instalment, level: DunningLevel, owner: User) -> str:
    with spoken_to(owner):
        words = _words(one) | {"level": level.name()}
        return _("%(level)s for “%(name)s” of %(contract)s: %(amount)s") % words


def _told_of(level: DunningLevel, owner: User | None) -> list[User]:
    """The owner, his manager and everybody with a role, as the level says; of those who work here."""
    found: dict[Any, User] = {owner.pk: owner} if owner else {}
    if level.tells_manager and owner and owner.manager:
        found[owner.manager.pk] = owner.manager
    if level.role_id:
        found |= {one.pk: one for one in User.objects.filter(roles=level.role_id, is_active=True, is_system=False)}
    return [one for one in found.values() if one.is_active]


def _words(one: Instalment) -> dict[str, str]:
    amount = show_money(one.outstanding, one.currency)
    return {"name": one.name, "contract": str(one.contract), "day": show_date(one.due_on), "amount": amount}


def _give_task(
    owner: User, row: Contract, title: str, day: date, system: User, *, high: bool = False, notes: str = ""
) -> None:
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    tasks.create(
        title=title[:300], assignee=owner, due_at=noon, all_day=True, customer=row.customer, priority=1 if high else 2,
        related_key="contract", related_id=row.pk, notes=notes, by=system,
    )  # fmt: skip


def _tell(people: Iterable[User | None], message: str, words: dict[str, str], row: Contract, *, key: str) -> bool:
    users = list({one.pk: one for one in people if one}.values())
    url = registry.address("contract", row.pk)
    return bool(notices.tell(users=users, kind=Notice.Kind.REMINDER, message=message, params=words, url=url, key=key))
