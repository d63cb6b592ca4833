"""Records of a company's own kinds through the API."""

from typing import Any

import pytest
from django.test import Client

from kehu.config.api import api
from kehu.foundation.access.models import User
from kehu.foundation.custom_objects.models import CustomRecord
from kehu.foundation.custom_objects.tests.properties import make_property, make_record
from tests.api.client import BASE, token_for
from tests.world import World

LIST = f"{BASE}/objects/property"


class Caller:
    def __init__(self, user: User):
        self.headers = {"Authorization": f"Bearer {token_for(user)}"}

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        ask = getattr(Client(), method)
        given = {} if body is None else {"data": body, "content_type": "application/json"}
        return ask(path, headers={**self.headers, **headers}, **given)


@pytest.fixture
def ada(world: World) -> User:
    make_property(world.ada)
    return User.objects.get(pk=world.ada.pk)


def test_a_record_is_made_read_changed_and_deleted(ada: User) -> None:
    call = Caller(ada)
    made = call("post", LIST, {"title": "Court 5", "custom": {"area": 88, "use": "flat", "sold": "2026-01-31"}})
    assert made.status_code == 201, made.content
    path = f"{LIST}/{made.json()['id']}"
    assert made["Location"] == path and made.json()["custom"]["area"] == 88

    changed = call("patch", path, {"custom": {"area": None}}, **{"If-Match": made["ETag"]})
    assert changed.status_code == 200 and changed.json()["custom"].get("area") is None
    assert call("patch", path, {"title": "x"}, **{"If-Match": made["ETag"]}).status_code == 412

    assert call("delete", path).status_code == 204
    assert call("get", path).status_code == 404


def test_the_list_is_filtered_by_the_fields_of_the_kind(ada: User) -> None:
    for area in (10, 20, 30):
        make_record(ada, title=f"Court {area}", custom={"area": area})

    found = Caller(ada)("get", f"{LIST}?custom.area.from=15&fields=title").json()["items"]

    assert {one["title"] for one in found} == {"Court 20", "Court 30"}


def test_what_does_not_fit_names_the_field(ada: User) -> None:
    answer = Caller(ada)("post", LIST, {"title": "x", "custom": {"use": "castle"}})

    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "/custom/use"


def test_many_rows_are_judged_alone_and_taken_back_together(ada: User) -> None:
    record = make_record(ada)
    rows = [{"title": "A"}, {"title": "B", "custom": {"area": "?"}}, {"id": str(record.pk), "title": "Renamed"}]

    answer = Caller(ada)("post", f"{LIST}/bulk", {"rows": rows}).json()

    assert [one["outcome"] for one in answer["items"]] == ["created", "refused", "updated"]
    back = Caller(ada)("post", f"{BASE}/change-sets/{answer['change_set']}/reversal", {})
    assert back.status_code in {200, 201, 202}, back.content
    assert CustomRecord.objects.get(pk=record.pk).title == "Garden Court 5"
    assert not CustomRecord.objects.filter(title="A").exists()


def test_the_kind_and_its_fields_stand_in_the_document(ada: User) -> None:
    document = api.get_openapi_schema()

    assert "/api/v1/objects/property/{record_id}" in document["paths"]
    listed = document["paths"]["/api/v1/objects/property"]["get"]
    assert listed["operationId"] == "list_records_of_property"
    fields = document["components"]["schemas"]["PropertyRecord"]["properties"]["custom"]["properties"]
    assert fields["area"]["type"] == "number" and fields["use"]["enum"] == ["flat", "shop"]


def test_a_kind_that_is_not_there_is_not_found(ada: User) -> None:
    assert Caller(ada)("get", f"{BASE}/objects/nothing").status_code == 404
    assert [one["key"] for one in Caller(ada)("get", f"{BASE}/objects").json()["items"]] == ["property"]
