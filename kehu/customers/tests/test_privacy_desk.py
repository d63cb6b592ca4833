"""The privacy desk: from writing a request down to the certificate, and who may do what."""

import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from kehu.customers.actions import customers, privacy_packages, privacy_requests, quality, retention
from kehu.customers.models import (
    Consent,
    Contact,
    Customer,
    PrivacyRequest,
    QualityFigures,
    RetentionRule,
    RetentionRun,
)
from kehu.customers.queries.privacy import due_on, find_people, months_later, suggestions
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.privacy.actions import erasures, running
from kehu.foundation.privacy.models import Erasure
from tests.world import World

PHONE, MAIL = "+8613812345678", "zhang.wei@example.org"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: Any) -> None:
    settings.PRIVACY_LEDGER = tmp_path / "erasures" / "ledger.jsonl"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def zhang(world: World) -> Customer:
    return customers.create(
        by=world.alice, kind="person", name="张伟", phone=PHONE, email=MAIL, notes="likes tea <b>", tags=["vip"]
    )


@pytest.fixture
def asked(world: World, zhang: Customer) -> PrivacyRequest:
    made = privacy_requests.record(
        kind="erasure", requester="张伟", reach=MAIL, by=world.sam, people=[("customer", zhang.pk)]
    )
    privacy_requests.check_identity(request=made, identity="verified", proof="called back", by=world.ada)
    return PrivacyRequest.objects.get(pk=made.pk)


