"""Pages and API of territories, and what other packages make of them."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from kehu.catalog.tests.making import book
from kehu.coverage.actions import territories, territory_rules
from kehu.coverage.tests.test_territories import LUOYANG, by_city, company, grow
from kehu.customers.importing.fields import customer_fields
from kehu.customers.models import Customer, Territory
from kehu.customers.tests.imports.bringing import brought, reasons
from kehu.forecasting.queries import dimensions
from kehu.forecasting.tests.deals import deal
from kehu.foundation.access.actions import tokens
from kehu.foundation.access.models import User
from kehu.foundation.changes.models import ChangeSet
from kehu.sales.actions import leads
from kehu.sales.models import AssignmentRule
from kehu.sales.queries import assignment
from tests.world import World


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_of_territories_say_it_in_both_languages(world: World) -> None:
    one = by_city(world)
    customer = company(world, "Bearings", LUOYANG, territory=one["Nanyang"])
    for language, words in (("en", ("Open pipeline", "set by hand")), ("zh-hans", ("在谈商机金额", "手工指定"))):
        User.objects.filter(pk=world.ada.pk).update(language=language)
        client = client_of(User.objects.get(pk=world.ada.pk))
        assert client.get(reverse("coverage:territories")).status_code == 200
        assert words[0] in client.get(reverse("coverage:territory_figures")).content.decode()
        page = client.get(reverse("coverage:territory", args=[one["Henan"].pk])).content.decode()
        assert "Henan" in page and "Luoyang" in page
        tried = client.get(reverse("coverage:territory_rules"), {"customer": str(customer.pk)}).content.decode()
        assert words[1] in tried and "Luoyang" in tried
        panel = client.get(reverse("coverage:territory_of_customer", args=[customer.pk])).content.decode()
        assert words[1] in panel


def test_the_tree_takes_few_statements_however_large_it_is(world: World, django_assert_max_num_queries: Any) -> None:
    one = grow(world)
    for place in range(12):
        below = territories.save(by=world.ada, name=f"T{place}", parent=one["Luoyang"], members=[world.alice])
        company(world, f"Firm {place}", territory=below)
    client = client_of(world.ada)
    client.get(reverse("coverage:territory_figures"))
    with django_assert_max_num_queries(15):
        client.get(reverse("coverage:territory_figures"))
    with django_assert_max_num_queries(15):
        client.get(reverse("coverage:territory", args=[one["Henan"].pk]))


def test_what_saving_a_rule_would_do_is_shown_before_it_is_saved(world: World) -> None:
    one = grow(world)
    company(world, "Bearings", LUOYANG)
    client, address = client_of(world.ada), reverse("coverage:new_territory_rule")
    form = {
        "territory": str(one["Luoyang"].pk), "is_active": "on", "f-joined": "all", "f-0-field": "city",
        "f-0-operator": "contains", "f-0-value": "洛阳",
    }  # fmt: skip
    assert client.get(address).status_code == 200
    tried = client.post(address, {**form, "do": "try"}).content.decode()
    assert "would move" in tried
    assert not one["Luoyang"].rules.exists()


def test_assigning_anew_shows_the_customers_behind_its_numbers_and_does_it(world: World) -> None:
    one = by_city(world)
    customer = company(world, "Bearings", LUOYANG)
    client, address = client_of(world.ada), reverse("coverage:assign_territories")
    page = client.get(address).content.decode()
    link = f"{reverse('customers:list')}?only=moving:{'0' * 8}-0000-0000-0000-{'0' * 12},{one['Luoyang'].pk}"
    assert link in page
    listed = client.get(link).content.decode()
    assert "Bearings" in listed and "Acme" not in listed
    done = client.post(address, {"strays": "keep"})
    assert done.status_code == 302
    assert Customer.objects.get(pk=customer.pk).territory == one["Luoyang"]
    assert ChangeSet.objects.order_by("-started_at").first().counts["changed"] == 1  # type: ignore[union-attr]
    assert client_of(world.alice).get(address).status_code == 403


def test_who_was_put_somewhere_by_hand_can_be_left_to_the_rules(world: World) -> None:
    one = by_city(world)
    customer = company(world, "Bearings", LUOYANG, territory=one["Nanyang"])
    done = client_of(world.ada).post(reverse("coverage:unpin_territory", args=[customer.pk]))
    assert done.status_code in (204, 302)
    customer.refresh_from_db()
    assert (customer.territory, customer.territory_pinned) == (one["Nanyang"], False)


def test_a_territory_is_made_edited_moved_and_removed_in_dialogs(world: World) -> None:
    client = client_of(world.ada)
    new = reverse("coverage:new_territory")
    assert client.get(new).status_code == 200
    assert client.post(new, {"name": "", "way": "keep"}).status_code == 422
    for name in ("North", "South"):
        client.post(new, {"name": name, "way": "turns", "members": [str(world.alice.pk), str(world.bob.pk)]})
    north = Territory.objects.get(name="North")
    assert north.members.count() == 2
    edit = reverse("coverage:edit_territory", args=[north.pk])
    assert "North" in client.get(edit).content.decode()
    client.post(edit, {"name": "Far north", "way": "keep", "responsible": str(world.alice.pk)})
    north.refresh_from_db()
    assert (north.name, north.responsible, north.members.count()) == ("Far north", world.alice, 0)
    client.post(reverse("coverage:shift_territory", args=[north.pk, "down"]))
    assert [one.name for one in Territory.objects.order_by("position")] == ["South", "Far north"]
    client.post(reverse("coverage:remove_territory", args=[north.pk]))
    assert Territory.objects.count() == 1


def test_files_name_territories_and_namesakes_by_what_is_above_them(world: World) -> None:
    one = grow(world)
    territories.save(by=world.ada, name="Luoyang", parent=one["Key accounts"])
    field = next(field for field in customer_fields(world.ada) if field.key == "territory")
    labels = {label for _pk, label in field.choices()}  # type: ignore[misc]
    assert labels == {"Henan", "Nanyang", "Key accounts", "Henan / Luoyang", "Key accounts / Luoyang"}


def test_quotas_can_be_set_by_territory_and_count_what_is_won_below(world: World) -> None:
    one = grow(world)
    customer = company(world, "Bearings", territory=one["Luoyang"])
    deal(world.alice, "500", customer=customer, won=date(2026, 3, 10))
    dimension = dimensions.find("territory")
    assert dimension
    rows = dimension.rows(dimensions.within_reach(world.ada, "view"))
    assert [(row.label, row.depth) for row in rows] == [
        ("Henan", 0), ("Luoyang", 1), ("Nanyang", 1), ("Key accounts", 0),
    ]  # fmt: skip
    won = dimension.won([row.key for row in rows], date(2026, 1, 1), date(2027, 1, 1))
    march = date(2026, 3, 1)
    assert won == {(str(one[name].pk), march): Decimal(500) for name in ("Henan", "Luoyang")}
    assert dimension.rows(dimensions.within_reach(world.alice, "view")) == []
    territories.save(by=world.ada, territory=one["Luoyang"], responsible=world.alice)
    territories.save(by=world.ada, territory=one["Nanyang"], responsible=world.charlie)
    mine = dimension.rows(dimensions.within_reach(world.alice, "view"))
    assert [(row.label, row.depth, row.within) for row in mine] == [("Luoyang", 0, None)]


def test_the_api_makes_territories_and_rules_and_assigns_by_them(world: World) -> None:
    customer = company(world, "Bearings", LUOYANG)
    _row, token = tokens.create(by=world.ada, user=world.ada, name="t", scopes=["*"])
    client = Client(headers={"authorization": f"Bearer {token}"})

    def send(method: str, path: str, body: Any = None) -> Any:
        return getattr(client, method)(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json")

    made = send("post", "/territories", {"name": "Luoyang", "members": [str(world.bob.pk)], "way": "turns"})
    assert made.status_code == 201, made.content
    territory = made.json()["id"]
    rule = send("post", "/territory-rules", {"territory": territory, "conditions": "city.contains=洛阳"})
    assert rule.status_code == 201, rule.content
    seen = send("post", "/territory-assignments", {"dry_run": True}).json()
    assert (seen["customers"], seen["change_set"], seen["moves"][0]["target"]) == (1, None, territory)
    assert {one["person"]: (one["gets"], one["gives"]) for one in seen["portfolios"]} == {
        str(world.ada.pk): (0, 1), str(world.bob.pk): (1, 0),
    }  # fmt: skip
    done = send("post", "/territory-assignments")
    assert done.status_code == 202 and done.json()["change_set"]
    why = client.get(f"/api/v1/territory-assignments/{customer.pk}").json()
    assert (why["territory"], why["belongs"], why["pinned"]) == (territory, territory, False)
    listed = client.get("/api/v1/customers", {"territory": territory}).json()["items"]
    assert [one["territory"] for one in listed] == [territory]
    assert send("patch", f"/territories/{territory}", {"name": "West", "responsible": None}).json()["name"] == "West"
    assert send("delete", f"/territory-rules/{rule.json()['id']}").status_code == 204
    assert send("delete", f"/territories/{territory}").status_code == 422


def test_a_rule_that_can_be_read_no_longer_takes_nobody_and_says_so(world: World) -> None:
    one = grow(world)
    rule = territory_rules.save(by=world.ada, territory=one["Henan"], conditions="city=Luoyang")
    type(rule).objects.filter(pk=rule.pk).update(conditions="gone=1")
    page = client_of(world.ada).get(reverse("coverage:territory_rules"))
    assert page.status_code == 200 and "k-danger" in page.content.decode()


def test_leads_go_by_city_to_who_works_in_a_territory_of_that_name(world: World) -> None:
    one = grow(world)
    territories.save(by=world.ada, territory=one["Henan"], members=[world.bob])
    rule = AssignmentRule(name="By city", way="turns", team=world.team, by_region=True)
    rule.save()
    here = leads.capture(name="Wang", city="Luoyang", by=world.ada)
    elsewhere = leads.capture(name="Li", city="Wuhan", by=world.ada)
    rules = assignment.rules()
    assert assignment.try_out(here, rules).owner == world.bob
    assert assignment.try_out(elsewhere, rules).owner is None


def test_a_price_book_follows_the_new_name_of_its_territory(world: World) -> None:
    one = grow(world)
    special = book("Special", territory="Luoyang")
    territories.save(by=world.ada, territory=one["Luoyang"], name="West")
    special.refresh_from_db()
    assert special.territory == "West"


def test_an_import_puts_customers_into_territories_by_name_and_says_which_it_does_not_know(world: World) -> None:
    one = grow(world)
    of = brought("客户名称,手机,销售区域\n张伟,13812345678,Luoyang\n李娜,13912345678,Nowhere\n", world.ada)
    known, unknown = Customer.objects.get(name="张伟"), Customer.objects.get(name="李娜")
    assert (known.territory, known.territory_pinned) == (one["Luoyang"], True)
    assert (unknown.territory, unknown.territory_pinned) == (None, False)
    assert any("Nowhere" in text for texts in reasons(of).values() for text in texts)
