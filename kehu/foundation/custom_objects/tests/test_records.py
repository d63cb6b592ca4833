"""A kind made in the settings is like a built-in one."""

import pytest
from django.test import Client

from kehu.foundation.access.models import User
from kehu.foundation.changes.actions import undoing
from kehu.foundation.changes.bulk import Edit
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.custom_objects.actions import definitions, records
from kehu.foundation.custom_objects.actions.definitions import KindRefused
from kehu.foundation.custom_objects.models import ObjectDefinition
from kehu.foundation.custom_objects.tests.properties import KEY, add_field, make_property, make_record
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.search.query import search
from tests.world import World


@pytest.fixture
def kind(world: World) -> ObjectDefinition:
    return make_property(world.ada)


def client_of(user: User) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(user)
    return client


def again(user: User) -> User:
    """As the next request sees him."""
    return User.objects.get(pk=user.pk)


def test_a_new_kind_has_a_list_a_page_and_an_entry_in_the_menu(world: World, kind: ObjectDefinition) -> None:
    record = make_record(again(world.ada), custom={"area": 88, "use": "flat"})
    client = Client()
    client.force_login(again(world.ada))

    listed = client.get("/objects/property/").content.decode()
    shown = client.get(f"/objects/property/{record.pk}/").content.decode()

    assert "Garden Court 5" in listed and "Flat" in listed and "Properties" in listed
    assert "Garden Court 5" in shown and "88" in shown
    assert 'href="/objects/property/"' in shown


def test_values_are_checked_like_custom_fields(world: World, kind: ObjectDefinition) -> None:
    with pytest.raises(Refusal) as refusal:
        make_record(again(world.ada), custom={"area": "large"})
    assert refusal.value.field == "custom.area"
    with pytest.raises(Refusal):
        make_record(again(world.ada), title="  ")


def test_a_record_is_found_by_pinyin_and_by_chinese_in_the_middle(world: World, kind: ObjectDefinition) -> None:
    ada = again(world.ada)
    record = make_record(ada, title="锦绣花园5号")

    assert [hit.record_id for hit in search(ada, "jxhy", limit=5)] == [record.pk]
    assert [hit.record_id for hit in search(ada, "花园", limit=5)] == [record.pk]


def test_a_fact_is_edited_in_place_and_a_second_editor_sees_the_difference(
    world: World, kind: ObjectDefinition
) -> None:
    record = make_record(again(world.ada), custom={"area": 88})
    client = client_of(again(world.ada))
    address = f"/objects/property/{record.pk}/facts/custom.area/"
    form = client.get(address).content.decode()
    action = form.split('hx-post="')[1].split('"')[0].replace("&amp;", "&")

    records.update(record=record, changes={"custom": {"area": 90}}, by=again(world.ada))
    late = client.post(action, {"value": "91"})
    fresh = client.post(address, {"value": "92"})

    assert late.status_code == 422 and "90" in late.content.decode()
    assert fresh.status_code == 200 and "92" in fresh.content.decode()
    record.refresh_from_db()
    assert record.custom["area"] == 92


def test_deleting_and_taking_back_brings_the_record_with_its_terms(world: World, kind: ObjectDefinition) -> None:
    ada = again(world.ada)
    record = make_record(ada)
    change_set = records.trash(record=record, by=ada)
    assert search(ada, "garden", limit=5) == []

    undoing.undo(change_set=change_set, by=ada)

    assert [hit.record_id for hit in search(ada, "garden", limit=5)] == [record.pk]


def test_a_change_is_taken_back_from_the_trail(world: World, kind: ObjectDefinition) -> None:
    ada = again(world.ada)
    record = make_record(ada, custom={"area": 88})
    change_set = ChangeSet.objects.create(kind=ChangeSet.Kind.BULK_EDIT, title="x", object_key=KEY, by=ada)
    records.update_many(object_key=KEY, edits=[Edit(record.pk, {"custom.area": 1})], by=ada, change_set=change_set.pk)
    ChangeSet.objects.filter(pk=change_set.pk).update(state=ChangeSet.State.DONE)
    change_set.refresh_from_db()

    undoing.undo(change_set=change_set, by=ada)

    record.refresh_from_db()
    assert record.custom["area"] == 88


def test_the_history_calls_the_record_by_its_kind(world: World, kind: ObjectDefinition) -> None:
    record = make_record(again(world.ada))

    shown = client_of(again(world.ada)).get(f"/history/of/{KEY}/{record.pk}/")

    assert shown.status_code == 200 and "Property" in shown.content.decode()


def test_a_kind_goes_only_empty_or_with_its_records(world: World, kind: ObjectDefinition) -> None:
    ada = again(world.ada)
    record = make_record(ada)
    with pytest.raises(KindRefused):
        definitions.delete(definition=kind, by=ada)

    definitions.delete(definition=kind, by=ada, with_records=True)
    assert client_of(again(ada)).get("/objects/property/").status_code == 404
    definitions.bring_back(definition=kind, by=ada)
    assert client_of(again(ada)).get(f"/objects/property/{record.pk}/").status_code == 404
    assert client_of(again(ada)).get(f"/settings/trash/?kind={KEY}").status_code == 200


def test_an_empty_kind_goes_with_everything_of_it(world: World, kind: ObjectDefinition) -> None:
    definitions.delete(definition=kind, by=again(world.ada))

    assert registry.find(KEY) is None
    assert not any(verb.startswith(KEY) for verb in again(world.alice).grants.verbs)


def test_the_key_stays_and_is_given_once(world: World, kind: ObjectDefinition) -> None:
    with pytest.raises(KindRefused):
        definitions.change(definition=kind, changes={"key": "house"}, by=again(world.ada))
    with pytest.raises(KindRefused):
        make_property(again(world.ada))


def test_records_can_be_named_by_one_of_their_fields(world: World, kind: ObjectDefinition) -> None:
    ada = again(world.ada)
    add_field(ada, "deed", "text", {"en": "Deed"}, required=True)
    record = make_record(ada, custom={"deed": "D-17"})

    definitions.change(definition=kind, changes={"title_field": "deed"}, by=ada)
    record.refresh_from_db()
    assert record.title == "D-17"

    records.update(record=record, changes={"custom": {"deed": "D-18"}}, by=ada)
    record.refresh_from_db()
    assert record.title == "D-18"
