"""The company's own words: made, renamed, and removed when nobody needs them."""

import pytest
from django.test import Client
from django.urls import reverse

from kehu.customers.actions import customers, relationships, tags, vocabulary
from kehu.customers.defaults import ensure_defaults
from kehu.customers.models import CustomerTag, LifecycleStage, RelationshipType, Tag
from kehu.foundation.access.grants import PermissionMissing
from tests.world import World


def test_only_who_configures_may(world: World) -> None:
    with pytest.raises(PermissionMissing):
        vocabulary.save_tag(name="VIP", by=world.maria)


def test_a_tag_is_renamed_on_all_customers_and_removed_from_them(world: World) -> None:
    tag = tags.add(customer=world.acme, name="VIP", by=world.alice)

    vocabulary.save_tag(tag=tag, name="Gold", colour="yellow", by=world.ada)
    assert CustomerTag.objects.get(customer=world.acme).tag.name == "Gold"
    with pytest.raises(vocabulary.WordRefused):
        vocabulary.save_tag(name="gold", by=world.ada)
    vocabulary.remove_tag(tag=tag, by=world.ada)
    assert not Tag.objects.exists() and not CustomerTag.objects.exists()


def test_a_renamed_stage_says_its_name_in_every_language(world: World) -> None:
    stage = LifecycleStage.objects.get(key="member")

    vocabulary.save_stage(stage=stage, name=stage.label, position=5, by=world.ada)
    assert (stage.is_builtin, LifecycleStage.objects.first()) == (True, stage)
    vocabulary.save_stage(stage=stage, name="Club", by=world.ada)
    assert (stage.is_builtin, stage.label) == (False, "Club")


def test_a_stage_goes_when_nobody_stood_in_it_and_does_not_come_back(world: World) -> None:
    customers.update(customer=world.acme, changes={"lifecycle_stage": "active"}, by=world.alice)

    vocabulary.remove_stage(stage=LifecycleStage.objects.get(key="member"), by=world.ada)
    ensure_defaults()
    assert not LifecycleStage.objects.filter(key="member").exists()
    with pytest.raises(vocabulary.WordInUse):
        vocabulary.remove_stage(stage=LifecycleStage.objects.get(key="active"), by=world.ada)
    customers.update(customer=world.acme, changes={"lifecycle_stage": "lost"}, by=world.alice)
    with pytest.raises(vocabulary.WordInUse):  # his history names it
        vocabulary.remove_stage(stage=LifecycleStage.objects.get(key="active"), by=world.ada)


def test_types_of_relationship_are_made_reworded_and_kept_while_used(world: World) -> None:
    made = vocabulary.save_type(key="advises", forward="advises", reverse="is advised by", by=world.ada)
    other = customers.create(kind="organisation", name="Beta", by=world.alice)
    relationships.relate(from_customer=world.acme, to_customer=other, type="advises", by=world.alice)

    with pytest.raises(vocabulary.WordInUse):
        vocabulary.save_type(type=made, forward="advises", reverse="is advised by", is_tree=True, by=world.ada)
    with pytest.raises(vocabulary.WordInUse):
        vocabulary.remove_type(type=made, by=world.ada)
    builtin = RelationshipType.objects.get(key="works_for")
    with pytest.raises(vocabulary.WordRefused):
        vocabulary.remove_type(type=builtin, by=world.ada)
    vocabulary.save_type(type=builtin, forward="earns his bread at", reverse="feeds", by=world.ada)
    assert builtin.forward_label == "earns his bread at"


def test_the_settings_show_and_change_them(world: World) -> None:
    client = Client()
    client.force_login(world.ada)
    stage = LifecycleStage.objects.get(key="member")

    assert "Member" in client.get(reverse("customers:words")).content.decode()
    address = reverse("customers:change_word", args=["stage", stage.pk])
    answer = client.post(address, {"name": "Club", "position": 5}, HTTP_HX_REQUEST="true")
    assert (answer.status_code, LifecycleStage.objects.get(pk=stage.pk).name) == (204, "Club")
    made = {"key": "advises", "forward": "advises", "reverse": "is advised by"}
    client.post(reverse("customers:add_word", args=["type"]), made, HTTP_HX_REQUEST="true")
    assert RelationshipType.objects.filter(key="advises").exists()
    gone = client.post(reverse("customers:remove_word", args=["stage", stage.pk]), HTTP_HX_REQUEST="true")
    assert gone.status_code == 204
    client.force_login(world.maria)
    assert client.get(reverse("customers:words")).status_code == 403
