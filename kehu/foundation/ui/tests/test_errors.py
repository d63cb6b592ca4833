"""Whatever goes wrong, people get a sentence, in the page or as a page."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from kehu.config.urls import handler400, handler403, handler404, handler500
from kehu.config.urls import urlpatterns as own
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.refusals import Refusal
from tests.world import World

__all__ = ["handler400", "handler403", "handler404", "handler500"]
HTMX = {"HX-Request": "true"}


def _raising(problem: Exception) -> Any:
    def view(request: HttpRequest) -> HttpResponse:
        raise problem

    return view


urlpatterns = [
    *own,
    path("missing-permission", lambda request: _raising(PermissionMissing(AccessVerb.MANAGE_ROLES))(request)),
    path("denied", _raising(PermissionDenied())),
    path("refused", _raising(Refusal("The tier is taken."))),
    path("broken", _raising(ZeroDivisionError())),
]


@pytest.fixture
def alice(world: World, client: Client, settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    client.force_login(world.alice)
    client.raise_request_exception = False
    return client


def test_403_names_the_permission_and_whom_to_ask(alice: Client):
    answer = alice.get("/missing-permission")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "manage roles and field rules" in text
    assert "Ask: Ada" in text


def test_403_in_a_page_is_a_toast_that_leaves_the_page_alone(alice: Client):
    answer = alice.get("/missing-permission", headers=HTMX)
    assert answer.status_code == 403
    assert answer.headers["HX-Reswap"] == "none"
    assert "manage roles" in json.loads(answer.headers["HX-Trigger"])["toast"]["message"]


def test_a_refusal_that_leaves_a_view_is_422(alice: Client):
    assert "The tier is taken." in alice.post("/refused").content.decode()
    assert alice.post("/refused", headers=HTMX).status_code == 422


def test_404_in_the_frame_and_in_the_language_of_the_user(alice: Client, world: World):
    world.alice.language = "zh-hans"
    world.alice.save()
    answer = alice.get("/nowhere/")
    assert answer.status_code == 404
    assert "未找到" in answer.content.decode()
    assert 'id="sidebar"' in answer.content.decode()


def test_500_gives_the_id_that_the_log_knows(alice: Client):
    answer = alice.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.content.decode()


def test_500_in_a_page_is_a_toast(alice: Client):
    answer = alice.get("/broken", headers=HTMX)
    assert answer.headers["X-Request-Id"] in json.loads(answer.headers["HX-Trigger"])["toast"]["message"]


def test_a_form_without_its_token_is_told_to_reload(world: World, settings: Any):
    settings.ROOT_URLCONF = __name__
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.alice)
    answer = client.post("/profile/", {"name": "Mallory"})
    assert answer.status_code == 403
    assert "Reload it and try again" in answer.content.decode()
