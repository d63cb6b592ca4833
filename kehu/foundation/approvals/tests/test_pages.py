from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kehu.foundation.access.models import Role, User
from kehu.foundation.approvals.actions import decisions
from kehu.foundation.approvals.models import Absence, Request, Rule
from kehu.foundation.approvals.tests.sample import KEY, Desk, asked, people, rule, waiting
from tests.world import World

HTMX = {"HX-Request": "true"}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


@pytest.fixture
def request_(world: World, desk: Desk) -> Request:
    rule(people(world.bob, world.maria, mode="any"), people(world.ada), name="Large discounts")
    return asked(world.acme, world.alice)


def test_the_inbox_shows_what_waits_for_me(world: World, request_: Request, django_assert_max_num_queries: Any) -> None:
    bob = client_of(world.bob)
    assert bob.get("/approvals/")["Location"] == "/approvals/?waits_for=me"
    bob.get("/approvals/?waits_for=me")
    with django_assert_max_num_queries(15):
        page = bob.get("/approvals/?waits_for=me").content.decode()
    assert "Discount for Acme Telecom" in page
    assert "Maria" in page  # who else is asked
    assert "Discount for Acme" not in client_of(world.charlie).get("/approvals/?waits_for=me").content.decode()
    assert "Discount for Acme" in client_of(world.alice).get("/approvals/?asker=me").content.decode()


def test_the_page_tells_everything_and_is_quick(
    world: World, request_: Request, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    desk.facts = {"discount": "18", "amount": "20000", "currency": "CNY"}
    maria = client_of(world.maria)
    address = f"/approvals/{request_.pk}/"
    maria.get(address)
    with django_assert_max_num_queries(15):
        page = maria.get(address).content.decode()
    for told in ("15%", "now 18%", "20,000", "Acme Telecom", "Bob or Maria", "Large discounts", "Approve"):
        assert told in page, told
    assert "Approve</span>" not in client_of(world.alice).get(address).content.decode()


def test_it_is_approved_with_one_press(world: World, request_: Request) -> None:
    answer = client_of(world.bob).post(f"/approvals/{request_.pk}/approval/", {"note": "ok"}, headers=HTMX)
    assert answer.status_code == 204
    assert waiting(request_) == {"Ada"}
    late = client_of(world.maria).post(f"/approvals/{request_.pk}/approval/", headers=HTMX)
    assert late.status_code == 422


def test_a_rejection_without_a_reason_is_asked_for_one(world: World, request_: Request) -> None:
    bob, address = client_of(world.bob), f"/approvals/{request_.pk}/rejection/"
    assert bob.get(address, headers=HTMX).status_code == 200
    assert bob.post(address, {"note": ""}, headers=HTMX).status_code == 422
    assert bob.post(address, {"note": "no"}, headers=HTMX).status_code == 204
    assert Request.objects.get().state == "rejected"


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("return", {"note": "?", "to": ""}), ("delegation", {"to": "SAM"}),
        ("signers", {"users": ["SAM"], "place": "before"}), ("comments", {"note": "Hello"}),
    ],
)  # fmt: skip
def test_each_dialog_does_what_it_says(world: World, request_: Request, path: str, given: dict[str, Any]) -> None:
    sam = str(world.sam.pk)
    data = {key: [sam] if value == ["SAM"] else sam if value == "SAM" else value for key, value in given.items()}
    bob, address = client_of(world.bob), f"/approvals/{request_.pk}/{path}/"
    if path != "comments":
        assert bob.get(address, headers=HTMX).status_code == 200
    assert bob.post(address, data, headers=HTMX).status_code == 204
    outcome = {"return": "returned", "comments": "commented", "delegation": "handed_on", "signers": "added"}[path]
    assert request_.acts.filter(what=outcome).exists()
    assert client_of(world.bob).get(f"/approvals/{request_.pk}/").status_code == 200


