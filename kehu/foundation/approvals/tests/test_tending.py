from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.approvals.actions import decisions
from kehu.foundation.approvals.actions.tending import tend
from kehu.foundation.approvals.models import Absence, Request
from kehu.foundation.approvals.tests.sample import Desk, asked, people, rule, waiting
from kehu.foundation.company.calendar import add_working_time
from kehu.foundation.company.models import CalendarDay, Company
from kehu.foundation.notices.models import Notice
from tests.world import World

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATER = timedelta(days=40)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In June 2026, whose 1st is a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (at(1, 10), 2, at(1, 12)), (at(1, 17), 2, at(2, 10)), (at(5, 17, 30), 1, at(8, 9, 30)),
        (at(6, 12), 1, at(8, 10)), (at(1, 7), 9, at(1, 18)), (at(1, 9), 18, at(2, 18)), (at(3, 16), 4, at(5, 11)),
    ],
)  # fmt: skip
def test_working_hours_leave_out_nights_weekends_and_holidays(
    db: None, start: datetime, hours: int, expected: datetime
) -> None:
    """Work is from nine to six; the 4th is a holiday."""
    Company.objects.forget()
    CalendarDay.objects.create(day=at(4, 0).date(), is_working=False)
    assert add_working_time(start, hours) == expected


def test_a_reminder_comes_once(world: World, desk: Desk) -> None:
    rule(people(world.bob, remind_after=4))
    asked(world.acme, world.alice)
    later = timezone.now() + LATER
    assert [tend(at=timezone.now()), tend(at=later), tend(at=later)] == [0, 1, 0]
    assert Notice.objects.filter(user=world.bob, kind="reminder").count() == 1


def test_after_the_deadline_the_next_manager_decides(world: World, desk: Desk) -> None:
    User.objects.filter(pk=world.bob.pk).update(manager=world.maria)
    rule(people(world.bob, hours=8, on_timeout="escalate"))
    request = asked(world.acme, world.alice)
    later = timezone.now() + LATER
    tend(at=later)
    assert waiting(request) == {"Maria"}
    assert tend(at=later) == 0
    step = request.steps.get()
    assert step.due_at and step.due_at > later
    tend(at=later + LATER)
    assert waiting(request) == {"Ada"}
    tend(at=later + LATER * 2)
    assert waiting(request) == {"Ada"}


@pytest.mark.parametrize(("what", "outcome"), [("approve", "approved"), ("reject", "rejected")])
def test_the_deadline_decides_as_the_rule_says(world: World, desk: Desk, what: str, outcome: str) -> None:
    rule(people(world.bob, hours=8, on_timeout=what))
    request = asked(world.acme, world.alice)
    later = timezone.now() + LATER
    assert [tend(at=later), tend(at=later)] == [1, 0]
    assert (Request.objects.get().state, desk.outcomes) == (outcome, [outcome])
    assert request.acts.filter(what="timed_out").count() == 1
    assert not request.approvers.filter(state__in=("approved", "rejected")).exists()


def test_what_the_domain_refuses_at_the_deadline_is_left_to_people(world: World, desk: Desk) -> None:
    rule(people(world.bob, hours=8, on_timeout="approve"))
    request = asked(world.acme, world.alice)
    desk.refuses = "The quote has expired."
    later = timezone.now() + LATER
    tend(at=later)
    assert tend(at=later) == 0
    assert (Request.objects.get().state, waiting(request)) == ("waiting", {"Bob"})
    assert request.acts.filter(note="The quote has expired.").exists()


def test_who_leaves_or_goes_away_meanwhile_is_replaced(world: World, desk: Desk) -> None:
    rule(people(world.bob, world.sam))
    request = asked(world.acme, world.alice)
    User.objects.filter(pk=world.bob.pk).update(is_active=False, manager=world.maria)
    today = timezone.localdate()
    Absence.objects.create(user=world.sam, deputy=world.mark, since=today, until=today)
    assert [tend(), tend()] == [1, 0]
    assert waiting(request) == {"Maria", "Mark"}
    decisions.approve(request=request, by=world.mark)
    assert decisions.approve(request=request, by=world.maria).state == "approved"


def test_a_job_that_dies_half_way_leaves_nothing_behind(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(people(world.bob, hours=8, on_timeout="reject"))
    request = asked(world.acme, world.alice)

    class Killed(BaseException):
        pass

    def die(*_args: object) -> None:
        raise Killed

    later = timezone.now() + LATER
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(desk, "decided", die)
        from kehu.foundation.approvals import subjects

        patch.setitem(subjects._subjects, "sample.discount", _with(die))
        tend(at=later)
    assert (Request.objects.get().state, waiting(request)) == ("waiting", {"Bob"})
    assert not request.acts.filter(what="timed_out").exists()
    tend(at=later)
    assert desk.outcomes == ["rejected"]


def _with(decided: object) -> object:
    from dataclasses import replace

    from kehu.foundation.approvals import subjects

    return replace(subjects.get("sample.discount"), decided=decided)  # type: ignore[arg-type]
