"""A role as of an older version: what an upgrade gives it, offers it, and leaves alone."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from kehu.foundation.access import effects, new_rights
from kehu.foundation.access.actions import roles
from kehu.foundation.access.builtin_roles import ensure_builtin_roles
from kehu.foundation.access.forms import RoleForm
from kehu.foundation.access.models import FieldRule, Role, User
from kehu.foundation.access.views import roles as roles_view
from kehu.foundation.audit.writing import writing
from kehu.foundation.custom_objects.actions import rights
from tests.world import World

HTMX = {"HX-Request": "true"}
NEW = {"lead.view", "lead.create", "lead.edit"}


def older(key: str, *, edited: bool) -> Role:
    """The role as it was before there were leads."""
    role = Role.objects.get(key=key)
    role.verbs = [verb for verb in role.verbs if not verb.startswith("lead.")]
    role.known_verbs = [verb for verb in role.known_verbs if not verb.startswith("lead.")]
    role.scopes.pop("lead", None)
    role.edited_at = timezone.now() if edited else None
    role.save()
    FieldRule.objects.filter(role=role, object_key="lead").delete()
    return role


def saved_like_itself(role: Role, by: User, **otherwise: Any) -> Role:
    """Saves the form of the role as it stands, but for what is given otherwise."""
    rules = {(one.object_key, one.field): one.access for one in role.field_rules.all()}
    now = {"name": role.label, "description": role.description, "verbs": role.verbs, "scopes": {}, "field_rules": rules}
    return roles.change(role=role, by=by, **{**now, **otherwise})


def test_a_role_that_nobody_edited_follows_the_product(world: World) -> None:
    role = older("sales", edited=False)

    ensure_builtin_roles()
    role.refresh_from_db()

    assert set(role.verbs) >= NEW
    assert role.scopes["lead"] == new_rights.usual_scopes("sales")["lead"]
    assert not new_rights.offers()
    ensure_builtin_roles()
    assert Role.objects.get(pk=role.pk).version == role.version  # nothing to write the second time


def test_masked_fields_come_with_the_rights(world: World) -> None:
    older("analyst", edited=False)
    ensure_builtin_roles()
    masked = FieldRule.objects.filter(role__key="analyst", object_key="lead", access="masked")

    assert masked.exists()


def test_an_edited_role_is_asked_about_and_gets_what_is_ticked(world: World) -> None:
    role = older("sales", edited=True)
    ensure_builtin_roles()
    client = Client()
    client.force_login(world.ada)

    page = client.get("/settings/roles/new-rights/").content.decode()
    assert not world.alice.may("lead.view")
    assert 'value="lead.view"' in page
    assert "Leads: sees" in page
    assert "are new since" in client.get("/settings/roles/new-rights/home/").content.decode()
    assert "are new since" in client.get("/settings/roles/").content.decode()
    answer = client.post(f"/settings/roles/{role.pk}/new-rights/", {"verbs": ["lead.view"]}, headers=HTMX)

    assert answer.status_code == 204
    role.refresh_from_db()
    assert "lead.view" in role.verbs
    assert "lead.create" not in role.verbs
    assert role.scopes["lead"] == new_rights.usual_scopes("sales")["lead"]
    assert new_rights.offer_to(role) is None  # what was not ticked is declined
    ensure_builtin_roles()
    assert "lead.create" not in Role.objects.get(pk=role.pk).verbs
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor_id FROM audit_entry WHERE record_id = %s ORDER BY id DESC LIMIT 1", [role.pk])
        assert cursor.fetchone()[0] == world.ada.pk


def test_declining_leaves_the_role_as_it_is_for_good(world: World) -> None:
    role = older("sales", edited=True)
    client = Client()
    client.force_login(world.ada)

    client.post(f"/settings/roles/{role.pk}/new-rights/", {"verbs": sorted(NEW), "decline": "1"}, headers=HTMX)
    ensure_builtin_roles()

    role.refresh_from_db()
    assert not NEW & set(role.verbs)
    assert "lead" not in role.scopes
    assert "Nothing new" in client.get("/settings/roles/new-rights/").content.decode()
    assert client.get("/settings/roles/new-rights/home/").content.decode().strip() == ""
    again = client.post(f"/settings/roles/{role.pk}/new-rights/", {"verbs": ["lead.view"]}, headers=HTMX)
    assert again.status_code == 422


def test_all_are_given_at_once(world: World) -> None:
    for key in ("sales", "manager"):
        older(key, edited=True)
    client = Client()
    client.force_login(world.ada)

    assert client.post("/settings/roles/new-rights/acceptance/", headers=HTMX).status_code == 204

    assert all(set(role.verbs) >= NEW for role in Role.objects.filter(key__in=["sales", "manager"]))
    assert new_rights.count() == 0


def test_only_who_manages_roles_decides(world: World) -> None:
    role = older("sales", edited=True)
    client = Client()
    client.force_login(world.maria)

    assert client.get("/settings/roles/new-rights/").status_code == 403
    assert client.get("/settings/roles/new-rights/home/").status_code == 403
    assert client.post(f"/settings/roles/{role.pk}/new-rights/", {"verbs": ["lead.view"]}).status_code == 403
    assert client.post("/settings/roles/new-rights/acceptance/").status_code == 403


def test_the_page_speaks_chinese(world: World) -> None:
    older("sales", edited=True)
    User.objects.filter(pk=world.ada.pk).update(language="zh-hans")
    client = Client()
    client.force_login(world.ada)

    assert "新权限" in client.get("/settings/roles/new-rights/").content.decode()


def test_other_rights_make_a_role_ones_own_and_a_name_does_not(world: World) -> None:
    role = saved_like_itself(Role.objects.get(key="sales"), world.ada, name="Sellers")
    assert role.edited_at is None

    role = saved_like_itself(role, world.ada, verbs=[verb for verb in role.verbs if verb != "lead.create"])
    assert role.edited_at is not None
    assert new_rights.offer_to(role) is None  # what was taken by hand is known


def test_a_company_of_before_is_read_from_its_trail(world: World) -> None:
    """Sales was edited by Ada, service got rights over a kind of the company's own alone."""
    sales = Role.objects.get(key="sales")
    saved_like_itself(sales, world.ada, verbs=[verb for verb in sales.verbs if verb != "lead.create"])
    rights.give(object_key="custom_house", rights={"service": rights.Right("all", "all")}, by=world.ada)
    administrator = Role.objects.get(key="administrator")
    with writing(by=None):  # as an upgrade changes it, here the other way round
        administrator.verbs = [verb for verb in administrator.verbs if verb != "role.manage"]
        administrator.save()
    Role.objects.update(edited_at=None, known_verbs=[])

    with connection.schema_editor() as editor:
        import_module("kehu.foundation.access.migrations.0002_reviewed_verbs").remember(apps, editor)

    assert set(Role.objects.exclude(edited_at=None).values_list("key", flat=True)) == {"sales"}
    assert "lead.create" in Role.objects.get(key="sales").known_verbs
    assert "role.manage" in Role.objects.get(key="sales").known_verbs  # the administrator had it at that time
    assert "role.manage" not in Role.objects.get(key="partner").known_verbs


