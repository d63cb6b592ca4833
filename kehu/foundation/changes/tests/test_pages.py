import pytest
from django.test import Client

from kehu.customers.models import ContactPoint, Customer
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import FieldRule, Role, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import deletion, undoing
from kehu.foundation.changes.actions.rehearsing import preview
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.tests.conftest import changing, content
from kehu.foundation.jobs.models import Run
from tests.world import World


def seen_by(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def edit(world: World) -> ChangeSet:
    with changing(world.alice) as made:
        Customer.objects.filter(pk=world.acme.pk).update(industry="telecom", notes="secret", source="North")
    with writing(by=world.bob):
        Customer.objects.filter(pk=world.acme.pk).update(industry="software")
    return made


def test_the_list_shows_ones_own_change_sets_and_administrators_all(world: World, edit: ChangeSet) -> None:
    def titles(user: User, query: str = "") -> str:
        return seen_by(user).get("/settings/changes/" + query).content.decode()

    assert str(edit.pk) in titles(world.alice)
    assert str(edit.pk) not in titles(world.bob)
    assert str(edit.pk) in titles(world.ada, f"?by={world.alice.pk}")
    assert str(edit.pk) not in titles(world.ada, "?kind=import")
    assert str(edit.pk) not in titles(world.ada, f"?by={world.bob.pk}")


def test_the_list_takes_a_fixed_number_of_statements(
    world: World, edit: ChangeSet, django_assert_max_num_queries
) -> None:
    client = seen_by(world.ada)
    for _ in range(5):
        with changing(world.alice):
            pass
    with django_assert_max_num_queries(15):
        client.get("/settings/changes/")


def test_the_preview_tells_what_taking_back_does_and_changes_nothing(world: World, edit: ChangeSet) -> None:
    before = content("customers_customer")

    answer = preview(change_set=edit, by=world.alice)

    assert answer.counts == {"removed": 0, "restored": 1, "brought_back": 0, "kept": 1}
    assert [(one.field, one.value, one.by) for one in answer.kept.lines] == [("Industry", "software", "Bob")]
    assert content("customers_customer") == before
    edit.refresh_from_db()
    assert edit.state == ChangeSet.State.DONE
    assert ChangeSet.objects.count() == 1


def test_taking_back_by_page_ends_on_its_report(world: World, edit: ChangeSet) -> None:
    client = seen_by(world.alice)
    assert "software" in client.get(f"/settings/changes/{edit.pk}/preview/").content.decode()

    answer = client.post(f"/settings/changes/{edit.pk}/reversal/", HTTP_HX_REQUEST="true")

    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/settings/changes/{edit.pk}/")
    assert "software" in client.get(f"/settings/changes/{edit.pk}/").content.decode()
    again = client.post(f"/settings/changes/{edit.pk}/reversal/", HTTP_HX_REQUEST="true")
    assert again.status_code == 422


def test_others_find_nothing(world: World, edit: ChangeSet) -> None:
    client = seen_by(world.bob)
    for path in ("", "preview/"):
        assert client.get(f"/settings/changes/{edit.pk}/{path}").status_code == 404
    assert client.post(f"/settings/changes/{edit.pk}/reversal/").status_code == 404


def test_the_report_says_nothing_of_what_the_reader_may_not_see(world: World, edit: ChangeSet) -> None:
    FieldRule.objects.create(
        role=Role.objects.get(key="sales"), object_key="customer", field="industry", access="hidden"
    )
    assert [one.value for one in preview(change_set=edit, by=world.alice).kept.lines] == ["***"]

    Customer.objects.filter(pk=world.acme.pk).update(owner=world.charlie)
    kept = preview(change_set=edit, by=User.objects.get(pk=world.alice.pk)).kept
    assert (kept.lines, kept.hidden) == ([], 1)


def test_a_large_set_is_taken_back_by_a_job(world: World, monkeypatch: pytest.MonkeyPatch, edit: ChangeSet) -> None:
    monkeypatch.setattr(undoing, "AT_ONCE", 0)

    answer = seen_by(world.alice).post(f"/settings/changes/{edit.pk}/reversal/", HTTP_HX_REQUEST="true")

    assert answer["HX-Redirect"] == f"/settings/changes/{edit.pk}/"
    assert Run.objects.get().kind == "changes.undo"


def test_the_history_of_a_record_lists_what_touched_it(world: World, edit: ChangeSet) -> None:
    path = f"/settings/changes/of/customer/{world.acme.pk}/"
    assert "Take back" in seen_by(world.alice).get(path).content.decode()
    assert seen_by(world.charlie).get(path).status_code == 404


def test_the_pages_speak_chinese(world: World, edit: ChangeSet) -> None:
    User.objects.filter(pk=world.ada.pk).update(language="zh-hans")
    client = seen_by(world.ada)
    assert "变更集" in client.get("/settings/changes/").content.decode()
    assert "回收站" in client.get("/settings/trash/").content.decode()


def test_what_goes_to_the_trash_comes_back_with_everything(world: World) -> None:
    ContactPoint.objects.create(customer=world.acme, kind="phone", value="1", normalised="1")
    before = content("customers_customer", "customers_contactpoint")
    made = deletion.trash(object_key="customer", ids=[world.acme.pk], by=world.alice)
    assert made.counts == {"deleted": 1, "skipped": 0}
    client = seen_by(world.alice)
    assert "Acme Telecom" in client.get("/settings/trash/").content.decode()
    assert "Acme Telecom" not in seen_by(world.charlie).get("/settings/trash/").content.decode()

    client.post("/settings/trash/customer/restoration/", {"id": [str(world.acme.pk)]})

    assert content("customers_customer", "customers_contactpoint") == before


def test_taking_back_a_deletion_restores_it(world: World) -> None:
    before = content("customers_customer")
    made = deletion.trash(object_key="customer", ids=[world.acme.pk], by=world.alice)
    undoing.undo(change_set=made, by=world.alice)
    assert content("customers_customer") == before


def test_one_deletes_only_what_one_may_edit(world: World) -> None:
    made = deletion.trash(object_key="customer", ids=[world.acme.pk], by=world.charlie)
    assert made.counts == {"deleted": 0, "skipped": 1}
    with pytest.raises(PermissionMissing):
        deletion.trash(object_key="customer", ids=[world.acme.pk], by=world.ann)


def test_only_administrators_delete_for_ever(world: World) -> None:
    ContactPoint.objects.create(customer=world.acme, kind="phone", value="1", normalised="1")
    deletion.trash(object_key="customer", ids=[world.acme.pk], by=world.alice)
    with pytest.raises(PermissionMissing):
        deletion.delete_for_ever(object_key="customer", ids=[world.acme.pk], by=world.alice)

    seen_by(world.ada).post("/settings/trash/customer/purge/", {"id": [str(world.acme.pk)]})

    assert not Customer.objects.filter(pk=world.acme.pk).exists()
    assert not ContactPoint.objects.exists()


@pytest.mark.parametrize("place", ["at=2026-13-45&after=x", "at=2026-01-01&after=x", "at=2026-01-01T00:00:00&after="])
def test_a_made_up_place_opens_the_first_page(world: World, edit: ChangeSet, place: str) -> None:
    client = seen_by(world.alice)

    assert str(edit.pk) in client.get(f"/settings/changes/?{place}").content.decode()
    assert client.get(f"/settings/trash/?{place}").status_code == 200