def test_the_asker_withdraws_or_asks_again(world: World, request_: Request) -> None:
    alice = client_of(world.alice)
    decisions.send_back(request=request_, note="?", by=world.bob)
    assert "Ask again" in alice.get(f"/approvals/{request_.pk}/").content.decode()
    assert alice.post(f"/approvals/{request_.pk}/resubmission/", {"note": ""}, headers=HTMX).status_code == 204
    assert alice.post(f"/approvals/{request_.pk}/withdrawal/", {"note": ""}, headers=HTMX).status_code == 204
    refused = client_of(world.bob).post(f"/approvals/{request_.pk}/withdrawal/", {"note": ""}, headers=HTMX)
    assert refused.status_code == 403


def test_a_stranger_gets_404(world: World, request_: Request) -> None:
    charlie = client_of(world.charlie)
    for path in ("", "rejection/", "return/", "delegation/", "signers/", "withdrawal/"):
        assert charlie.get(f"/approvals/{request_.pk}/{path}").status_code == 404


def test_the_menu_counts_and_the_home_page_shows_what_waits(world: World, request_: Request) -> None:
    assert ">1<" in client_of(world.bob).get("/approvals/count/", headers=HTMX).content.decode()
    assert client_of(world.alice).get("/approvals/count/", headers=HTMX).content.decode().strip() == ""
    assert "Discount for Acme" in client_of(world.bob).get("/approvals/home/", headers=HTMX).content.decode()
    assert "/approvals/count/" in client_of(world.bob).get("/").content.decode()


def test_the_record_shows_its_history_to_whom_it_shows_itself(world: World, request_: Request) -> None:
    address = f"/approvals/of/customer/{world.acme.pk}/"
    assert "Bob or Maria" in client_of(world.sam).get(address, headers=HTMX).content.decode()
    assert client_of(world.charlie).get(address, headers=HTMX).status_code == 404


def test_it_speaks_chinese(world: World, request_: Request) -> None:
    User.objects.filter(pk=world.bob.pk).update(language="zh-hans")
    page = client_of(world.bob).get(f"/approvals/{request_.pk}/").content.decode()
    for told in ("同意", "审批步骤", "Bob 或 Maria", "提交了申请"):
        assert told in page, told


def test_being_away_is_planned_on_a_page(world: World, desk: Desk) -> None:
    bob, today = client_of(world.bob), timezone.localdate().isoformat()
    data = {"since": today, "until": today, "deputy": str(world.sam.pk)}
    assert bob.post("/approvals/absences/new/", data | {"until": "2020-01-01"}, headers=HTMX).status_code == 422
    assert bob.post("/approvals/absences/new/", data, headers=HTMX).status_code == 204
    assert "Sam" in bob.get("/approvals/absences/").content.decode()
    assert "Bob" in client_of(world.sam).get("/approvals/absences/").content.decode()
    absence = Absence.objects.get()
    address = f"/approvals/absences/{absence.pk}/cancellation/"
    assert client_of(world.sam).post(address, headers=HTMX).status_code == 404
    assert bob.post(address, headers=HTMX).status_code == 204
    assert not Absence.objects.exists()


# -- settings ----------------------------------------------------------------------------------------------------------


def posted(world: World, **more: Any) -> dict[str, Any]:
    """The form of a rule: from 20 percent on for sellers, Bob or Maria, then the asker's manager."""
    return {
        "name": "From 20", "is_active": "on", "skips_repeated": "on", "condition": ["aa", "bb"], "step": ["cc", "dd"],
        "condition-aa-fact": "discount", "condition-aa-operator": "at_least", "condition-aa-values": "20",
        "condition-bb-fact": "asker.role", "condition-bb-operator": "is", "condition-bb-values": ["sales", "manager"],
        "step-cc-by": "users", "step-cc-users": [str(world.bob.pk), str(world.maria.pk)], "step-cc-mode": "any",
        "step-cc-hours": "8", "step-cc-remind_after": "4", "step-cc-on_timeout": "escalate",
        "step-dd-by": "manager", "step-dd-levels": "2", **more,
    }  # fmt: skip


