from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from kehu.customers.models import Customer
from kehu.foundation.audit.writing import writing
from kehu.foundation.search import index, lookup, registry
from kehu.foundation.search.models import SearchTerm
from kehu.foundation.search.typed import query_terms
from tests.world import World

pytestmark = pytest.mark.django_db


def terms(customer: Customer) -> set[str]:
    return set(SearchTerm.objects.filter(record_id=customer.pk).values_list("term", flat=True))


def test_terms_follow_the_record(world: World) -> None:
    index.reindex("customer", [world.acme.pk], new=True)
    assert terms(world.acme) == {"acme", "telecom", "acmetelecom"}
    Customer.objects.filter(pk=world.acme.pk).update(name="Acme Mobile")
    index.reindex("customer", [world.acme.pk])
    assert terms(world.acme) == {"acme", "mobile", "acmemobile"}


def test_an_endless_term_is_cut_and_an_empty_one_left_out(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(registry, "_sources", {})
    registry.register(registry.Source("customer", 1, lambda ids: {ids[0]: {"x" * 5000, "", "\0"}}))
    index.reindex("customer", [world.acme.pk])
    assert terms(world.acme) == {"x" * index.LONGEST}


def test_rebuilding_restores_what_is_missing_and_drops_what_is_gone(world: World) -> None:
    with writing(by=world.alice):
        Customer.objects.bulk_create(Customer(kind="person", name=f"Person {n}") for n in range(5))
    SearchTerm.objects.create(object=1, term="ghost", record_id=uuid4())
    told: list[int] = []
    assert index.rebuild("customer", told.append) == 6
    assert told == [6]
    assert SearchTerm.objects.count() == 3 + 5 * 3
    assert not SearchTerm.objects.filter(term="ghost").exists()


def test_a_number_stands_for_one_object_only() -> None:
    with pytest.raises(ValueError, match="number 1"):
        registry.register(registry.Source("contact", 1, lambda _ids: {}))


def test_looking_up_a_beginning_reads_one_range_of_the_index(world: World, database_owner: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_term (term, object, record_id)"
            " SELECT md5(n::text), 1, gen_random_uuid() FROM generate_series(1, 20000) n"
        )
        cursor.execute("ANALYZE search_term")
        sql, values = lookup.term_rows(registry.source("customer"), query_terms("cad"), world.ada, 500)
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan" in plan
    assert "Index Cond: ((object = 1) AND (term >= 'cad'" in plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan
