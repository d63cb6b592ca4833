"""Any sequence of acts, by anybody: exactly one current step or an end, and nobody decides who is not asked.

KEHU_EXAMPLES sets how many sequences are tried.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, run_state_machine_as_test
from hypothesis.stateful import rule as act

from kehu.foundation.access.models import User
from kehu.foundation.approvals import flow
from kehu.foundation.approvals.actions import decisions, requests
from kehu.foundation.approvals.actions.tending import tend
from kehu.foundation.approvals.models import Act, Approver, Mode, Request, Step
from kehu.foundation.approvals.tests.sample import Desk, asked, people, registered, rule, waiting
from kehu.foundation.refusals import Refusal
from tests.world import World

EXAMPLES = int(os.environ.get("KEHU_EXAMPLES", "15"))
NAMES = ("ada", "maria", "alice", "bob", "charlie", "sam", "mark")
WHO = st.sampled_from(NAMES)
SEVERAL = st.lists(WHO, min_size=1, max_size=3, unique=True)
FACTS = st.sampled_from(["15", "16"])


class Flow(RuleBasedStateMachine):
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk
        self.open = [transaction.atomic(), registered()]
        self.open[0].__enter__()
        self.desk = self.open[1].__enter__()
        self.request: Request | None = None
        self.ended = 0
        self.acts = 0

    def teardown(self) -> None:
        self.open[1].__exit__(None, None, None)
        transaction.set_rollback(True)
        self.open[0].__exit__(None, None, None)

    def user(self, name: str) -> User:
        return User.objects.get(pk=getattr(self.world, name).pk)

    # -- what happens ----------------------------------------------------------------------------------------------

    @initialize(
        steps=st.lists(st.tuples(SEVERAL, st.sampled_from(["all", "any"])), min_size=1, max_size=4),
        skips=st.booleans(), own=st.booleans(), timeout=st.sampled_from(["escalate", "approve", "reject", "remind"]),
    )  # fmt: skip
    def begin(self, steps: list[tuple[list[str], str]], skips: bool, own: bool, timeout: str) -> None:
        User.objects.filter(pk__in=[self.world.alice.pk, self.world.bob.pk]).update(manager=self.world.maria)
        rule(
            *(people(*map(self.user, names), mode=mode, hours=8, on_timeout=timeout) for names, mode in steps),
            skips_repeated=skips, allows_own=own,
        )  # fmt: skip
        self.request = asked(self.world.acme, self.user("alice"))

    def try_it(self, name: str, deed: Callable[[User], Any]) -> None:
        """Who is not asked changes nothing, whatever he tries."""
        user, before = self.user(name), self.snapshot()
        may = user.name in waiting(self.row)
        try:
            with transaction.atomic():
                deed(user)
        except (Refusal, PermissionDenied) as refused:
            assert self.snapshot() == before
            assert not may or isinstance(refused, decisions.NotPossible), refused
        else:
            assert may

    @act(name=WHO)
    def approve(self, name: str) -> None:
        self.try_it(name, lambda user: decisions.approve(request=self.row, by=user))

    @act(name=WHO)
    def reject(self, name: str) -> None:
        self.try_it(name, lambda user: decisions.reject(request=self.row, note="no", by=user))

    @act(name=WHO, straight=st.booleans())
    def send_back(self, name: str, straight: bool) -> None:
        self.try_it(name, lambda by: decisions.send_back(request=self.row, note="?", by=by, straight=straight))

    @act(name=WHO, place=st.integers(0, 4))
    def send_to_a_step(self, name: str, place: int) -> None:
        steps = list(self.row.steps.all())
        to = steps[place % len(steps)].pk
        self.try_it(name, lambda by: decisions.send_back(request=self.row, note="?", by=by, to=to))

    @act(name=WHO, to=WHO)
    def hand_on(self, name: str, to: str) -> None:
        self.try_it(name, lambda by: decisions.hand_on(request=self.row, to=self.user(to), by=by))

    @act(name=WHO, others=SEVERAL, place=st.sampled_from(["before", "after"]))
    def add(self, name: str, others: list[str], place: str) -> None:
        users = [self.user(one) for one in others]
        self.try_it(name, lambda by: decisions.add_signers(request=self.row, users=users, place=place, by=by))

    @precondition(lambda self: self.request and self.row.state == "returned")
    @act(discount=FACTS)
    def ask_again(self, discount: str) -> None:
        self.desk.facts = {"discount": discount}
        requests.ask_again(request=self.row, by=self.user("alice"))

    @act(name=st.sampled_from(["bob", "sam", "charlie"]))
    def leave(self, name: str) -> None:
        User.objects.filter(pk=getattr(self.world, name).pk).update(is_active=False)
        tend()

    @act(days=st.integers(1, 60))
    def time_passes(self, days: int) -> None:
        for _twice in range(2):
            tend(at=timezone.now() + timezone.timedelta(days=days))

    @precondition(lambda self: self.request and self.row.is_open)
    @act(really=st.integers(0, 3))
    def withdraw(self, really: int) -> None:
        if not really:
            requests.withdraw(request=self.row, by=self.user("alice"))

    # -- what always holds -----------------------------------------------------------------------------------------

    @property
    def row(self) -> Request:
        assert self.request
        return Request.objects.get(pk=self.request.pk)

    def snapshot(self) -> list[Any]:
        return [list(model.objects.order_by("pk").values()) for model in (Request, Step, Approver, Act)]

    @invariant()
    def one_step_is_current_or_it_has_ended(self) -> None:
        if self.request is None:
            return
        row = self.row
        current = list(row.steps.filter(state="current"))
        assert len(current) == (1 if row.state == "waiting" else 0)
        asked_now = list(row.waiting.all())
        assert bool(asked_now) == (row.state == "waiting")
        assert {one.step_id for one in asked_now} == {one.pk for one in current}
        places = list(row.steps.order_by("position").values_list("position", flat=True))
        assert len(set(places)) == len(places)
        assert row.acts.count() >= self.acts
        self.acts = row.acts.count()

    @invariant()
    def the_domain_hears_of_the_end_once(self) -> None:
        if self.request is not None:
            assert self.desk.outcomes == ([] if self.row.is_open else [self.row.state])

    @invariant()
    def what_counts_as_approved_was_approved(self) -> None:
        if self.request is None:
            return
        row = self.row
        for step in row.steps.filter(is_void=False, state="approved"):
            states = list(step.approvers.values_list("state", flat=True))
            if step.acts.filter(what="timed_out").exists():
                continue
            assert "approved" in states
            assert step.mode == Mode.ANY or set(states) <= {"approved", "handed_on"}
        if row.state == "approved":
            assert not row.steps.filter(is_void=False).exclude(state="approved").exists()

    @invariant()
    def nobody_is_asked_about_his_own(self) -> None:
        if self.request is not None and not self.row.allows_own:
            assert not self.row.approvers.filter(user=self.world.alice).exists()


def playing(world: World, examples: int, phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink)) -> None:
    machine = type("Machine", (Flow,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=12, deadline=None, derandomize=True, database=None,
            phases=phases, suppress_health_check=list(HealthCheck),
        ),
    )  # type: ignore[no-untyped-call]  # fmt: skip


def test_whatever_people_do_the_flow_holds(world: World) -> None:
    playing(world, EXAMPLES)


def test_a_flow_that_forgets_to_wait_for_all_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "_fulfilled", lambda step: step.approvers.filter(state="approved").exists())
    with pytest.raises(AssertionError):
        playing(world, 200, (Phase.generate,))


def test_a_flow_that_lets_late_answers_count_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = decisions._turn

    def lenient(request: Request, who: User) -> Any:
        try:
            return whole(request, who)
        except (Refusal, PermissionDenied):
            step = request.steps.filter(state="current").first()
            mine = step.approvers.filter(user=who).first() if step else None
            if step is None or mine is None:
                raise
            return request, step, mine

    monkeypatch.setattr(decisions, "_turn", lenient)
    with pytest.raises(AssertionError):
        playing(world, 200, (Phase.generate,))
