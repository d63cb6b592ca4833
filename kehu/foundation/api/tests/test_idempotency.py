import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import RequestFactory

from kehu.foundation.access.models import Team
from kehu.foundation.api.idempotency import IdempotencyKeys

View = Callable[[HttpRequest], HttpResponse]


@pytest.fixture(autouse=True)
def welcome(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The tokens that still hold; who calls is not what is tried here."""
    holding = {"t", "one", "two"}
    monkeypatch.setattr(
        "kehu.foundation.api.idempotency.is_welcome",
        lambda request: request.headers["Authorization"].removeprefix("Bearer ") in holding,
    )
    return holding


def make_team(request: HttpRequest) -> HttpResponse:
    team = Team.objects.create(name=json.loads(request.body)["name"])
    return JsonResponse({"id": str(team.pk)}, status=201)


def post(view: View, body: dict, key: str = "k1", token: str = "t") -> HttpResponse:
    request = RequestFactory().post(
        "/api/v1/teams", json.dumps(body), content_type="application/json",
        headers={"Idempotency-Key": key, "Authorization": f"Bearer {token}"},
    )  # fmt: skip
    return IdempotencyKeys(view)(request)


def test_a_repeated_post_has_one_effect_and_the_same_answer(db: None) -> None:
    first, second = post(make_team, {"name": "A"}), post(make_team, {"name": "A"})

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second["Idempotency-Replayed"] == "true"
    assert Team.objects.count() == 1


def test_a_key_used_for_another_request_is_refused(db: None) -> None:
    post(make_team, {"name": "A"})

    assert post(make_team, {"name": "B"}).status_code == 422
    assert Team.objects.count() == 1


def test_a_revoked_token_does_not_get_its_old_answers(db: None, welcome: set[str]) -> None:
    post(make_team, {"name": "A"})
    welcome.clear()

    assert post(lambda _request: HttpResponse(status=401), {"name": "A"}).status_code == 401


def test_keys_of_different_callers_do_not_meet(db: None) -> None:
    post(make_team, {"name": "A"}, token="one")
    post(make_team, {"name": "B"}, token="two")

    assert Team.objects.count() == 2


def test_a_failed_request_leaves_neither_effect_nor_key(db: None) -> None:
    def fail(request: HttpRequest) -> HttpResponse:
        make_team(request)
        return HttpResponse(status=422)

    assert post(fail, {"name": "A"}).status_code == 422
    assert post(make_team, {"name": "A"}).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_have_one_effect_and_equal_answers(transactional_db: None) -> None:
    def send(_number: int) -> tuple[int, bytes]:
        try:
            response = post(make_team, {"name": "A"})
            return response.status_code, response.content
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(send, range(8)))

    assert len(answers) == 1
    assert Team.objects.count() == 1
