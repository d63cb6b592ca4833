import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kehu.customers.models import Customer, IdentityDocument
from kehu.foundation.access.models import FieldRule, Role
from kehu.foundation.audit.models import AuditEntry, SensitiveRead
from kehu.foundation.audit.writing import writing
from tests.api.client import Caller
from tests.world import World

NEW = {
    "kind": "person",
    "name": "张伟",
    "phone": "13812345678",
    "tier": "a",
    "tags": ["VIP"],
    "contact_points": [{"kind": "email", "value": "zw@example.com", "label": "work"}],
    "external_ids": [{"system": "billing", "value": "C-1"}],
    "key_dates": [{"kind": "birthday", "day": "1980-05-01"}],
}


@pytest.fixture
def alice(world: World) -> Caller:
    return Caller.of(world.alice)


def test_a_customer_is_created_with_everything_that_belongs_to_him(alice: Caller) -> None:
    answer = alice.post("/customers", NEW)

    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert answer["Location"] == f"/api/v1/customers/{made['id']}"
    assert answer["ETag"] == f'"{made["version"]}"'
    assert (made["name"], made["phone"], made["email"], made["tags"]) == (
        "张伟", "+8613812345678", "zw@example.com", ["VIP"],
    )  # fmt: skip
    whole = alice.get(f"/customers/{made['id']}?include=contact_points,external_ids,key_dates").json()
    assert {one["kind"] for one in whole["contact_points"]} == {"phone", "email"}
    assert whole["external_ids"][0]["value"] == "C-1"
    assert (whole["key_dates"][0]["year"], whole["key_dates"][0]["month"]) == (1980, 5)
    assert AuditEntry.objects.filter(record_id=made["id"], source="api").exists()


def test_what_is_not_a_field_is_refused_and_changes_nothing(alice: Caller, world: World) -> None:
    for key, value in (("created_by", str(world.ada.pk)), ("version", 7), ("deleted_at", None), ("is_admin", True)):
        answer = alice.post("/customers", {"kind": "person", "name": "X", key: value})
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"][0]["pointer"] == f"/{key}"
        assert alice.patch(f"/customers/{world.acme.pk}", {key: value}).status_code == 422
    assert not Customer.objects.filter(name="X").exists()


def test_a_change_of_an_older_version_is_refused_with_the_current_one(alice: Caller, world: World) -> None:
    path = f"/customers/{world.acme.pk}"
    seen = alice.get(path)["ETag"]
    assert alice.patch(path, {"tier": "a"}, If_Match=seen).status_code == 200

    late = alice.patch(path, {"tier": "b"}, If_Match=seen)

    assert late.status_code == 412
    assert late.json()["current_version"] == alice.get(path).json()["version"]
    assert Customer.objects.get(pk=world.acme.pk).tier == "a"
    assert alice.delete(path, If_Match=seen).status_code == 412
    assert alice.patch(path, {"tier": "b"}).status_code == 200


def test_a_deleted_customer_is_gone_until_he_is_restored(alice: Caller, world: World) -> None:
    path = f"/customers/{world.acme.pk}"
    assert alice.delete(path).status_code == 204
    assert alice.get(path).status_code == alice.delete(path).status_code == 404
    assert alice.post(f"{path}/restoration").status_code == 201
    assert alice.get(path).status_code == 200


def test_a_repeated_request_has_one_effect(alice: Caller) -> None:
    first = alice.post("/customers", NEW, Idempotency_Key="k1")
    second = alice.post("/customers", NEW, Idempotency_Key="k1")
    other = alice.post("/customers", {**NEW, "name": "李娜"}, Idempotency_Key="k1")

    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert other.status_code == 422
    assert Customer.objects.filter(name="张伟").count() == 1


