import pytest

from kehu.customers.derived import refresh
from kehu.customers.models import Contact, ContactPoint, Customer, Relationship
from kehu.customers.tests.imports.bringing import brought, counts, reasons
from kehu.foundation.changes.actions.undoing import undo
from tests.world import World


@pytest.fixture(autouse=True)
def _acme_can_be_found(world: World) -> None:
    refresh([world.acme.pk])


def test_contacts_come_to_their_companies_and_missing_companies_are_made(world: World) -> None:
    text = (
        "公司名称,姓名,职务,手机,邮箱\nAcme Telecom,王芳,经理,13812345678,wf@example.com\n"
        "新公司有限公司,李娜,,13812345679,\n,赵六,,,\n"
    )

    of = brought(text, world.ada, target="contacts")

    assert counts(of) == {"rows": 3, "created": 2, "failed": 1}
    fang = Contact.objects.get(name="王芳")
    assert (fang.customer, fang.job_title, fang.phone, fang.email) == (
        world.acme, "经理", "+8613812345678", "wf@example.com",
    )  # fmt: skip
    assert Customer.objects.get(name="新公司有限公司").contacts.get().name == "李娜"
    assert counts(brought(text, world.ada, target="contacts")) == {"rows": 3, "skipped": 2, "failed": 1}


def test_contact_points_are_added_once(world: World) -> None:
    text = "客户,联系方式,用途\nAcme Telecom,0571-85022088,work\nAcme Telecom,info@acme.example,\nNobody,1,\n"

    of = brought(text, world.ada, target="contact_points")

    assert counts(of) == {"rows": 3, "created": 2, "failed": 1}
    assert sorted(ContactPoint.objects.values_list("kind", flat=True)) == ["email", "phone"]
    assert reasons(of)[4] == ["There is no customer “Nobody”."]
    assert counts(brought(text, world.ada, target="contact_points")) == {"rows": 3, "skipped": 2, "failed": 1}


def test_relationships_are_said_in_any_language_and_direction(world: World) -> None:
    brought("公司名称\n东方实业有限公司\n", world.ada)
    text = (
        "客户,关系,关联客户\n东方实业有限公司,is a subsidiary of,Acme Telecom\n东方实业有限公司,unclear,Acme Telecom\n"
    )

    of = brought(text, world.ada, target="relationships")

    assert counts(of) == {"rows": 2, "created": 1, "failed": 1}
    made = Relationship.objects.get()
    assert (made.type.key, made.to_customer) == ("subsidiary_of", world.acme)
    again = "客户,关系,关联客户\nAcme Telecom,is the parent company of,东方实业有限公司\n"
    brought(again, world.ada, target="relationships")
    assert Relationship.objects.count() == 1


def test_contacts_of_customers_one_may_not_edit_come_back(world: World) -> None:
    of = brought("公司,姓名\nAcme Telecom,王芳\n", world.mark, target="contacts")

    assert reasons(of) == {2: ["You may not change “Acme Telecom”."]}
    assert not Contact.objects.exists()


def test_contacts_we_have_are_found_and_changed(world: World) -> None:
    brought(
        "公司,联系人编号,姓名,职务,手机,邮箱\n"
        "Acme Telecom,K1,王芳,经理,13812345678,\nAcme Telecom,,李娜,,,ln@acme.example\n",
        world.ada, target="contacts", source="erp",
    )  # fmt: skip
    text = (
        "公司,联系人编号,姓名,职务,手机,邮箱,办公电话,微信\n"
        "Acme Telecom,K1,王小芳,总监,,wf@acme.example,0571-85022088,wangfang\n"  # by his id, whatever his name
        "Acme Telecom,,Li Na,Buyer,,ln@acme.example,,\n"  # by her mail, in another script
        "Acme Telecom,,王小芳,,13912345678,,,\n"  # by the name this file gave him
    )

    of = brought(text, world.ada, target="contacts", source="erp")

    assert counts(of) == {"rows": 3, "updated": 3}, reasons(of)
    fang, na = world.acme.contacts.order_by("created_at", "pk")
    assert (fang.name, fang.job_title, fang.external_id) == ("王小芳", "总监", "K1")
    assert sorted(fang.contact_points.values_list("kind", "label")) == [
        ("email", ""), ("phone", "mobile"), ("phone", "mobile"), ("phone", "work"), ("wechat", ""),
    ]  # fmt: skip
    assert (na.name, na.job_title) == ("Li Na", "Buyer")
    assert counts(brought(text, world.ada, target="contacts", source="erp"))["rows"] == 3
    assert world.acme.contacts.count() == 2


def test_what_happens_with_contacts_we_have_is_chosen(world: World) -> None:
    text = "公司,姓名,职务\nAcme Telecom,王芳,经理\n"
    brought(text, world.ada, target="contacts")

    assert counts(brought(text, world.ada, target="contacts", on_match="skip")) == {"rows": 1, "skipped": 1}
    asked = brought(text, world.ada, target="contacts", on_match="ask")
    assert counts(asked) == {"rows": 1, "undecided": 1, "failed": 1}
    assert reasons(asked)[2] == ["This looks like “王芳”."]


def test_a_changed_contact_is_as_before_once_the_import_is_taken_back(world: World) -> None:
    brought("公司,姓名,职务\nAcme Telecom,王芳,经理\n", world.ada, target="contacts")
    of = brought("公司,姓名,职务,手机\nAcme Telecom,王芳,总监,13812345678\n", world.ada, target="contacts")
    assert of.change_set

    undo(change_set=of.change_set, by=world.ada)

    fang = world.acme.contacts.get()
    assert (fang.job_title, fang.phone, fang.contact_points.count()) == ("经理", "", 0)


def test_points_come_to_the_contact_that_is_named(world: World) -> None:
    brought("公司,姓名\nAcme Telecom,王芳\n", world.ada, target="contacts")

    of = brought(
        "客户,联系人,联系方式\nAcme Telecom,王芳,13812345678\nAcme Telecom,赵六,1\n", world.ada, target="contact_points"
    )

    assert counts(of) == {"rows": 2, "created": 1, "failed": 1}
    assert reasons(of)[3] == ["There is no contact “赵六”."]
    assert ContactPoint.objects.get().contact == world.acme.contacts.get()
