"""/api/v1/change-sets: tried, done, looked at, taken back."""

import json
from typing import Any

import pytest

from kehu.customers.models import Customer, CustomerTag
from tests.api.client import Caller
from tests.world import World

pytestmark = pytest.mark.django_db
ADDRESS = "/change-sets"


def post(caller: Caller, address: str, body: Any) -> tuple[int, Any]:
    answer = caller.post(address, body)
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def many(world: World) -> list[Customer]:
    return Customer.objects.bulk_create(
        Customer(kind="organisation", name=f"C{n}", owner=world.alice, tier="c" if n else "b") for n in range(4)
    )


def test_a_filter_is_tried_changed_read_and_taken_back(world: World, many: list[Customer]) -> None:
    caller = Caller.of(world.ada)
    body = {
        "object": "customer", "filter": {"name.starts": "C"},
        "changes": {"tier": "b", "tags": {"add": ["north"]}}, "dry_run": True,
    }  # fmt: skip
    status, tried = post(caller, ADDRESS, body)
    mark = tried.pop("mark")
    assert (status, tried) == (
        200, {"matching": 4, "editable": 4, "tried": 4, "changed": 4, "same": 0, "refused": []}
    )  # fmt: skip
    assert not CustomerTag.objects.exists()
    other = post(caller, ADDRESS, {**body, "dry_run": False, "mark": f"3-{mark[2:]}"})
    assert (other[0], other[1]["detail"]) == (422, "The preview was of 3 records; now 4 match. Look again.")

    status, made = post(caller, ADDRESS, {**body, "dry_run": False, "mark": mark})

    assert (status, made["state"]) == (201, "done")
    assert made["counts"] == {"changed": 4, "same": 0, "refused": 0, "missing": 0}
    assert CustomerTag.objects.count() == 4
    assert json.loads(caller.get(f"{ADDRESS}/{made['id']}").content)["counts"]["changed"] == 4
    status, back = post(caller, f"{ADDRESS}/{made['id']}/reversal", {})
    assert (status, back["state"], back["undo_report"]["kept"]) == (201, "undone", 0)
    assert not CustomerTag.objects.exists()
    assert Customer.objects.filter(tier="c").count() == 3


def test_a_try_tells_who_stays_as_he_is(world: World, many: list[Customer]) -> None:
    body = {"object": "customer", "filter": {"name.starts": "C"}, "changes": {"tier": "b"}, "dry_run": True}
    status, found = post(Caller.of(world.mark), ADDRESS, body)
    assert status == 403
    Customer.objects.filter(pk=many[1].pk).update(owner=world.bob)
    status, found = post(Caller.of(world.alice), ADDRESS, body)
    assert (status, found["matching"], found["changed"], found["same"]) == (200, 3, 2, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"changes": {}}, {"changes": {"tier": "zzz"}}, {"changes": {"tags": {"add": 5}}},
        {"changes": {"tags": {"remove": "x"}}}, {"changes": {"tier": {"add": ["a"]}}}, {"filter": {}},
        {"filter": {"colour": "red"}}, {"filter": {"any": "x"}}, {"object": "nothing"}, {"changes": {"custom.x": "1"}},
        {"changes": {"tags": {"add": [None, 3]}}},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(world: World, many: list[Customer], wrong: dict[str, Any]) -> None:
    body = {"object": "customer", "filter": {"name.starts": "C"}, "changes": {"tier": "b"}, **wrong}
    status, found = post(Caller.of(world.ada), ADDRESS, body)
    assert status in {400, 422}, found