def test_what_a_field_rule_would_show_and_hide_is_told(world: World) -> None:
    analyst, number = Role.objects.get(key="analyst"), 1
    rules = {(one.object_key, one.field): one.access for one in analyst.field_rules.all()}
    place = next(one for one in rules if one[0] == "customer")

    _people, found = effects.of_role(analyst, analyst.verbs, {}, {**rules, place: "hidden"})
    assert [(one.gaining, one.losing) for one in found] == [(0, number)]
    _people, found = effects.of_role(analyst, analyst.verbs, {}, {**rules, place: "edit"})
    assert [(one.gaining, one.losing) for one in found] == [(number, 0)]
    assert effects.of_role(analyst, analyst.verbs, {}, rules)[1] == []


def test_saving_the_form_as_it_is_shows_nobody_more(world: World) -> None:
    """Costs of products are hidden from sales; they are in the form, and stay hidden."""
    role, client = Role.objects.get(key="sales"), Client()
    client.force_login(world.ada)
    before = set(role.field_rules.values_list("object_key", "field", "access"))
    assert ("product", "cost", "hidden") in before

    form = RoleForm(initial=roles_view.initial(role))
    given = {name: value for name, value in form.initial.items() if value is not None}
    told = client.post(f"/settings/roles/{role.pk}/effect/", given, headers=HTMX).content.decode()
    saved = client.post(f"/settings/roles/{role.pk}/", given)

    assert "Nobody gains or loses" in told
    assert saved.status_code == 302
    role.refresh_from_db()
    assert set(role.field_rules.values_list("object_key", "field", "access")) == before
    assert role.edited_at is None
