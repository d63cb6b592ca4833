"""Roles × verbs × whose record it is, through page, API, search, export and list, for a kind made in the settings.

Who may what stands here by hand: the rights that are usual, and for one role others that the administrator gives.
"""

from typing import Any

import pytest
from django.test import Client

from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import User
from kehu.foundation.custom_objects.actions import rights
from kehu.foundation.custom_objects.actions.rights import Right
from kehu.foundation.custom_objects.tests.properties import KEY, make_property, make_record
from kehu.foundation.lists.pages import page_of
from kehu.foundation.lists.rows import page
from kehu.foundation.search.query import search
from kehu.foundation.transfer.actions import exports
from tests.api.client import BASE, token_for
from tests.world import World, person

# By role: whose records he sees, whose he changes, and what else he may. The marketer's right is given in the test.
EVERYBODY = {"own", "team", "other"}
EXPECTED: dict[str, tuple[set[str], set[str], set[str]]] = {
    "administrator": (EVERYBODY, EVERYBODY, {"create", "delete", "export"}),
    "manager": (EVERYBODY, {"own", "team"}, {"create", "delete", "export"}),
    "sales": (EVERYBODY, {"own"}, {"create", "delete"}),
    "service": (EVERYBODY, {"own"}, {"create", "delete"}),
    "marketer": ({"own", "team"}, {"own"}, {"export"}),
    "analyst": (EVERYBODY, set(), {"export"}),
    "auditor": (EVERYBODY, set(), set()),
    "partner": (set(), set(), set()),
}


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def homes(world: World) -> dict[str, dict[str, Any]]:
    """By role the records of himself, of a colleague in his team, and of somebody elsewhere."""
    from kehu.foundation.access.models import Team, TeamMember
    from tests.world import department

    make_property(world.ada)
    given = rights.usual() | {"marketer": Right("team", "own", frozenset({"export"}))}
    rights.give(object_key=KEY, rights=given, by=again(world.ada))
    ada, elsewhere = again(world.ada), person("Olga", "sales", department("Elsewhere"))
    found = {}
    for role, caller in world.users.items():
        mate = person(f"Mate {role}".replace(" ", ""), "sales", caller.department or department(f"Of {role}"))
        team = Team.objects.create(name=f"Team {role}")
        for one in (caller, mate):
            TeamMember.objects.create(team=team, user=one)
        owners = {"own": caller, "team": mate, "other": elsewhere}
        found[role] = {
            name: make_record(ada, title=f"Canary {role} {name}", owner=owner) for name, owner in owners.items()
        }
    return found


@pytest.mark.parametrize("role", list(EXPECTED))
def test_no_role_gets_further_than_it_should(world: World, homes: dict[str, dict[str, Any]], role: str) -> None:
    caller, own = again(world.users[role]), homes[role]
    sees, edits, may = EXPECTED[role]
    seen = {name for name in own if name in sees}

    assert _by_page(caller, own) == seen
    assert _by_api(caller, own) == seen
    assert _by_search(caller, own, role) == seen
    assert _by_list(caller, own) == seen
    assert _by_export(caller, own, "export" in may) == (seen if "export" in may else set())
    assert _edited(caller, own) == edits
    assert _edited_by_api(caller, own) == edits
    assert _created(caller) == ("create" in may)
    assert _deleted(caller, own) == (edits if "delete" in may else set())


def _client(user: User) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(user)
    return client


def _by_page(user: User, own: dict[str, Any]) -> set[str]:
    client = _client(user)
    answers = {name: client.get(f"/objects/property/{one.pk}/") for name, one in own.items()}
    return {name for name, one in answers.items() if one.status_code == 200}


def _by_api(user: User, own: dict[str, Any]) -> set[str]:
    headers = {"Authorization": f"Bearer {token_for(user)}"}
    answers = {name: Client().get(f"{BASE}/objects/property/{one.pk}", headers=headers) for name, one in own.items()}
    return {name for name, one in answers.items() if one.status_code == 200}


def _by_search(user: User, own: dict[str, Any], role: str) -> set[str]:
    hits = {hit.record_id for hit in search(user, f"canary {role}", limit=20)}
    return {name for name, one in own.items() if one.pk in hits}


def _by_list(user: User, own: dict[str, Any]) -> set[str]:
    if not user.may(f"{KEY}.view"):
        return set()
    found = page(page_of(KEY).parse({"limit": ["200"]}, user), user)
    ids = {row.id for row in found.rows}
    return {name for name, one in own.items() if one.pk in ids}


def _by_export(user: User, own: dict[str, Any], allowed: bool) -> set[str]:
    if not allowed:
        with pytest.raises(PermissionMissing):
            exports.begin(object_key=KEY, filter="", format="csv", by=user)
        return set()
    made = exports.begin(object_key=KEY, filter="", format="csv", by=user)
    headers = {"Authorization": f"Bearer {token_for(user)}"}
    answer = Client().get(f"{BASE}/exports/{made.pk}/file", headers=headers)
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return {name for name, one in own.items() if one.title in text.decode("utf-8-sig")}


def _edited(user: User, own: dict[str, Any]) -> set[str]:
    client = _client(user)
    answers = {
        name: client.post(f"/objects/property/{one.pk}/facts/custom.area/", {"value": "7"}) for name, one in own.items()
    }
    return {name for name, one in answers.items() if one.status_code == 200}


def _edited_by_api(user: User, own: dict[str, Any]) -> set[str]:
    headers = {"Authorization": f"Bearer {token_for(user)}"}
    answers = {
        name: Client().patch(
            f"{BASE}/objects/property/{one.pk}", {"custom": {"area": 8}}, content_type="application/json",
            headers=headers,
        )
        for name, one in own.items()
    }  # fmt: skip
    return {name for name, one in answers.items() if one.status_code == 200}


def _created(user: User) -> bool:
    return _client(user).post("/objects/property/new/", {"title": "New", "owner": str(user.pk)}).status_code == 204


def _deleted(user: User, own: dict[str, Any]) -> set[str]:
    client = _client(user)
    answers = {name: client.post(f"/objects/property/{one.pk}/trash/") for name, one in own.items()}
    return {name for name, one in answers.items() if one.status_code == 204}
