import json
from typing import Any

from django.test import Client

from kehu.foundation.access.models import User
from kehu.foundation.approvals.tests.sample import Desk, asked, people, rule, waiting
from tests.api.client import BASE, token_for
from tests.world import World


def call(user: User, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token_for(user)}"}
    if body is None:
        return Client().get(f"{BASE}/approvals{path}", headers=headers)
    return Client().post(f"{BASE}/approvals{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_the_way_of_a_request_through_the_api(world: World, desk: Desk) -> None:
    rule(people(world.bob), people(world.ada))
    request = asked(world.acme, world.alice)
    items = call(world.bob, "?waits_for=me").json()["items"]
    assert [(one["title"], one["waits_for"]) for one in items] == [(request.title, [str(world.bob.pk)])]
    assert items[0]["facts"]["discount"] == "15"

    one = f"/{request.pk}"
    assert call(world.bob, f"{one}/signers", {"users": [str(world.sam.pk)]}).status_code == 201
    assert waiting(request) == {"Sam"}
    assert call(world.sam, f"{one}/delegation", {"to": str(world.maria.pk)}).status_code == 201
    assert call(world.maria, f"{one}/approval", {}).json()["state"] == "waiting"
    back = call(world.bob, f"{one}/return", {"note": "less"}).json()
    assert (back["state"], back["steps"][-1]["state"]) == ("returned", "ahead")
    assert call(world.alice, f"{one}/resubmission", {}).status_code == 201
    assert call(world.bob, f"{one}/approval", {"note": "now"}).status_code == 201
    assert call(world.charlie, one).status_code == 404
    assert call(world.maria, f"{one}/approval", {}).status_code == 422
    assert call(world.sam, f"{one}/comments", {"note": "why?"}).status_code == 201
    assert call(world.ada, f"{one}/rejection", {"note": ""}).status_code == 422
    assert call(world.ada, f"{one}/rejection", {"note": "no"}).json()["state"] == "rejected"
    acts = [act["what"] for act in call(world.alice, f"{one}/acts").json()]
    assert acts == ["asked", "added", "handed_on", "approved", "returned", "asked_again", "approved", "commented",
                    "rejected"]  # fmt: skip


def test_who_configures_approvals_hands_on_for_another_and_the_asker_takes_it_back(world: World, desk: Desk) -> None:
    rule(people(world.bob))
    request = asked(world.acme, world.alice)
    given = {"to": str(world.sam.pk), "instead_of": str(world.bob.pk)}

    assert call(world.maria, f"/{request.pk}/delegation", given).status_code in (403, 404)
    assert call(world.ada, f"/{request.pk}/delegation", given).status_code == 201
    assert waiting(request) == {"Sam"}
    assert call(world.sam, f"/{request.pk}/withdrawal", {}).status_code == 403
    assert call(world.alice, f"/{request.pk}/withdrawal", {"note": "not now"}).json()["state"] == "withdrawn"
    assert call(world.sam, f"/{request.pk}/approval", {}).status_code == 422
    assert desk.outcomes == ["withdrawn"]
