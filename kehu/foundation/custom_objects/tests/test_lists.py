"""Lists of a company's own kinds: sorted by their fields, exported and brought in again."""

import csv
import io
from typing import Any

import pytest

from kehu.customers.tests.imports.bringing import brought
from kehu.foundation.access.models import User
from kehu.foundation.changes.actions import undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.custom_objects.models import CustomRecord
from kehu.foundation.custom_objects.tests.properties import KEY, add_field, make_property, make_record
from kehu.foundation.lists.pages import page_of
from kehu.foundation.lists.rows import page
from kehu.foundation.transfer import targets
from kehu.foundation.transfer.actions import exports
from kehu.foundation.transfer.stored_files import local_path
from tests.world import World


@pytest.fixture
def ada(world: World) -> User:
    make_property(world.ada)
    return User.objects.get(pk=world.ada.pk)


def titles(user: User, **asked: str) -> list[str]:
    """All rows of the list, read in pages of two."""
    found: list[str] = []
    cursor = ""
    while True:
        given: dict[str, Any] = {key: [value] for key, value in asked.items()}
        query = page_of(KEY).parse({**given, "limit": ["2"], **({"cursor": [cursor]} if cursor else {})}, user)
        got = page(query, user)
        found += [str(row.cells[0].value) for row in got.rows]
        cursor = got.next
        if not cursor:
            return found


def test_a_list_is_sorted_by_a_field_of_the_kind_page_by_page(ada: User) -> None:
    for title, area in (("B", 9), ("D", 100), ("A", 20), ("C", None), ("E", 100.5)):
        make_record(ada, title=title, custom={} if area is None else {"area": area})

    assert titles(ada, sort="custom.area") == ["B", "A", "D", "E", "C"]
    assert titles(ada, sort="-custom.area") == ["E", "D", "A", "B", "C"]


def test_what_was_exported_comes_in_again_as_it_was(world: World, ada: User) -> None:
    add_field(ada, "tenant", "reference", {"en": "Tenant"}, reference="customer")
    make_record(ada, title="Court 1", custom={"area": 88, "use": "flat", "sold": "2026-01-31"})
    make_record(ada, title="Court 2", custom={"district": "浦东", "tenant": str(world.acme.pk)})
    before = dict(CustomRecord.objects.values_list("title", "custom"))
    export = exports.begin(object_key=KEY, filter="sort=title", format="csv", by=ada)
    with local_path(export.path) as path:
        data = path.read_bytes()
    assert [row["Tenant"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))] == ["", "Acme Telecom"]
    CustomRecord.objects.all().delete()

    assert targets.find(KEY) in targets.of_user(ada)
    made = brought(data, ada, target=KEY)

    assert dict(CustomRecord.objects.values_list("title", "custom")) == before
    again = brought(data, ada, target=KEY)
    assert not again.counts.get("created") and CustomRecord.objects.count() == 2
    undoing.undo(change_set=ChangeSet.objects.get(pk=made.change_set_id), by=ada)
    assert not CustomRecord.objects.exists()
