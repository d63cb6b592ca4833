import pytest

from kehu.customers.models import AccountTeamMember, ContactPoint, Customer
from kehu.foundation.access import visibility
from kehu.foundation.access.models import Role, Share
from kehu.foundation.audit.writing import writing
from tests.world import World


def sees(world: World, name: str) -> bool:
    return Customer.objects.visible_to(getattr(world, name)).filter(pk=world.acme.pk).exists()


def scope(role: str, view: str, edit: str = "none") -> None:
    Role.objects.filter(key=role).update(scopes={"customer": {"view": view, "edit": edit}})


@pytest.mark.parametrize(
    ("reach", "who"),
    [
        ("own", {"alice"}),
        ("team", {"alice", "bob"}),
        ("department", {"alice", "bob"}),
        ("all", {"alice", "bob", "charlie"}),
        ("none", set()),
    ],
)
def test_a_role_reaches_as_far_as_its_scope(world: World, reach: str, who: set[str]) -> None:
    scope("sales", reach)

    assert {name for name in ("alice", "bob", "charlie") if sees(world, name)} == who


def test_a_department_scope_reaches_the_departments_below(world: World) -> None:
    assert sees(world, "maria")


def test_a_share_opens_one_record_to_one_user(world: World) -> None:
    Share.objects.create(object_key="customer", record_id=world.acme.pk, user=world.eve, shared_by=world.alice)

    assert sees(world, "eve")
    assert not Customer.objects.editable_by(world.eve).exists()


def test_a_share_with_a_team_opens_the_record_to_its_members(world: World) -> None:
    Customer.objects.filter(pk=world.acme.pk).update(owner=world.charlie)
    Share.objects.create(
        object_key="customer", record_id=world.acme.pk, team=world.team, may_edit=True, shared_by=world.ada
    )

    assert sees(world, "bob")
    assert Customer.objects.editable_by(world.bob).exists()


def test_a_share_of_another_object_with_the_same_id_opens_nothing(world: World) -> None:
    Share.objects.create(object_key="task", record_id=world.acme.pk, user=world.eve, shared_by=world.alice)

    assert not sees(world, "eve")


def test_a_member_of_the_account_team_sees_the_customer(world: World) -> None:
    with writing(by=world.alice):
        AccountTeamMember.objects.create(customer=world.acme, user=world.charlie)

    assert sees(world, "charlie")


def test_rows_in_the_trash_are_seen_by_nobody(world: World) -> None:
    from django.utils import timezone

    Customer.objects.filter(pk=world.acme.pk).update(deleted_at=timezone.now(), deleted_by=world.ada)

    assert not sees(world, "ada")
    assert Customer.objects.trashed_visible_to(world.alice).exists()
    assert not Customer.objects.trashed_visible_to(world.charlie).exists()


def test_what_belongs_to_a_customer_is_seen_with_him(world: World) -> None:
    ContactPoint.objects.create(customer=world.acme, kind="phone", value="10086", normalised="10086")

    assert ContactPoint.objects.visible_to(world.alice).exists()
    assert not ContactPoint.objects.visible_to(world.charlie).exists()


def test_two_roles_give_the_wider_of_both(world: World) -> None:
    from kehu.foundation.access.models import RoleAssignment

    RoleAssignment.objects.create(user=world.charlie, role=Role.objects.get(key="service"))

    assert sees(world, "charlie")


def test_a_user_without_a_role_sees_nothing(world: World) -> None:
    world.sam.roles.through.objects.filter(user=world.sam).delete()

    assert not sees(world, "sam")
    assert not world.sam.may("customer.view")


@pytest.mark.parametrize("few", [0, 5000])
def test_who_sees_many_rows_sees_the_same_as_who_sees_few(
    world: World, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(visibility, "FEW_ROWS", few)
    with writing(by=world.ada):
        Customer.objects.create(kind="person", name="Charlie's", owner=world.charlie)
        team = Customer.objects.create(kind="person", name="With Alice in the team", owner=world.charlie)
        AccountTeamMember.objects.create(customer=team, user=world.alice)
        shared = Customer.objects.create(kind="person", name="Shared with Alice", owner=world.charlie)
        Share.objects.create(object_key="customer", record_id=shared.pk, user=world.alice, shared_by=world.charlie)

    assert set(Customer.objects.visible_to(world.alice)) == {world.acme, team, shared}