def test_a_rule_is_written_read_and_changed(world: World, desk: Desk, django_assert_max_num_queries: Any) -> None:
    ada = client_of(world.ada)
    assert ada.get(f"/settings/approvals/{KEY}/new/").status_code == 200
    assert ada.post(f"/settings/approvals/{KEY}/new/", posted(world)).status_code == 302
    with django_assert_max_num_queries(15):
        page = ada.get("/settings/approvals/").content.decode()
    for told in ("Discount is at least 20%", "Role of who asks is Sales or Manager", "any one of Bob, Maria",
                 "reminded after 4 working hours", "after 8 working hours: the next manager decides",
                 "the manager 2 levels above who asks"):  # fmt: skip
        assert told in page, told
    made = Rule.objects.get(subject=KEY)
    address = f"/settings/approvals/rules/{made.pk}/"
    assert 'value="20"' in ada.get(address).content.decode()
    assert ada.post(address, posted(world, name="Renamed", step=["cc"])).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.steps.count()) == ("Renamed", 1)
    assert ada.get(f"{address}deletion/", headers=HTMX).status_code == 200
    assert ada.post(f"{address}deletion/", headers=HTMX).status_code == 204
    assert not Rule.objects.filter(subject=KEY).exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "This field is required"), ({"condition-aa-values": "much"}, "Enter a number"),
        ({"step-cc-users": []}, "Choose people who can sign in"),
        ({"step-cc-remind_after": "9"}, "before the deadline"), ({"step-cc-users": ["EVE"]}, "do not let"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_beside_it(world: World, desk: Desk, wrong: dict[str, Any], told: str) -> None:
    given = {key: [str(world.eve.pk)] if value == ["EVE"] else value for key, value in wrong.items()}
    answer = client_of(world.ada).post(f"/settings/approvals/{KEY}/new/", posted(world) | given)
    assert answer.status_code == 422
    assert told in answer.content.decode().replace("&#x27;", "'")
    assert not Rule.objects.filter(subject=KEY).exists()


def test_the_effect_is_told_before_it_is_saved(world: World, desk: Desk) -> None:
    rule(people(world.bob), conditions=[{"fact": "discount", "is": "at_least", "values": ["14"]}])
    asked(world.acme, world.alice)
    ada, address = client_of(world.ada), f"/settings/approvals/{KEY}/effect/"
    stricter = posted(world) | {"condition-aa-values": "10"}
    assert "would have gone the same way" in ada.post(address, stricter, headers=HTMX).content.decode()
    only = {"name": "All go to Sam", "is_active": "on", "step": ["cc"], "step-cc-by": "role",
            "step-cc-role": str(Role.objects.get(key="service").pk)}  # fmt: skip
    told = ada.post(f"{address}?rule={Rule.objects.get(subject=KEY).pk}", only, headers=HTMX).content.decode()
    assert "1 would have gone another way" in told
    assert "Discounts → All go to Sam" in told
    assert Rule.objects.filter(subject=KEY).count() == 1
    assert "Fill in" in ada.post(address, {"name": ""}, headers=HTMX).content.decode()


def test_rows_are_made_anew_for_what_was_chosen(world: World, desk: Desk) -> None:
    ada, address = client_of(world.ada), f"/settings/approvals/{KEY}/rows/"
    chosen = ada.get(f"{address}condition/?word=aa&condition-aa-fact=asker.department").content.decode()
    assert "North" in chosen and 'name="condition-aa-values"' in chosen
    assert 'name="step-bb-role"' in ada.get(f"{address}step/?word=bb&step-bb-by=role").content.decode()
    assert ada.get(f"{address}other/").status_code == 404


def test_rules_change_places(world: World, desk: Desk) -> None:
    first, second = rule(name="First", position=0), rule(name="Second", position=1)
    ada = client_of(world.ada)
    assert ada.post(f"/settings/approvals/rules/{second.pk}/move/up/", headers=HTMX).status_code == 204
    assert list(Rule.objects.filter(subject=KEY).order_by("position")) == [second, first]


def test_only_who_configures_sees_the_settings(world: World, desk: Desk) -> None:
    made = rule(people(world.bob))
    for path in ("", f"{KEY}/new/", f"rules/{made.pk}/", f"rules/{made.pk}/deletion/", f"{KEY}/rows/step/"):
        assert client_of(world.maria).get(f"/settings/approvals/{path}").status_code == 403, path
