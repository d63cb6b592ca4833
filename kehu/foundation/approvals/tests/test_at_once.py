"""Two who decide in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from kehu.foundation.access.models import User
from kehu.foundation.approvals.actions import decisions, requests
from kehu.foundation.approvals.models import Request
from kehu.foundation.approvals.tests.sample import KEY, Desk, asked, people, rule
from kehu.foundation.refusals import Refusal
from tests.world import World


def at_once(*deeds: Any) -> list[Any]:
    """What each deed gives, or the refusal it meets."""
    together = Barrier(len(deeds))

    def run(deed: Any) -> Any:
        try:
            together.wait(timeout=10)
            return deed()
        except Refusal as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_of_two_only_the_first_decides(transactional_db: None, world: World, desk: Desk) -> None:
    rule(people(world.bob, world.maria, mode="any"))
    request = asked(world.acme, world.alice)
    answers = at_once(
        lambda: decisions.approve(request=request, by=fresh(world.bob)),
        lambda: decisions.reject(request=request, by=fresh(world.maria), note="no"),
    )
    refused = [one for one in answers if isinstance(one, requests.NotOpen)]
    assert len(refused) == 1
    assert desk.outcomes == [Request.objects.get().state]


def test_the_last_two_of_all_end_it_together_once(transactional_db: None, world: World, desk: Desk) -> None:
    rule(people(world.bob, world.maria, world.sam))
    request = asked(world.acme, world.alice)
    at_once(*[
        lambda user=user: decisions.approve(request=request, by=fresh(user))  # type: ignore[misc]
        for user in (world.bob, world.maria, world.sam)
    ])  # fmt: skip
    assert (Request.objects.get().state, desk.outcomes) == ("approved", ["approved"])


@pytest.mark.parametrize("times", [3])
def test_asked_by_several_at_once_there_is_one_request(
    transactional_db: None, world: World, desk: Desk, times: int
) -> None:
    rule(people(world.bob))
    answers = at_once(*[
        lambda: requests.ask(subject=KEY, record_id=world.acme.pk, title="x", facts={}, by=fresh(world.alice))
        for _time in range(times)
    ])  # fmt: skip
    assert sum(isinstance(one, requests.AlreadyAsked) for one in answers) == times - 1
    assert Request.objects.count() == 1