def seen_by(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_deadlines_are_those_of_the_law(world: World) -> None:
    assert due_on("pipl", date(2026, 11, 2)) == date(2026, 11, 23)  # fifteen working days
    assert due_on("gdpr", date(2026, 1, 31)) == date(2026, 2, 28)
    assert months_later(date(2026, 3, 31), -1) == date(2026, 2, 28) and months_later(date(2026, 1, 5), -1).month == 12


def test_a_person_is_found_by_name_phone_mail_and_document(world: World, zhang: Customer) -> None:
    from kehu.customers.models import IdentityDocument

    with writing(by=world.alice):
        IdentityDocument.objects.create(customer=zhang, kind="passport", number="G12345678")
        same = Contact.objects.create(customer=world.acme, name="张伟", person=zhang)
        Customer.objects.filter(pk=zhang.pk).update(deleted_at=timezone.now(), deleted_by=world.alice)
    for text in ("138 1234 5678", MAIL.upper(), "G12345678", "张伟"):
        assert zhang.pk in {one.record_id for one in find_people(text)}, text
    found = [one for one in find_people("张伟") if one.record_id == zhang.pk]
    assert found[0].place == "in the trash"
    assert [one.record_id for one in suggestions(found)] == [same.pk]
    assert find_people("nobody at all") == [] and find_people(" ") == []


def test_everything_known_is_handed_out_as_one_file(world: World, asked: PrivacyRequest, zhang: Customer) -> None:
    from kehu.foundation.files.actions.attachments import attach_content

    attach_content(object_key="customer", record_id=zhang.pk, name="offer.txt", data=b"hello", by=world.alice)
    with writing(by=world.alice):
        other = Customer.objects.create(kind="person", name="Somebody Else", owner=world.alice, notes="not his")
    privacy_packages.put_together(request_id=asked.pk, by=world.ada)
    client = seen_by(world.ada)

    answer = client.get(f"/privacy/requests/{asked.pk}/package/")
    package = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    data = json.loads(package.read("person.json"))
    told = json.dumps(data, ensure_ascii=False)

    assert [word for word in ("张伟", PHONE, MAIL, "likes tea <b>", "vip") if word not in told] == []
    assert other.name not in told and "not his" not in told
    page = package.read("index.html").decode()
    assert "张伟" in page and "likes tea &lt;b&gt;" in page
    assert package.read(data["files"][0]["path"]) == b"hello"
    assert [one.what for one in asked.steps.all()][-2:] == ["exported", "taken"]
    assert seen_by(world.sam).get(f"/privacy/requests/{asked.pk}/package/").status_code == 403


def test_a_request_to_be_erased_ends_in_a_certificate(world: World, asked: PrivacyRequest, zhang: Customer) -> None:
    client = seen_by(world.ada)
    preview = client.get(f"/privacy/requests/{asked.pk}/erasure/").content.decode()
    assert "张伟" in preview and "What stays, and why" in preview
    wrong = client.post(f"/privacy/requests/{asked.pk}/erasure/", {"mode": "erase", "thorough": "1", "confirm": "no"})
    assert wrong.status_code == 422 and Customer.objects.filter(pk=zhang.pk).exists()

    client.post(
        f"/privacy/requests/{asked.pk}/erasure/", {"mode": "erase", "thorough": "1", "confirm": asked.reference}
    )
    erasure = Erasure.objects.get()
    running.run(erasure_id=erasure.pk)
    privacy_requests.settle(erasure=Erasure.objects.get())
    privacy_requests.settle(erasure=Erasure.objects.get())

    done = PrivacyRequest.objects.get(pk=asked.pk)
    assert (done.state, done.requester, done.reach) == ("answered", "", "")
    assert [one.what for one in done.steps.all()].count("erased") == 1
    certificate = client.get(f"/privacy/erasures/{erasure.pk}/").content.decode()
    assert "Certificate of erasure" in certificate and "张伟" not in certificate and MAIL not in certificate
    assert client.get(f"/privacy/requests/{asked.pk}/").status_code == 200
    assert "张伟" not in client.get("/privacy/?state=all").content.decode()
    ledger = client.get("/privacy/erasures/ledger/").content.decode()
    assert str(zhang.pk) in ledger and "张伟" not in ledger


def test_nothing_is_given_out_or_erased_without_a_checked_identity(world: World, zhang: Customer) -> None:
    made = privacy_requests.record(kind="access", requester="x", by=world.ada, people=[("customer", zhang.pk)])
    with pytest.raises(privacy_requests.CannotAnswer):
        privacy_packages.begin(request=made, by=world.ada, defer=print)
    with pytest.raises(privacy_requests.CannotAnswer):
        privacy_requests.erase(request=made, mode="erase", thorough=True, by=world.ada)
    with pytest.raises(privacy_requests.CannotAnswer):
        privacy_requests.restrict(request=made, by=world.ada)


def test_two_persons_if_the_house_wants_it(world: World, asked: PrivacyRequest, zhang: Customer) -> None:
    privacy_requests.set_policy(changes={"two_persons": True}, by=world.ada)
    made = privacy_requests.erase(request=asked, mode="erase", thorough=False, by=world.ada)
    page = seen_by(world.ada).get(f"/privacy/erasures/{made.pk}/").content.decode()
    assert "Release" not in page.replace("Released", "").replace("release", "")
    with pytest.raises(privacy_requests.CannotAnswer):
        privacy_requests.close(request=asked, state="answered", answer="", by=world.ada)
    erasures.refuse(erasure=made, reason="wrong person", by=world.ada)
    assert Customer.objects.filter(pk=zhang.pk).exists()
    assert Erasure.objects.get().state == "refused"


def test_a_restriction_stops_contact_and_withdraws_consent(
    world: World, asked: PrivacyRequest, zhang: Customer
) -> None:
    assert privacy_requests.restrict(request=asked, by=world.ada) == 1
    zhang.refresh_from_db()
    assert zhang.do_not_contact
    assert set(Consent.objects.filter(customer=zhang).values_list("statement", flat=True)) == {"withdrawn"}


def test_who_may_do_what_at_the_desk(world: World, asked: PrivacyRequest) -> None:
    """Sales and service write down and see their own; marketer and partner nothing; only administrators handle."""
    pages = ["/privacy/", f"/privacy/requests/{asked.pk}/", "/privacy/erasures/", "/settings/retention/",
             "/settings/privacy/", "/privacy/consents/"]  # fmt: skip
    seen = {name: [seen_by(user).get(page).status_code for page in pages] for name, user in world.users.items()}
    assert seen == {
        "administrator": [200, 200, 200, 200, 200, 200], "manager": [200, 404, 403, 403, 403, 200],
        "sales": [200, 404, 403, 403, 403, 200], "service": [200, 200, 403, 403, 403, 200],
        "marketer": [403, 403, 403, 403, 403, 200], "analyst": [403, 403, 403, 403, 403, 200],
        "auditor": [403, 403, 200, 403, 403, 200], "partner": [403, 403, 403, 403, 403, 200],
    }  # fmt: skip
    for action in ("identity", "assignment", "extension", "notes/new", "closure", "people", "restriction",
                   "package/new", "erasure", "hold"):  # fmt: skip
        assert seen_by(world.sam).post(f"/privacy/requests/{asked.pk}/{action}/", headers=HTMX).status_code == 403, (
            action
        )
    assert seen_by(world.alice).get(f"/privacy/requests/new/?about=customer:{world.acme.pk}").status_code == 200
    assert seen_by(world.charlie).get(f"/privacy/requests/new/?about=customer:{world.acme.pk}").status_code == 404


def test_the_desk_works_in_the_browser_of_who_answers(world: World, zhang: Customer) -> None:
    client = seen_by(world.ada)
    client.post(
        "/privacy/requests/new/", {"kind": "access", "requester": "张伟", "law": "gdpr", "received_on": "2026-01-31"}
    )
    made = PrivacyRequest.objects.get()
    assert made.due_on == date(2026, 2, 28) and made.is_late
    here = f"/privacy/requests/{made.pk}/"
    assert "张伟" in client.get(f"{here}find/?q=张伟").content.decode()
    client.post(f"{here}people/", {"record": f"customer:{zhang.pk}", "chosen": "1"})
    client.post(f"{here}identity/", {"identity": "verified", "proof": "passport shown"})
    client.post(f"{here}assignment/", {"to": str(world.ada.pk)})
    client.post(f"{here}notes/new/", {"text": "called him"})
    late = client.post(f"{here}extension/", {"until": "2026-02-01", "reason": "x"}, headers=HTMX)
    assert late.status_code == 422
    page = client.get(here).content.decode()
    for text in ("passport shown", "called him", "Contact point", "day", "Put his data together"):
        assert text in page
    assert client.get("/privacy/?state=late").content.decode().count(made.reference) == 1
    refused = client.post(f"{here}closure/", {"state": "refused", "answer": ""}, headers=HTMX)
    assert refused.status_code == 422
    client.post(f"{here}closure/", {"state": "answered", "answer": "sent"})
    assert PrivacyRequest.objects.get().is_closed
    assert client.post(f"{here}notes/new/", {"text": "x"}, headers=HTMX).status_code == 422


def aged(world: World, name: str, months: int = 40) -> Customer:
    long_ago = timezone.now() - timedelta(days=31 * months)
    with writing(by=world.alice):
        return Customer.objects.create(
            kind="person", name=name, owner=world.alice, created_at=long_ago, updated_at=long_ago
        )


def rule_of(world: World, action: str, **values: Any) -> RetentionRule:
    given = {"name": "Old", "months": 36, "kind": "person", "stages": [], "standings": [], "action": action, **values}
    return retention.save(rule=None, values=given, by=world.ada)


@pytest.mark.parametrize("action", ["trash", "pseudonymise", "erase"])
def test_a_rule_takes_only_the_old_and_silent_after_a_rehearsal(world: World, action: str) -> None:
    old, held, busy, young = (aged(world, name) for name in ("Old", "Held", "Busy", "Young"))
    with writing(by=world.alice):
        Customer.objects.filter(pk=young.pk).update(last_contact_at=timezone.now())
        from kehu.interactions.models import CustomerActivity

        CustomerActivity.objects.create(customer=busy, open_tasks=1)
    erasures.place_hold(object_key="customer", record_id=held.pk, reason="Lawsuit", until=None, by=world.ada)
    rule = rule_of(world, action)
    with pytest.raises(retention.NotRehearsed):
        retention.plan(rule=rule, dry=False, by=world.ada, defer=None)
    rehearsal = retention.run(run_no=retention.plan(rule=rule, dry=True, by=world.ada, defer=None).pk)
    assert (rehearsal.found, rehearsal.done, rehearsal.sample) == (1, 0, [old.pk])
    assert "Old" in seen_by(world.ada).get(f"/settings/retention/runs/{rehearsal.pk}/").content.decode()

    made = retention.run(run_no=retention.plan(rule=rule, dry=False, by=world.ada, defer=None).pk)

    assert (made.found, made.done, made.state) == (1, 1, RetentionRun.State.DONE)
    left = Customer._base_manager.filter(pk=old.pk).first()
    if action == "erase":
        assert left is None
    else:
        assert left and (left.deleted_at is not None if action == "trash" else left.name.startswith("Erased person"))
    assert Customer.objects.filter(pk__in=[held.pk, busy.pk, young.pk], deleted_at=None).count() == 3
    assert retention.run(run_no=made.pk).done == 1


def test_a_rule_is_switched_on_only_after_a_rehearsal_and_off_again_when_changed(world: World) -> None:
    rule = rule_of(world, "trash")
    client = seen_by(world.ada)
    assert client.post(f"/settings/retention/{rule.pk}/switch/", headers=HTMX).status_code == 422
    retention.run(run_no=retention.plan(rule=rule, dry=True, by=world.ada, defer=None).pk)
    client.post(f"/settings/retention/{rule.pk}/switch/", headers=HTMX)
    assert RetentionRule.objects.get().is_active
    assert "Every night" not in client.get("/settings/retention/").content.decode()
    client.post(f"/settings/retention/{rule.pk}/", {"name": "New", "months": 12, "action": "erase"}, headers=HTMX)
    assert not RetentionRule.objects.get().is_active and RetentionRule.objects.get().name == "New"
    client.post(f"/settings/retention/{rule.pk}/removal/", headers=HTMX)
    assert "Everything is kept for ever" in client.get("/settings/retention/").content.decode()


def test_each_number_of_the_board_is_the_list_behind_it(world: World, zhang: Customer) -> None:
    quality.measure_all()
    page = seen_by(world.ada).get("/quality/").content.decode()
    tiles = re.findall(r'href="(/customers/\?[^"]+)"[^>]*><span class="k-tile-number">(\d+)', page)
    assert len(tiles) == 9
    from kehu.customers.lists import CUSTOMERS
    from kehu.foundation.lists import rows
    from kehu.foundation.lists.links import parameters_of

    for address, number in tiles:
        query = CUSTOMERS.parse(parameters_of(address.partition("?")[2].replace("&amp;", "&")), world.ada)
        assert rows.count(query, world.ada).number == int(number), address
    company = QualityFigures.objects.get(level="company")
    assert company.customers == 2 and company.issues["consent"] == 2 and company.issues["industry"] == 1
    north = QualityFigures.objects.get(level="department", department=world.north)
    assert (
        north.customers == 2 and QualityFigures.objects.get(level="department", department=world.south).customers == 0
    )


def test_everybody_sees_the_board_of_his_own_reach(world: World, zhang: Customer) -> None:
    quality.measure_all()
    assert "By department" in seen_by(world.ada).get("/quality/").content.decode()
    alice = seen_by(world.alice).get("/quality/").content.decode()
    assert "By department" not in alice and "By owner" not in alice and "2 customers" in alice
    charlie = seen_by(world.charlie).get(f"/quality/?department={world.head_office.pk}").content.decode()
    assert "of 0 customers" in charlie
    assert seen_by(world.eve).get("/quality/").status_code == 200
    maria = seen_by(world.maria).get("/quality/").content.decode()
    assert "North" in maria and "Head office" in maria


def test_a_change_is_seen_by_the_board_at_once_and_by_its_figures_tomorrow(world: World, zhang: Customer) -> None:
    quality.look_again([world.acme.pk])
    world.acme.refresh_from_db()
    assert "industry" in world.acme.quality.missing  # type: ignore[attr-defined]
    customers.update(customer=world.acme, changes={"industry": "telecom"}, by=world.alice)
    quality.look_again([world.acme.pk])
    world.acme.quality.refresh_from_db()  # type: ignore[attr-defined]
    assert "industry" not in world.acme.quality.missing  # type: ignore[attr-defined]
    quality.set_policy(fields=["phone"], stale_days={"": 5}, by=world.ada)
    quality.measure_all()
    assert set(QualityFigures.objects.get(level="company").issues) == {"phone"}
    assert isinstance(zhang.pk, UUID)


def test_a_correction_is_one_change_that_bears_the_request(
    world: World, asked: PrivacyRequest, zhang: Customer
) -> None:
    from kehu.foundation.changes.models import ChangeSet

    client, address = seen_by(world.ada), f"/privacy/requests/{asked.pk}/corrections/{zhang.pk}/"
    opened = client.get(address, headers=HTMX).content.decode()
    same = client.post(address, {"version": zhang.version, "name": "张伟"}, headers=HTMX)
    saved = client.post(address, {"version": zhang.version, "name": "张卫"}, headers=HTMX)
    foreign = client.get(f"/privacy/requests/{asked.pk}/corrections/{world.acme.pk}/", headers=HTMX)

    assert "Correct 张伟" in opened
    assert (same.status_code, saved.status_code, foreign.status_code) == (422, 204, 404)
    zhang.refresh_from_db()
    assert zhang.name == "张卫"
    assert ChangeSet.objects.filter(title__contains=asked.reference, state="done").exists()
    assert asked.steps.filter(what="note", note__startswith="Corrected:").exists()
    assert seen_by(world.sam).get(address, headers=HTMX).status_code == 403


def test_requests_are_written_down_listed_and_exported_through_the_api(world: World, zhang: Customer) -> None:
    from tests.api.client import Caller

    api = Caller.of(world.ada)
    made = api.post("/privacy-requests", {"kind": "access", "requester": "张伟", "customers": [str(zhang.pk)]})
    request = PrivacyRequest.objects.get()

    assert (made.status_code, request.people) == (201, [["customer", str(zhang.pk)]])
    assert [one["requester"] for one in api.get("/privacy-requests?state=open").json()["items"]] == ["张伟"]
    assert api.post(f"/privacy-requests/{request.pk}/exports", {}).status_code == 422  # the identity is not checked yet
    privacy_requests.check_identity(request=request, identity="verified", proof="called back", by=world.ada)
    assert api.post(f"/privacy-requests/{request.pk}/exports", {}).status_code == 202
    assert Caller.of(world.alice).get(f"/privacy-requests/{request.pk}").status_code == 404
