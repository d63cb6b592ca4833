"""The list pages, asked as browsers and scripts ask them."""

import re
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from kehu.customers.models import Contact, Customer, CustomerTag, LifecycleStage, Tag
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.lists.models import SavedView
from kehu.foundation.objects.models import Look
from kehu.foundation.search import index
from tests.world import World

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def of(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user)
    return client


def html(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def many(world: World) -> list[Customer]:
    stage = LifecycleStage.objects.get_or_create(key="active", defaults={"name": "Active", "position": 1})[0]
    tag = Tag.objects.create(name="VIP")
    with writing(by=world.alice):
        made = Customer.objects.bulk_create(
            Customer(
                kind="person", name=f"Person {n:03}", owner=[world.alice, world.bob, world.charlie][n % 3], tier="a",
                lifecycle_stage=stage, phone="+8613812345678", email="p@x.example", employees=n,
            )
            for n in range(120)
        )  # fmt: skip
        CustomerTag.objects.bulk_create(CustomerTag(customer=one, tag=tag) for one in made[:60])
    index.rebuild("customer")
    return list(made)


def test_a_page_takes_few_statements(world: World, many: Any, django_assert_max_num_queries: Any) -> None:
    client = of(world.ada)
    for address in ("/customers/", "/customers/?tier=a&tags=VIP&search=person&sort=name", "/customers/contacts/"):
        client.get(address)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_a_page_has_fifty_rows_and_the_rest_comes_by_key(world: World, many: Any) -> None:
    client = of(world.ada)
    seen: list[str] = []
    address = "/customers/?sort=name"
    for _page in range(3):
        text = html(client.get(address, headers=HTMX))
        seen += re.findall(r'id="row-([0-9a-f-]+)"', text)
        more = re.search(r'class="k-list-more" data-cursor="([^"]+)"', text)
        address = f"/customers/?sort=name&part=rows&cursor={more.group(1)}" if more else ""
    assert not address
    assert len(seen) == len(set(seen)) == 121


@pytest.mark.parametrize(
    "role", ["administrator", "manager", "sales", "service", "marketer", "analyst", "auditor", "partner"]
)
def test_each_role_sees_its_rows_and_counts_only_them(role: str, world: World, many: Any) -> None:
    user = world.users[role]
    client = of(user)
    visible = Customer.objects.visible_to(user).count()
    text = html(client.get("/customers/?limit=200"))
    assert len(re.findall(r'id="row-', text)) == visible
    foot = html(client.get("/customers/?part=foot&columns=name,employees", headers=HTMX))
    assert re.search(rf">{visible} records?</span>", foot)
    assert ("13812345678" in text) == (role not in {"marketer", "analyst", "auditor", "partner"})


def test_the_foot_sums_figures(world: World, many: Any) -> None:
    foot = html(of(world.ada).get("/customers/?part=foot&columns=name,employees", headers=HTMX))
    assert "Employees: <strong>7,140</strong>" in foot


def test_the_places_of_later_pages_are_known_without_reading_them(world: World, many: Any) -> None:
    client = of(world.ada)
    found = client.get("/customers/?sort=name&part=places", headers=HTMX).json()
    assert found["end"]
    assert len(found["places"]) == 2
    last = html(client.get(f"/customers/?sort=name&part=rows&cursor={found['places'][1]}", headers=HTMX))
    assert len(re.findall(r'id="row-', last)) == 21
    assert "k-list-more" not in last


@pytest.mark.parametrize("group", ["owner", "tier", "created_at.month"])
def test_groups_stand_with_their_counts_and_their_rows_come_by_key(group: str, world: World, many: Any) -> None:
    client = of(world.ada)
    text = html(client.get(f"/customers/?group={group}"))
    seen: list[str] = []
    for address in re.findall(r'data-group="([^"]+)"', text):
        while address:
            part = html(client.get(address.replace("&amp;", "&"), headers=HTMX))
            seen += re.findall(r'id="row-([0-9a-f-]+)"', part)
            more = re.search(r'class="k-list-more" hx-get="([^"]+)"', part)
            address = more.group(1) if more else ""
    assert len(seen) == len(set(seen)) == 121
    assert client.get("/customers/?group=created_at.month&within=zz&part=rows", headers=HTMX).status_code == 404


def test_an_empty_list_teaches_and_an_empty_answer_says_so(world: World) -> None:
    assert "No customers yet" in html(of(world.charlie).get("/customers/"))
    assert "Nothing fits" in html(of(world.ada).get("/customers/?name.starts=zzz"))


@pytest.mark.parametrize("bad", ["colour=red", "tier=zzz", "sort=notes", "cursor=abc", "columns=nothing", "filter={"])
def test_a_link_that_does_not_fit_says_why(bad: str, world: World) -> None:
    client = of(world.ada)
    answer = client.get(f"/customers/?{bad}")
    assert answer.status_code == 422
    assert 'role="alert"' in html(answer)
    assert client.get(f"/customers/?{bad}&part=list", headers=HTMX).status_code == 422


def test_the_list_alone_tells_the_address_bar(world: World, many: Any) -> None:
    answer = of(world.ada).get("/customers/?tier=a&part=list", headers=HTMX)
    assert answer.headers["HX-Push-Url"] == "/customers/?tier=a"
    assert "<html" not in html(answer)


def test_who_may_not_see_customers_gets_403(world: World) -> None:
    world.sam.roles.first().__class__.objects.filter(key="service").update(verbs=[])
    assert of(world.sam).get("/customers/").status_code == 403
    assert of(world.sam).post("/lists/customer/bulk/tag/", {"ids": [world.acme.pk]}).status_code == 403
    assert of(world.sam).get("/lists/customer/filter/?field=tier").status_code == 403


def test_the_page_speaks_chinese(world: World, many: Any) -> None:
    text = html(of(world.ada, "zh-hans").get("/customers/?last_contact_at.not_since=30"))
    assert "客户" in text
    assert "30 天" in text
    assert "Search in this list" not in text


def test_values_are_not_markup(world: World) -> None:
    Customer.objects.filter(pk=world.acme.pk).update(name="<script>alert(1)</script>", city='"><img>')
    text = html(of(world.ada).get("/customers/?name.contains=%3Cscript%3E&columns=name,city"))
    assert "<script>alert" not in text
    assert "<img>" not in text


# -- filters and columns -----------------------------------------------------------------------------------------------


def test_a_filter_is_asked_for_checked_and_put_into_the_link(world: World) -> None:
    client = of(world.ada)
    address = "/lists/customer/filter/?query=name.contains%3Dx&field=tier"
    assert "Key account" in html(client.get(address, headers=HTMX))
    answer = client.post(address, {"operator": "is", "value": ["key", "a"]}, headers=HTMX)
    assert '"address": "/customers/?name.contains=x&tier=key&tier=a"' in answer.headers["HX-Trigger"]
    wrong = client.post("/lists/customer/filter/?field=employees", {"operator": "from", "value": "many"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "“many” is not a number." in html(wrong)


def test_a_filter_can_be_changed_in_its_place(world: World) -> None:
    client = of(world.ada)
    address = "/lists/customer/filter/?query=employees.from%3D5%26tier%3Da&field=employees&part=0"
    assert 'value="5"' in html(client.get(address, headers=HTMX))
    answer = client.post(address, {"operator": "to", "value": "9"}, headers=HTMX)
    assert "/customers/?tier=a&employees.to=9" in answer.headers["HX-Trigger"]


def test_every_field_has_a_filter_that_opens(world: World) -> None:
    client = of(world.ada)
    text = html(client.get("/customers/"))
    addresses = re.findall(r'hx-get="(/lists/customer/filter/[^"]+)"', text)
    assert len(addresses) > 20
    for address in addresses:
        assert client.get(address.replace("&amp;", "&"), headers=HTMX).status_code == 200, address


def test_chosen_columns_are_remembered(world: World, many: Any) -> None:
    client = of(world.ada)
    client.post("/lists/customer/columns/", {"column": ["city", "name", "nonsense"]}, headers=HTMX)
    world.ada.refresh_from_db()
    assert world.ada.preferences["columns"] == {"customer": ["city", "name"]}
    heads = re.findall(r"<th [^>]*>(?:<a [^>]*>)?([^<]+)", html(client.get("/customers/")))
    assert heads == ["City", "Name"]
    client.post("/lists/customer/columns/", {"column": ["city"], "reset": "1"}, headers=HTMX)
    world.ada.refresh_from_db()
    assert world.ada.preferences["columns"] == {}


def test_masked_people_are_offered_no_beginnings_of_numbers(world: World) -> None:
    text = html(of(world.mark).get("/lists/customer/filter/?field=phone", headers=HTMX))
    assert "starts with" not in text


def test_contacts_obey_the_rules_of_their_customers_numbers(world: World) -> None:
    with writing(by=world.ada):
        Contact.objects.create(customer=world.acme, name="Wile E.", phone="+8613812345678", email="wile@acme.example")
    index.rebuild("contact")
    shown = html(of(world.mark).get("/customers/contacts/"))
    assert "138****5678" in shown
    assert "wile@acme" not in shown
    assert of(world.mark).get("/customers/contacts/?phone.starts=138").status_code == 422
    assert "wile@acme.example" in html(of(world.ada).get("/customers/contacts/"))


# -- kept lists --------------------------------------------------------------------------------------------------------


def kept(client: Client, **given: Any) -> Any:
    return client.post("/lists/customer/views/new/?query=tier%3Da%26sort%3Dname", given, headers=HTMX)


def test_a_list_is_kept_renamed_replaced_and_forgotten(world: World, many: Any) -> None:
    client = of(world.alice)
    assert kept(client, name="A customers", is_pinned="on").status_code == 204
    view = SavedView.objects.get()
    assert (view.owner, view.query, view.is_pinned, view.is_shared) == (world.alice, "tier=a&sort=name", True, False)
    page = html(client.get(f"/customers/?{view.query}&view={view.pk}"))
    assert 'aria-current="page">A customers' in page
    assert "Save changes" not in page
    assert "Save changes" in html(client.get(f"/customers/?tier=key&view={view.pk}"))
    client.post(f"/lists/views/{view.pk}/query/?query=tier%3Dkey", headers=HTMX)
    client.post(f"/lists/views/{view.pk}/edit/", {"name": "Key ones"}, headers=HTMX)
    view.refresh_from_db()
    assert (view.name, view.query, view.is_pinned) == ("Key ones", "tier=key", False)
    client.post(f"/lists/views/{view.pk}/removal/", headers=HTMX)
    assert not SavedView.objects.exists()


def test_a_name_is_taken_only_once(world: World) -> None:
    client = of(world.alice)
    kept(client, name="Mine")
    answer = kept(client, name=" Mine ")
    assert answer.status_code == 422
    assert "You have a list of this name already." in html(answer)


def test_sharing_takes_a_right_and_shows_everyone_his_own_rows(world: World, many: Any) -> None:
    assert kept(of(world.alice), name="Try", audience="company").status_code == 422
    kept(of(world.alice), name="Try")
    assert not SavedView.objects.get(name="Try").is_shared
    kept(of(world.maria), name="For all", audience="company", is_pinned="on")
    view = SavedView.objects.get(name="For all")
    assert "For all" in html(of(world.bob).get("/customers/"))
    assert of(world.bob).post(f"/lists/views/{view.pk}/edit/", {"name": "x"}, headers=HTMX).status_code == 403
    private = SavedView.objects.get(name="Try")
    assert of(world.bob).get(f"/lists/views/{private.pk}/edit/", headers=HTMX).status_code == 404


# -- bulk --------------------------------------------------------------------------------------------------------------


def test_a_bulk_change_is_previewed_done_and_taken_back(world: World, many: list[Customer]) -> None:
    client = of(world.maria)
    mine, other = many[0], many[3]
    address = "/lists/customer/bulk/assign/"
    ids = [str(mine.pk), str(other.pk), str(uuid4()), "nonsense"]
    assert "3 records are selected." in html(client.post(address, {"ids": ids}, headers=HTMX))
    wanted = {"ids": ids, "owner": str(world.bob.pk)}
    preview = html(client.post(address, {**wanted, "step": "preview"}, headers=HTMX))
    assert "2 records will change" in preview
    assert "1 stays as it is" in preview
    assert re.search(r"Alice.*→.*Bob", preview)
    done = client.post(address, {"ids": ids, "confirmed": "1", "owner": str(world.bob.pk)}, headers=HTMX)
    assert "2 records changed." in html(done)
    assert "changed-customer" in done.headers["HX-Trigger"]
    mine.refresh_from_db()
    assert mine.owner == world.bob
    change_set = ChangeSet.objects.get(kind=ChangeSet.Kind.BULK_EDIT)
    assert change_set.counts == {"changed": 2, "same": 0, "refused": 0, "missing": 1}
    back = client.post(f"/lists/change-sets/{change_set.pk}/reversal/", headers=HTMX)
    assert "Taken back." in html(back)
    mine.refresh_from_db()
    assert mine.owner == world.alice


def test_what_is_out_of_reach_stays_as_it_is(world: World, many: list[Customer]) -> None:
    wanted = {"ids": [many[0].pk, many[1].pk], "names": "New"}
    text = html(of(world.alice).post("/lists/customer/bulk/tag/", {**wanted, "step": "preview"}, headers=HTMX))
    assert "1 record will change" in text
    assert "there no longer" in text  # of what she does not see she learns nothing
    assert many[1].name not in text
    of(world.alice).post("/lists/customer/bulk/tag/", {**wanted, "confirmed": "1"}, headers=HTMX)
    assert list(CustomerTag.objects.filter(tag__name="New").values_list("customer", flat=True)) == [many[0].pk]


def test_the_trash_takes_many_and_gives_them_back(world: World, many: list[Customer]) -> None:
    client = of(world.ada)
    client.post("/lists/customer/bulk/trash/", {"ids": [one.pk for one in many], "confirmed": "1"}, headers=HTMX)
    assert Customer.objects.visible_to(world.ada).count() == 1
    change_set = ChangeSet.objects.get(kind=ChangeSet.Kind.DELETION)
    client.post(f"/lists/change-sets/{change_set.pk}/reversal/", headers=HTMX)
    assert Customer.objects.visible_to(world.ada).count() == 121


def test_verbs_one_does_not_have_are_neither_offered_nor_done(world: World, many: list[Customer]) -> None:
    client = of(world.mark)
    assert "Add tag" not in html(client.get("/customers/"))
    assert client.post("/lists/customer/bulk/tag/", {"ids": [many[0].pk]}, headers=HTMX).status_code == 403
    assert client.post("/lists/customer/bulk/nothing/", {"ids": []}, headers=HTMX).status_code == 404
    assert of(world.ada).post("/lists/nothing/bulk/tag/", headers=HTMX).status_code == 404


# -- search-and-go -----------------------------------------------------------------------------------------------------


def test_search_and_go_finds_offers_and_remembers(world: World, many: list[Customer]) -> None:
    client = of(world.alice)
    found = html(client.get("/lists/palette/?q=person", headers=HTMX))
    assert found.count('href="/customers/') >= 6
    assert "/customers/?search=person" in found
    assert "Create customer “person”" in found
    assert "No record is called so." in html(client.get("/lists/palette/?q=zzzz", headers=HTMX))
    Look.objects.create(user=world.alice, object_key="customer", record_id=many[0].pk, at="2026-01-01T00:00Z")
    Look.objects.create(user=world.alice, object_key="customer", record_id=many[1].pk, at="2026-01-02T00:00Z")
    recent = html(client.get("/lists/palette/", headers=HTMX))
    assert many[0].name in recent
    assert many[1].name not in recent  # Bob's


def test_people_who_may_not_create_are_not_offered_to(world: World) -> None:
    assert "Create" not in html(of(world.mark).get("/lists/palette/?q=zzzz", headers=HTMX))


def palette(client: Client, text: str, page: str, picked: str = "") -> str:
    address = f"/lists/palette/?{urlencode({'q': text, 'picked': picked})}"
    return html(client.get(address, headers={**HTMX, "HX-Current-URL": f"http://testserver{page}"}))


def test_search_and_go_acts_on_the_open_record(world: World, many: list[Customer]) -> None:
    page = f"/customers/{many[0].pk}/"
    text = palette(of(world.maria), "assign", page)
    assert many[0].name in text
    assert f'hx-get="{page}owner/"' in text
    assert "<kbd>A</kbd>" in text
    assert "Assign to" not in palette(of(world.alice), "assign", page)  # she may not
    assert "Log a call" in palette(of(world.alice), "log ca", page)
    assert "Move to stage" in palette(of(world.alice), "", page)
    assert many[1].name not in palette(of(world.alice), "", f"/customers/{many[1].pk}/")  # Bob's
    assert "Remove tags" in palette(of(world.alice), "remove tags", page)
    assert "Move to stage" not in palette(of(world.mark), "stage", page)


def test_search_and_go_acts_on_the_ticked_rows(world: World, many: list[Customer]) -> None:
    text = palette(of(world.ada), "", "/customers/?tier=a", "3")
    assert "3 ticked rows" in text
    assert 'hx-post="/lists/customer/bulk/assign/"' in text
    assert 'hx-include="#list-picked input"' in text
    assert "/bulk/merge/" in text
    assert "/bulk/merge/" not in palette(of(world.ada), "", "/customers/", "1")
    assert "/bulk/merge/" not in palette(of(world.ada), "", "/customers/", "all")
    assert "/bulk/" not in palette(of(world.otto), "", "/customers/", "3")
    assert "/bulk/" not in palette(of(world.ada), "", "/tasks/nowhere/", "3")


def test_commands_are_found_by_pinyin_and_in_english(world: World, many: list[Customer]) -> None:
    client = of(world.ada, "zh-hans")
    page = f"/customers/{many[0].pk}/"
    for typed in ("yzhsz", "huishou", "回收站", "回收", "trash", "delete"):
        assert "移至回收站" in palette(client, typed, page), typed
    SavedView.objects.create(owner=world.ada, object_key="customer", name="重点客户", query="tier=a")
    assert "重点客户" in palette(client, "zdkh", "/")


def test_search_and_go_takes_few_statements(world: World, many: Any, django_assert_max_num_queries: Any) -> None:
    client = of(world.maria)
    palette(client, "person", f"/customers/{many[0].pk}/")
    for text, picked in (("person", ""), ("", ""), ("assign", "3")):
        with django_assert_max_num_queries(13):
            palette(client, text, f"/customers/{many[0].pk}/", picked)


def test_widths_of_all_columns_are_kept_from_one_value(world: World, many: Any) -> None:
    client = of(world.alice)
    client.post("/lists/customer/columns/?query=", {"column": "name:300,tier:90,owner:120"}, headers=HTMX)
    text = html(client.get("/customers/?view=all"))
    for key, width in (("name", 300), ("tier", 90), ("owner", 120)):
        assert re.search(rf'<col [^>]*{width}px"[^>]*data-column="{key}"', text), key
