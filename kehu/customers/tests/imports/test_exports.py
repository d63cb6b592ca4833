import pytest
from django.test import Client

from kehu.customers.actions import customers
from kehu.customers.tests.imports.bringing import brought, counts
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.lists.query import BadQuery
from kehu.foundation.transfer.actions import exports, forgetting
from kehu.foundation.transfer.models import Export
from kehu.foundation.transfer.reading import open_table
from kehu.foundation.transfer.stored_files import local_path
from tests.world import World

LINK = "columns=name,phone,email&sort=name"


@pytest.fixture
def _people(world: World) -> None:
    customers.create(kind="person", name="=1+1 张伟", phone="13812345678", email="zw@example.com", by=world.alice)
    customers.create(kind="person", name="李娜", phone="13812345679", by=world.charlie)


def read(export: Export) -> list[list[str | None]]:
    with local_path(export.path) as path, open_table(path) as table:
        return [table.columns, *[row.cells for row in table.rows()]]


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_written_as_it_is_filtered_and_comes_back_by_itself(world: World, kind: str) -> None:
    export = exports.begin(object_key="customer", filter=LINK + "&name.contains=张", format=kind, by=world.ada)

    assert (export.state, export.rows, export.masked) == ("done", 1, [])
    assert read(export)[1] == ["=1+1 张伟", "+8613812345678", "zw@example.com"]
    with local_path(export.path) as path:
        again = brought(path.read_bytes(), world.ada)
    assert counts(again) == {"rows": 1, "skipped": 1}


@pytest.mark.usefixtures("_people")
def test_an_export_shows_what_its_user_may_see_and_no_more(world: World) -> None:
    export = exports.begin(object_key="customer", filter=LINK, format="csv", by=world.mark)

    assert export.masked == ["phone", "email"]
    shown = [str(row[1]) for row in read(export)[1:] if row[1]]
    assert len(shown) == 2
    assert all("****" in phone for phone in shown)


def test_exporting_needs_its_right_and_a_list_that_is_there(world: World) -> None:
    with pytest.raises(PermissionMissing):
        exports.begin(object_key="customer", filter="", format="csv", by=world.alice)
    with pytest.raises(exports.ExportRefused):
        exports.begin(object_key="nothing", filter="", format="csv", by=world.ada)
    with pytest.raises(exports.ExportRefused):
        exports.begin(object_key="customer", filter="", format="exe", by=world.ada)
    with pytest.raises(BadQuery):
        exports.begin(object_key="customer", filter="shoe_size=43", format="csv", by=world.ada)


@pytest.mark.usefixtures("_people")
def test_a_large_list_is_written_by_a_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)

    export = exports.begin(object_key="customer", filter=LINK, format="csv", by=world.ada)

    assert export.state == "waiting"
    done = exports.run(export_id=export.pk)
    done.run.refresh_from_db()
    assert (done.state, done.rows, done.run.state) == ("done", 3, "done")


@pytest.mark.usefixtures("_people")
def test_only_who_took_it_downloads_it_and_it_expires(world: World, client: Client) -> None:
    client.force_login(world.ada)
    answer = client.post("/exports/", {"object": "customer", "format": "csv", "filter": LINK})
    assert answer.status_code == 302
    address = answer["Location"]
    got = client.get(address)
    assert "李娜" in b"".join(got.streaming_content).decode("utf-8-sig")
    assert client.get("/exports/").status_code == 200

    client.force_login(world.mark)
    assert client.get(address).status_code == 404

    Export.objects.update(created_at="2020-01-01T00:00:00Z")
    forgetting.forget_old()
    client.force_login(world.ada)
    assert client.get(address).status_code == 404
    assert Export.objects.get().state == "expired"
