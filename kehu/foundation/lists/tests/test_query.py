from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from kehu.customers.models import Customer, CustomerTag, LifecycleStage, Tag
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import FieldRule, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.tests.conftest import changing
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.lists import rows
from kehu.foundation.lists.query import BadQuery, ListQuery, Plan, parse
from kehu.foundation.objects import registry
from kehu.foundation.search import index
from tests.world import World

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def plan() -> Plan:
    return Plan(registry.get("customer"), default_sort="name", then_by={"city": ("sort_name",)})


def asked(text: str, user: User) -> ListQuery:
    return parse(QueryDict(text), plan(), user)


def names(text: str, user: User) -> list[str]:
    query = asked(f"{text}&columns=name", user)
    return [row.cells[0].value for row in rows.page(query, user).rows]


@pytest.fixture
def people(world: World) -> dict[str, Customer]:
    stage = LifecycleStage.objects.get_or_create(key="active", defaults={"name": "Active", "position": 1})[0]
    FieldDefinition.objects.create(object_key="customer", key="seats", kind="number", labels={"en": "Seats"})
    FieldDefinition.objects.create(object_key="customer", key="since", kind="date", labels={"en": "Since"})
    given: dict[str, dict[str, Any]] = {
        "Ann Lee": {"tier": "a", "city": "上海", "phone": "+8613812345678", "owner": world.alice, "employees": 5},
        "Bea Lee": {"tier": "key", "city": "Berlin", "lifecycle_stage": stage, "employees": 50, "owner": world.bob},
        "Cid": {"standings": ["dealer"], "last_contact_at": NOW - timedelta(days=40), "do_not_contact": True},
        "Dan": {"standings": ["dealer", "supplier"], "last_contact_at": NOW, "owner": world.charlie},
        "Eli": {"custom": {"seats": 12, "since": "2026-05-01"}, "email": "eli@x.example"},
    }
    with writing(by=world.ada):
        made = {name: Customer.objects.create(kind="person", name=name, **more) for name, more in given.items()}
        world.acme.delete()
        tag = Tag.objects.create(name="VIP")
        CustomerTag.objects.create(customer=made["Cid"], tag=tag)
    index.rebuild("customer")
    return made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name.contains=lee", "Ann Lee|Bea Lee"),
        ("name.starts=b", "Bea Lee"),
        ("city=Berlin&city=上海", "Ann Lee|Bea Lee"),
        ("tier=a,key", "Ann Lee|Bea Lee"),
        ("tier.not=a", "Bea Lee|Cid|Dan|Eli"),
        ("tier.empty=1", "Cid|Dan|Eli"),
        ("tier.filled=1", "Ann Lee|Bea Lee"),
        ("standings=dealer", "Cid|Dan"),
        ("standings=supplier,media", "Dan"),
        ("standings.empty=1", "Ann Lee|Bea Lee|Eli"),
        ("employees.from=10", "Bea Lee"),
        ("employees.from=5&employees.to=5", "Ann Lee"),
        ("employees.empty=1", "Cid|Dan|Eli"),
        ("do_not_contact=yes", "Cid"),
        ("do_not_contact=no&tier=a", "Ann Lee"),
        ("last_contact_at.not_since=30", "Ann Lee|Bea Lee|Cid|Eli"),
        ("last_contact_at.last=7", "Dan"),
        ("last_contact_at.in=today", "Dan"),
        ("created_at.in=this_year&tier=a", "Ann Lee"),
        ("created_at.from=2000-01-01&created_at.to=2001-01-01", ""),
        ("owner=me", ""),
        ("owner.empty=1", "Cid|Eli"),
        ("tags=VIP", "Cid"),
        ("tags.not=VIP", "Ann Lee|Bea Lee|Dan|Eli"),
        ("tags.empty=1", "Ann Lee|Bea Lee|Dan|Eli"),
        ("custom.seats.from=10", "Eli"),
        ("custom.seats.empty=1", "Ann Lee|Bea Lee|Cid|Dan"),
        ("custom.since.from=2026-04-30&custom.since.to=2026-05-01", "Eli"),
        ("search=lee", "Ann Lee|Bea Lee"),
        ("search=lee&tier=a", "Ann Lee"),
        (
            'filter={"any":[{"field":"tier","values":["a"]},{"field":"name","op":"starts","values":["d"]}]}',
            "Ann Lee|Dan",
        ),
        ("sort=-name", "Eli|Dan|Cid|Bea Lee|Ann Lee"),
        ("sort=-last_contact_at", "Dan|Cid|Eli|Bea Lee|Ann Lee"),
    ],
)  # fmt: skip
def test_each_filter_finds_what_it_says(text: str, found: str, world: World, people: Any) -> None:
    assert "|".join(names(text, world.ada)) == found
    query = asked(text, world.ada)
    assert rows.count(query, world.ada) == rows.Tally(len(found.split("|")) if found else 0, more=False)


