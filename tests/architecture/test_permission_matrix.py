"""Every operation of the API × every built-in role × four ownerships, against a table that was written by hand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from kehu.config.api import api
from kehu.customers.models import LifecycleStage, RelationshipType
from kehu.foundation.access.models import User
from tests.api.client import BASE, token_for
from tests.architecture import domains, expectations
from tests.architecture.api_rules import RULES as OF_THE_CORE
from tests.architecture.expectations import MASKED, OWNERSHIPS, ROLES, Rule
from tests.architecture.households import SECRETS, Household, household, mate_of, trash
from tests.world import World, department, person

RULES: dict[str, Rule] = OF_THE_CORE | domains.together("RULES")
CAN = expectations.CAN | domains.together("CAN")
SEES = expectations.SEES | domains.together("SEES")
EDITS = expectations.EDITS | domains.together("EDITS")
OPERATIONS = {
    operation["operationId"]: method.upper()
    for operations in api.get_openapi_schema()["paths"].values()
    for method, operation in operations.items()
}


def test_every_operation_has_its_rule() -> None:
    assert set(OPERATIONS) == set(RULES)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_gets_further_than_it_should(role: str, world: World) -> None:
    caller = world.users[role]
    homes = _homes(caller, world)
    token = token_for(caller)
    wrong = []
    for name, rule in RULES.items():
        for ownership in OWNERSHIPS if rule.sees != "open" else ("own",):
            with _undone():
                answer = _ask(OPERATIONS[name], rule, homes[ownership], token, world)
                wanted = _expected(rule, role, ownership, homes)
                if answer.status_code not in wanted:
                    wrong.append(f"{name} {ownership}: {answer.status_code} and not {wanted} {_text(answer)[:160]}")
                if role in MASKED and any(secret in _text(answer) for secret in SECRETS):
                    wrong.append(f"{name} {ownership}: says what is masked")
                if OPERATIONS[name] == "GET" and name.startswith("list_"):
                    wrong += _leaks(name, answer, homes, role)
    assert wrong == []


def _homes(caller: User, world: World) -> dict[str, Household]:
    outsider = person("Olga", "sales", department("Elsewhere"))
    homes = {
        "own": household("Own", caller, world.bob),
        "team": household("Team", mate_of(caller), world.bob),
        "other": household("Other", outsider, world.bob),
        "trashed": household("Trashed", caller, world.bob),
    }
    trash(homes["trashed"], world.bob)
    for home in homes.values():
        home.rows |= {
            "outsider": world.charlie if caller != world.charlie else outsider, "team": world.team,
            "department": world.north, "type": RelationshipType.objects.order_by("key")[0],
            "stage": LifecycleStage.objects.order_by("position")[0],
        }  # fmt: skip
    return homes


def _expected(rule: Rule, role: str, ownership: str, homes: dict[str, Household]) -> tuple[int, ...]:
    if ownership not in SEES[rule.sees][role]:
        return (rule.hidden,)
    right = rule.can
    if right == "correct interactions" and ownership not in {"own", "trashed"}:
        right = "correct interactions of others"
    if role not in CAN[right]:
        return (403,)
    if rule.edits and ownership not in EDITS[rule.sees][role]:
        return (403,)
    return rule.ok


def _ask(method: str, rule: Rule, home: Household, token: str, world: World) -> HttpResponse:
    headers = {"Authorization": f"Bearer {token}"}
    path = BASE + _filled(rule.path, home)
    client = Client(raise_request_exception=False)
    if rule.multipart:
        form = {"file": SimpleUploadedFile("a.csv", b"name\nNew\n"), "target": "customers"}
        if "?c=" in path:
            path, record = path.split("?c=")
            form = {"file": form["file"], "object": "customer", "record": record}
        return client.post(path, form, headers=headers)
    body = (
        {} if rule.body is None else {"data": _filled(json.dumps(rule.body), home), "content_type": "application/json"}
    )
    return client.generic(method, path, headers=headers, **body)


def _filled(text: str, home: Household) -> str:
    for name, row in home.rows.items():
        text = text.replace(f"{{{name}}}", str(row.pk))
    kinds = RelationshipType.objects.filter(is_tree=False).order_by("-key")
    return text.replace("{type_key}", kinds[0].key)


def _leaks(name: str, answer: HttpResponse, homes: dict[str, Household], role: str) -> list[str]:
    """Rows of households out of sight that a list nevertheless holds."""
    rule = next((RULES[one] for one in (f"get_{name.removeprefix('list_').removesuffix('s')}",) if one in RULES), None)
    if rule is None or answer.status_code != 200:
        return []
    seen = SEES[rule.sees][role] if rule.sees in SEES else set()
    text = _text(answer)
    row = rule.path.split("{")[1].split("}")[0]
    return [
        f"{name}: holds a row of {ownership}"
        for ownership, home in homes.items()
        if ownership not in seen and f'"id":"{home[row].pk}"' in text
    ]


def _text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


@contextmanager
def _undone() -> Iterator[None]:
    """Whatever an operation changes is taken back, so that the next one finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
