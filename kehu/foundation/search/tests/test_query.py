from typing import Any

import pytest

from kehu.customers.models import AccountTeamMember, Customer
from kehu.foundation.access.models import FieldRule, Role, Share
from kehu.foundation.audit.writing import writing
from kehu.foundation.search import index, query
from kehu.foundation.search.query import narrowing, search
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def smiths(world: World) -> dict[str, Customer]:
    with writing(by=world.alice):
        made = {
            name: Customer.objects.create(kind="person", name=name, owner=owner, phone=phone, email=email)
            for name, owner, phone, email in (
                ("John Smith", world.alice, "+8613812345678", "john@smith.example"),
                ("Joan Smithson", world.charlie, "+8613812349999", ""),
                ("Li Smi", world.charlie, "", "li@smi.example"),
            )
        }
    index.rebuild("customer")
    return made


def names(hits: list[query.Hit]) -> list[str]:
    return [hit.title for hit in hits]


def test_exact_and_short_matches_come_first(world: World, smiths: dict[str, Customer]) -> None:
    assert names(search(world.ada, "smi")) == ["Li Smi", "John Smith", "Joan Smithson"]
    assert names(search(world.ada, "SMITH")) == ["John Smith", "Joan Smithson"]


def test_every_word_must_be_found(world: World, smiths: dict[str, Customer]) -> None:
    assert names(search(world.ada, "smith jo")) == ["John Smith", "Joan Smithson"]
    assert names(search(world.ada, "smith joa")) == ["Joan Smithson"]
    assert search(world.ada, "smith zz") == []


def test_nothing_typed_finds_nothing(world: World, smiths: dict[str, Customer]) -> None:
    assert search(world.ada, "  ") == []


def test_each_role_finds_only_what_it_sees(world: World, smiths: dict[str, Customer]) -> None:
    found = {role: len(search(user, "smi")) for role, user in world.users.items()}
    assert found == {
        "administrator": 3, "manager": 3, "sales": 1, "service": 3, "marketer": 3, "analyst": 3, "auditor": 3,
        "partner": 0,
    }  # fmt: skip
    assert names(search(world.charlie, "smi")) == ["Li Smi", "Joan Smithson"]


def test_what_is_shared_or_worked_on_together_is_found(world: World, smiths: dict[str, Customer]) -> None:
    Share.objects.create(object_key="customer", record_id=smiths["Li Smi"].pk, user=world.eve, shared_by=world.ada)
    AccountTeamMember.objects.create(customer=smiths["Joan Smithson"], user=world.alice)
    assert names(search(world.eve, "smi")) == ["Li Smi"]
    assert names(search(world.alice, "smi")) == ["John Smith", "Joan Smithson"]


def test_the_trash_is_not_searched(world: World, smiths: dict[str, Customer]) -> None:
    Customer.objects.filter(name="Li Smi").update(deleted_at="2026-01-01T00:00Z", deleted_by=world.ada)
    assert "Li Smi" not in names(search(world.ada, "smi"))


def test_numbers_are_found_as_they_are_typed_or_shown(world: World, smiths: dict[str, Customer]) -> None:
    for typed in ("138 1234 5678", "138-1234-5678", "5678", "345678", "138****5678"):
        assert names(search(world.ada, typed)) == ["John Smith"], typed
    assert len(search(world.ada, "138")) == 2


def test_masked_numbers_are_found_whole_or_by_the_last_four_only(world: World, smiths: dict[str, Customer]) -> None:
    for typed in ("13812345678", "+86 138 1234 5678", "5678", "138****5678"):
        assert names(search(world.mark, typed)) == ["John Smith"], typed
    for guess in ("138", "1381234567", "345678", "45678", "1381234****5678", "john@smith", "li@"):
        assert search(world.mark, guess) == [], guess
    assert names(search(world.mark, "john@smith.example")) == ["John Smith"]
    assert not any("138" in hit.title + hit.subtitle for hit in search(world.mark, "13812345678"))


def test_hidden_numbers_find_nothing(world: World, smiths: dict[str, Customer]) -> None:
    FieldRule.objects.filter(role__key="marketer", field="phone").update(access="hidden")
    assert search(world.mark, "13812345678") == []


def test_a_few_rows_of_ones_own_are_found_among_many_of_others(
    world: World, smiths: dict[str, Customer], monkeypatch: Any
) -> None:
    monkeypatch.setattr(query, "NARROW_CAP", 2)
    monkeypatch.setattr(query, "LIST_CAP", 2)
    assert names(search(world.alice, "smi")) == ["John Smith"]
    narrowed = narrowing(world.alice, "smi", "customer")
    assert not narrowed.capped
    assert [one.name for one in Customer.objects.visible_to(world.alice).filter(narrowed.condition)] == ["John Smith"]


def test_a_list_is_narrowed_to_the_best_matches(world: World, smiths: dict[str, Customer], monkeypatch: Any) -> None:
    everyone = narrowing(world.ada, "smi", "customer")
    assert not everyone.capped
    assert Customer.objects.filter(everyone.condition).count() == 3
    monkeypatch.setattr(query, "LIST_CAP", 2)
    assert narrowing(world.ada, "smi", "customer").capped


def test_who_may_not_view_the_kind_finds_none_of_it(world: World, smiths: dict[str, Customer]) -> None:
    Role.objects.filter(key="service").update(verbs=[])
    assert search(world.sam, "smi") == []


def test_a_search_of_one_kind_takes_three_statements(
    world: World, smiths: dict[str, Customer], django_assert_num_queries: Any
) -> None:
    world.ada.may("customer.view"), world.ada.grants.field_access("customer", "phone", "edit")
    with django_assert_num_queries(3):
        search(world.ada, "smi")