def test_people_are_named_from_where_one_stands(world: World, people: Any) -> None:
    assert names("owner=me", world.alice) == ["Ann Lee"]
    assert names("owner=my_team", world.maria) == []
    assert names("owner=my_department", world.maria) == ["Ann Lee", "Bea Lee", "Dan"]
    assert names(f"owner={world.bob.pk}", world.ada) == ["Bea Lee"]


def test_each_role_lists_counts_and_searches_only_what_it_sees(world: World, people: Any) -> None:
    seen = {
        "administrator": 5,
        "manager": 3,
        "sales": 1,
        "service": 5,
        "marketer": 5,
        "analyst": 5,
        "auditor": 5,
        "partner": 0,
    }
    for role, user in world.users.items():
        for text in ("", "search=e"):
            query = asked(text, user)
            listed = rows.page(query, user).rows
            assert rows.count(query, user).number == len(listed), (role, text)
            if not text:
                assert len(listed) == seen[role], role
            visible = set(Customer.objects.visible_to(user).values_list("pk", flat=True))
            assert {row.id for row in listed} <= visible, (role, text)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("colour=red", "colour"), ("name.like=x", "name.like"), ("tier=z", "tier"), ("sort=notes", "sort"),
        ("employees.from=many", "employees.from"), ("created_at.in=soon", "created_at.in"), ("limit=x", "limit"),
        ("created_at.from=31.1.2026", "created_at.from"), ("created_at.last=-3", "created_at.last"),
        ("owner=nobody", "owner"), ("sort=--name", "sort"), ("columns=name,zzz", "columns"), ("limit=9999", "limit"),
        ("filter={", "filter"), ('filter={"all":[{"nothing":1}]}', "filter"), ("name.contains=", "name.contains"),
        ("do_not_contact=maybe", "do_not_contact"), ("search.x=1", "search.x"),
        ("name.contains=%00", "name.contains"), ("employees.from=1e99", "employees.from"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named_in_a_sentence(text: str, field: str, world: World) -> None:
    with pytest.raises(BadQuery) as refused:
        asked(text, world.ada)
    assert refused.value.field == field
    assert refused.value.message


def test_a_bad_cursor_is_refused(world: World) -> None:
    with pytest.raises(BadQuery, match="another order"):
        rows.page(asked("cursor=abc", world.ada), world.ada)


def test_a_query_written_down_is_the_same_query(world: World, people: Any) -> None:
    texts = [
        "tier=a&tier=key&name.contains=lee&sort=-city&columns=city,name&search=lee&limit=10",
        'filter={"any":[{"field":"tier","values":["a"]},{"all":[{"field":"city","op":"empty","values":[]}]}]}',
        "tier.empty=1",
    ]
    for text in texts:
        query = asked(text, world.ada)
        again = asked(query.link(), world.ada)
        assert (again.filters, again.sort, again.columns, again.search, again.limit) == (
            query.filters, query.sort, query.columns, query.search, query.limit,
        )  # fmt: skip


def test_masked_values_are_masked_and_cannot_be_guessed(world: World, people: Any) -> None:
    query = parse(QueryDict("columns=name,phone,email"), plan(), world.mark)
    ann, *_rest, eli = rows.page(query, world.mark).rows
    assert [cell.value for cell in ann.cells] == ["Ann Lee", "138****5678", ""]
    assert eli.cells[2].value == "e***@x.example"
    with pytest.raises(BadQuery):
        asked("phone.starts=138", world.mark)
    assert names("phone=%2B8613812345678", world.mark) == ["Ann Lee"]
    assert "138****5678" in str(list(rows.rows(query, world.mark)))


def test_hidden_fields_are_not_there(world: World, people: Any) -> None:
    FieldRule.objects.filter(role__key="marketer", field="phone").update(access="hidden")
    for text in ("columns=name,phone", "phone.empty=1", "sort=phone"):
        with pytest.raises(BadQuery):
            asked(text, world.mark)
    assert "phone" not in asked("", world.mark).columns


def test_all_rows_come_by_key_in_the_order_of_the_list(world: World, people: Any) -> None:
    query = asked("sort=-last_contact_at&columns=name", world.ada)
    found = [row.cells[0].value for row in rows.rows(query, world.ada, batch=2)]
    assert found == ["Dan", "Cid", "Eli", "Bea Lee", "Ann Lee"]


def test_who_may_not_export_gets_no_rows(world: World, people: Any) -> None:
    with pytest.raises(PermissionMissing):
        list(rows.rows(asked("", world.alice), world.alice))


def test_a_page_reads_each_kind_of_thing_once(world: World, people: Any, django_assert_max_num_queries: Any) -> None:
    text = "columns=name,owner,team,created_by,tags,lifecycle_stage,tier,standings,identity_number,custom.seats"
    with django_assert_max_num_queries(11):
        ada = User.objects.get(pk=world.ada.pk)
        assert len(rows.page(asked(text, ada), ada).rows) == 5


def test_labels_are_shown_for_choices_and_references(world: World, people: Any) -> None:
    query = asked("columns=tier,owner,lifecycle_stage,tags,standings&name.starts=b", world.ada)
    (bea,) = rows.page(query, world.ada).rows
    assert [cell.text for cell in bea.cells[:3]] == ["Key account", "Bob", "Active"]
    dan = rows.page(asked("columns=standings,tags&name.starts=c", world.ada), world.ada).rows[0]
    assert [cell.items for cell in dan.cells] == [("Dealer or agent",), ("VIP",)]


def test_counting_stops_at_the_cap(world: World, people: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(rows, "COUNT_CAP", 3)
    assert rows.count(asked("", world.ada), world.ada) == rows.Tally(3, more=True)


def test_pages_have_a_next_and_a_previous(world: World, people: Any) -> None:
    first = rows.page(asked("limit=2", world.ada), world.ada)
    assert not first.previous
    second = rows.page(asked(f"limit=2&cursor={first.next}", world.ada), world.ada)
    back = rows.page(asked(f"limit=2&cursor={second.previous}", world.ada), world.ada)
    assert back.rows == first.rows
    assert not back.previous
    last = rows.page(asked(f"limit=2&cursor={second.next}", world.ada), world.ada)
    assert len(last.rows) == 1
    assert not last.next


def test_a_day_begins_where_the_reader_is(world: World, people: Any) -> None:
    Customer.objects.filter(name="Cid").update(last_contact_at=datetime(2026, 3, 9, 17, tzinfo=UTC))
    with timezone.override("Asia/Shanghai"):
        assert names("last_contact_at.from=2026-03-10&last_contact_at.to=2026-03-10", world.ada) == ["Cid"]
    assert names("last_contact_at.from=2026-03-10&last_contact_at.to=2026-03-10", world.ada) == []


def test_a_list_can_be_of_certain_records_only(world: World, people: dict[str, Customer]) -> None:
    made, other = list(people.values())[:2]
    only = f"only={made.pk},{other.pk}"
    assert sorted(names(only, world.ada)) == sorted([made.name, other.name])
    assert QueryDict(asked(only, world.ada).link())["only"] == f"{made.pk},{other.pk}"
    for nonsense in ("x", "changed:", f"stolen:{made.pk}"):
        with pytest.raises(BadQuery):
            asked(f"only={nonsense}", world.ada)


def test_a_list_can_be_of_what_a_change_set_touched(world: World, people: dict[str, Customer]) -> None:
    made = next(iter(people.values()))
    with changing(world.ada) as change_set:
        Customer.objects.filter(pk=made.pk).update(industry="x")
    assert names(f"only=changed:{change_set.pk}", world.ada) == [made.name]
    assert names(f"only=refused:{change_set.pk}", world.ada) == []
    assert names(f"only=changed:{change_set.pk}", world.maria) == []  # not hers to see


def test_usual_values_of_a_text_are_found_by_their_wording(world: World) -> None:
    Customer.objects.filter(pk=world.acme.pk).update(industry="retail")

    for condition in ("industry.contains=tai", "industry.starts=RET", "industry.is=Retail", "industry.is=retail"):
        assert names(condition, world.alice) == ["Acme Telecom"]
    assert names("industry.contains=insurance", world.alice) == []