def test_pages_by_key_leave_nothing_out_and_repeat_nothing(alice: Caller, world: World) -> None:
    with writing(by=world.alice):
        Customer.objects.bulk_create(
            Customer(kind="person", name=f"P{index % 5}", owner=world.alice, created_by=world.alice)
            for index in range(23)
        )
    seen: list[str] = []
    path = "/customers?limit=5&sort=name&fields=name"
    cursor = ""
    while True:
        page = alice.get(path + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 24


def test_lists_are_filtered_searched_and_narrowed_to_fields(alice: Caller, world: World) -> None:
    alice.post("/customers", NEW)

    def names(query: str) -> list[str]:
        return [one["name"] for one in alice.get(f"/customers?{query}").json()["items"]]

    assert names("kind=person") == ["张伟"]
    assert names("search=zhangw") == ["张伟"]
    assert names("name.contains=Acme&owner=me") == ["Acme Telecom"]
    one = alice.get("/customers?kind=person&fields=name,phone").json()["items"][0]
    assert set(one) == {"id", "version", "created_at", "updated_at", "name", "phone"}


@pytest.mark.parametrize(
    "query", ["nothing=1", "limit=0", "limit=201", "cursor=x", "sort=notes", "fields=x", "include=x"]
)
def test_a_parameter_that_does_not_fit_is_refused_by_name(alice: Caller, query: str) -> None:
    answer = alice.get(f"/customers?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{query.split('=')[0]}"


def test_who_may_not_see_gets_404_and_who_may_not_change_403(world: World) -> None:
    path = f"/customers/{world.acme.pk}"
    assert Caller.of(world.charlie).get(path).status_code == 404
    assert Caller.of(world.charlie).patch(path, {"tier": "a"}).status_code == 404
    ann = Caller.of(world.ann)
    assert ann.get(path).status_code == 200
    refused = ann.patch(path, {"tier": "a"})
    assert (refused.status_code, refused.json()["permission"]) == (403, "customer.edit")


def test_a_token_does_no_more_than_its_scopes(world: World) -> None:
    reader = Caller.of(world.alice, ["customer.view"])
    assert reader.get("/customers").status_code == 200
    assert reader.post("/customers", NEW).status_code == 403


def test_without_a_valid_token_the_answer_is_401(world: World) -> None:
    for path in ("/customers", f"/customers/{world.acme.pk}"):
        answer = Client().get(f"/api/v1{path}")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Kehu"')
        assert Caller("kehu_wrong").get(path).status_code == 401
        assert Caller("kehu_wrong").patch(path, {}).status_code in {401, 405}


def test_a_browser_needs_its_csrf_token_to_write(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/api/v1/customers").status_code == 200
    answer = browser.post("/api/v1/customers", NEW, content_type="application/json")
    assert answer.status_code == 403
    assert not Customer.objects.filter(name="张伟").exists()


def test_masked_values_stay_masked_and_cannot_be_guessed(world: World, alice: Caller) -> None:
    made = alice.post("/customers", NEW).json()
    ann = Caller.of(world.ann)

    seen = ann.get(f"/customers/{made['id']}?include=contact_points").json()

    assert (seen["phone"], seen["email"]) == ("138****5678", "z***@example.com")
    assert {one["value"] for one in seen["contact_points"]} == {"138****5678", "z***@example.com"}
    assert ann.get("/customers?phone.starts=%2B86138").status_code == 422


def test_reading_a_full_identity_number_is_on_record(world: World, alice: Caller) -> None:
    with writing(by=world.ada):
        IdentityDocument.objects.create(customer=world.acme, kind="tax_number", number="91310000607378")
    path = f"/customers/{world.acme.pk}?include=identity_documents"
    assert "607378" not in alice.get(path).content.decode()
    assert not SensitiveRead.objects.exists()
    FieldRule.objects.create(
        role=Role.objects.get(key="sales"), object_key="customer", field="identity_number", access="read"
    )

    shown = alice.get(path).json()

    assert shown["identity_documents"][0]["number"] == "91310000607378"
    assert set(SensitiveRead.objects.values_list("reader", "record_id")) == {(world.alice.pk, world.acme.pk)}


def test_a_list_costs_the_same_statements_however_long_it_is(world: World, alice: Caller) -> None:
    def statements(limit: int) -> int:
        with CaptureQueriesContext(connection) as context:
            assert (
                alice.get(f"/customers?limit={limit}&include=contact_points,contacts,external_ids").status_code == 200
            )
        return len(context.captured_queries)

    with writing(by=world.alice):
        for index in range(12):
            Customer.objects.create(kind="person", name=f"P{index}", owner=world.alice, created_by=world.alice)
    statements(1)
    assert statements(2) == statements(12) <= 15


def test_problems_speak_the_callers_language(alice: Caller) -> None:
    answer = alice.post("/customers", {"kind": "person"}, Accept_Language="zh-hans")
    assert answer.status_code == 422
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.json()["title"])
