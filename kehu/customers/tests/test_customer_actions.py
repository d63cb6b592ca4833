import pytest

from kehu.customers.actions import bulk, customers
from kehu.customers.actions.customers import CustomerOutdated, InTrash
from kehu.customers.entries import (
    CustomerUpdate,
    NewContact,
    NewCustomer,
    NewDate,
    NewDocument,
    NewPoint,
    NewRelationship,
)
from kehu.customers.models import ContactPoint, Customer, CustomerTag, Tag
from kehu.foundation.access.fields import FieldClosed
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import FieldRule, Role
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.events.models import Event
from kehu.foundation.refusals import Refusal
from tests.world import World


def events(name: str) -> list[dict]:
    return list(Event.objects.filter(name=name).order_by("id").values_list("payload", flat=True))


def test_a_created_person_has_parts_of_his_name_his_points_and_his_owner(world: World) -> None:
    made = customers.create(
        kind="person", name="欧阳小明", phone="138 1234 5678", email="Xiao.Ming@Example.COM",
        address="河南省郑州市金水区花园路1号", tags=["VIP", "老客户"], by=world.alice,
    )  # fmt: skip

    assert (made.family_name, made.given_name, made.owner) == ("欧阳", "小明", world.alice)
    assert (made.phone, made.email, made.city) == ("+8613812345678", "Xiao.Ming@example.com", "郑州市")
    assert sorted(tag.tag.name for tag in made.tagged.all()) == ["VIP", "老客户"]
    mobile = made.contact_points.get(kind="phone")
    assert (mobile.label, mobile.normalised) == ("mobile", "+8613812345678")
    assert events("CustomerCreated") == [{"customer_id": str(made.pk)}]
    entry = AuditEntry.objects.get(record_id=made.pk)
    assert (entry.action, entry.actor) == ("I", world.alice)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "person", "name": " "}, "name"),
        ({"kind": "robot", "name": "R2"}, "kind"),
        ({"kind": "person", "name": "张三", "phone": "no number"}, "phone"),
        ({"kind": "person", "name": "张三", "email": "nobody"}, "email"),
        ({"kind": "person", "name": "张三", "tier": "z"}, "tier"),
        ({"kind": "person", "name": "张三", "satisfaction": 101}, "satisfaction"),
        ({"kind": "person", "name": "张三", "lifecycle_stage": "nowhere"}, "lifecycle_stage"),
        ({"kind": "person", "name": "张三", "documents": [NewDocument("resident_id", "110101199003070000")]}, "number"),
        ({"kind": "person", "name": "张三", "dates": [NewDate("birthday", "31 February")]}, "day"),
        ({"kind": "person", "name": "x" * 201}, "name"),
        ({"kind": "person", "name": "张三", "shoe_size": 43}, "shoe_size"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(world: World, given: dict, field: str) -> None:
    before = Customer.objects.count()

    with pytest.raises(Refusal) as refusal:
        customers.create(by=world.alice, **given)

    assert refusal.value.field == field
    assert Customer.objects.count() == before


def test_only_who_may_create_creates_and_only_who_may_assign_gives_away(world: World) -> None:
    with pytest.raises(PermissionMissing):
        customers.create(kind="person", name="张三", by=world.ann)
    with pytest.raises(PermissionMissing):
        customers.create(kind="person", name="张三", owner=world.bob, by=world.alice)

    assert customers.create(kind="person", name="张三", owner=world.bob, by=world.maria).owner == world.bob


def test_an_update_changes_what_differs_and_says_which(world: World) -> None:
    changed = customers.update(
        customer=world.acme, changes={"name": "Acme Mobile", "industry": "telecom", "website": ""}, by=world.alice
    )

    assert (changed.name, changed.industry, changed.version) == ("Acme Mobile", "telecom", 2)
    assert events("CustomerChanged")[-1]["fields"] == ["industry", "name"]
    assert events("CustomersAssigned") == []


def test_the_phone_of_a_list_is_the_main_contact_point(world: World) -> None:
    customers.update(customer=world.acme, changes={"phone": "010-65529988转12"}, by=world.alice)
    customers.update(customer=world.acme, changes={"phone": "010-65529999"}, by=world.alice)

    point = ContactPoint.objects.get(customer=world.acme)
    assert point.normalised == "+861065529999"
    assert customers.update(customer=world.acme, changes={"phone": ""}, by=world.alice).phone == ""
    assert not ContactPoint.objects.filter(customer=world.acme).exists()


def test_tier_and_stage_keep_their_story(world: World) -> None:
    customers.update(customer=world.acme, changes={"tier": "a", "lifecycle_stage": "potential"}, by=world.alice)
    customers.update(customer=world.acme, changes={"lifecycle_stage": "contracted"}, by=world.alice)

    assert [change.stage.key for change in world.acme.lifecycle_changes.order_by("at")] == ["potential", "contracted"]
    assert world.acme.tier_assignments.get().assigned_by == world.alice
    assert events("LifecycleStageChanged")[-1]["previous"] == "potential"
    assert events("TierChanged") == [{"customer_id": str(world.acme.pk), "tier": "a", "previous": "", "rule": ""}]


def test_two_people_at_one_field_are_shown_both_values(world: World) -> None:
    customers.update(customer=world.acme, changes={"industry": "telecom"}, by=world.maria)

    with pytest.raises(CustomerOutdated) as conflict:
        customers.update(
            customer=world.acme, changes={"industry": "software", "website": "acme.cn"},
            seen={"industry": "", "website": ""},
            by=world.alice,
        )  # fmt: skip

    (difference,) = conflict.value.differences
    assert (difference.field, difference.mine, difference.theirs) == ("industry", "software", "telecom")
    assert difference.changed_by == "Maria"


def test_a_change_of_another_field_does_not_stand_in_the_way(world: World) -> None:
    customers.update(customer=world.acme, changes={"industry": "telecom"}, by=world.maria)

    changed = customers.update(
        customer=world.acme, changes={"website": "acme.cn"}, seen={"website": ""}, by=world.alice
    )
    with pytest.raises(CustomerOutdated):
        customers.update(customer=world.acme, changes={"website": "acme.com"}, expected_version=1, by=world.alice)

    assert (changed.industry, changed.website) == ("telecom", "acme.cn")


def test_who_sees_but_may_not_edit_is_told_whom_to_ask(world: World) -> None:
    with pytest.raises(OutOfReach, match="Alice"):
        customers.update(customer=world.acme, changes={"name": "Mine"}, by=world.charlie)
    with pytest.raises(PermissionMissing):
        customers.update(customer=world.acme, changes={"owner": world.bob}, by=world.alice)


def test_a_field_that_a_role_may_only_read_cannot_be_changed(world: World) -> None:
    FieldRule.objects.create(role=Role.objects.get(key="sales"), object_key="customer", field="industry", access="read")

    with pytest.raises(FieldClosed):
        customers.update(customer=world.acme, changes={"industry": "telecom"}, by=world.alice)


def test_tags_are_replaced_by_an_update_and_made_when_new(world: World) -> None:
    customers.update(customer=world.acme, changes={"tags": "red, green"}, by=world.alice)
    customers.update(customer=world.acme, changes={"tags": ["GREEN", "blue"]}, by=world.alice)

    assert sorted(CustomerTag.objects.filter(customer=world.acme).values_list("tag__name", flat=True)) == [
        "blue",
        "green",
    ]
    assert Tag.objects.count() == 3


def test_assigning_gives_customers_to_another(world: World) -> None:
    assert customers.assign(customers=[world.acme], owner=world.bob, by=world.maria) == [world.acme.pk]

    world.acme.refresh_from_db()
    assert world.acme.owner == world.bob
    assert events("CustomersAssigned") == [{"customer_ids": [str(world.acme.pk)], "owner_id": str(world.bob.pk)}]


def test_the_trash_takes_and_gives_back(world: World) -> None:
    change_set = customers.trash(customer=world.acme, by=world.alice)

    assert not Customer.objects.visible_to(world.alice).exists()
    assert AuditEntry.objects.filter(change_set_id=change_set.pk, record_id=world.acme.pk).count() == 1
    assert customers.restore(customer=world.acme, by=world.alice).deleted_at is None
    with pytest.raises(InTrash):
        customers.restore(customer=world.acme, by=world.alice)


def test_a_batch_lands_its_good_rows_and_says_what_is_wrong_with_the_others(world: World) -> None:
    parent = NewCustomer({"kind": "organisation", "name": "华宁集团"}, external_ids=[("erp", "1")])
    result = bulk.create_many(
        [
            parent,
            NewCustomer({"kind": "organisation", "name": "华宁科技有限公司", "tier": "b", "lifecycle_stage": "active"},
                        points=[NewPoint("phone", "0371-65529988"), NewPoint("phone", "0371 6552 9988")],
                        contacts=[NewContact({"name": "李娜"}, points=[NewPoint("email", "li@na.cn")])],
                        relationships=[NewRelationship("subsidiary_of", parent.id)]),
            NewCustomer({"kind": "organisation", "name": ""}),
            NewCustomer({"kind": "organisation", "name": "Twin"}, external_ids=[("ERP", "1")]),
        ],
        by=world.maria,
    )  # fmt: skip

    assert [one is None for one in result.ids] == [False, False, True, True]
    assert {place: refusal.field for place, refusal in result.refused.items()} == {2: "name", 3: "external_id"}
    child = Customer.objects.get(pk=result.ids[1])
    assert child.contact_points.filter(contact=None).count() == 1
    assert child.contacts.get().email == "li@na.cn"
    assert child.relations_from.get().to_customer_id == parent.id
    assert child.lifecycle_changes.get().stage.key == "active"
    assert len(events("CustomersCreated")) == 1
    assert events("CustomerCreated") == []


def test_a_bulk_update_touches_what_the_user_may_edit_and_nothing_twice(world: World) -> None:
    other = customers.create(kind="person", name="王芳", by=world.charlie)
    updates = [
        CustomerUpdate(
            world.acme.pk, {"industry": "telecom"}, points=[NewPoint("phone", "10086")], external_ids=[("crm", "7")]
        ),
        CustomerUpdate(other.pk, {"industry": "telecom"}),
    ]

    first = bulk.update_many(updates, by=world.alice)
    second = bulk.update_many(updates, by=world.alice)

    assert (first.changed, first.missing) == ([world.acme.pk], [1])
    assert second.same == [world.acme.pk]
    assert world.acme.contact_points.count() == 1


def test_one_and_many_are_written_in_a_fixed_number_of_statements(world: World, django_assert_max_num_queries) -> None:
    def batch(size: int) -> list[NewCustomer]:
        return [
            NewCustomer(
                {"kind": "person", "name": f"张{n}", "phone": f"1381234{n:04}"},
                tags=["a"],
                external_ids=[("x", str(n))],
            )
            for n in range(size)
        ]

    bulk.create_many([NewCustomer({"kind": "person", "name": "First"})], by=world.alice)  # what a process reads once
    with django_assert_max_num_queries(17):
        bulk.create_many(batch(200), by=world.alice)


def test_an_industry_is_known_in_every_language_and_any_other_is_kept(world: World) -> None:
    for given, kept in (("零售", "retail"), ("Retail", "retail"), ("retail", "retail"), ("養蜂", "養蜂")):
        changed = customers.update(customer=world.acme, changes={"industry": given}, by=world.alice)
        assert changed.industry == kept
