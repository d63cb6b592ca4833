import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kehu.customers.models import Customer
from kehu.customers.tests.imports.bringing import brought, uploaded
from kehu.foundation.transfer.actions import background, undoing
from kehu.foundation.transfer.models import Import
from tests.world import World

LIST = "客户名称,手机,客户等级\n张伟,13812345678,A\n李娜,abc,\n"


@pytest.fixture
def client(world: World, client: Client) -> Client:
    client.force_login(world.ada)
    return client


def upload(client: Client, data: bytes, name: str = "list.csv") -> Import:
    answer = client.post("/imports/upload", {"target": "customers", "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.get(pk=answer["Location"].split("/")[2])


def columns(of: Import, step: str, **more: str) -> dict[str, object]:
    fields = {f"column-{place}": column["field"] for place, column in enumerate(of.columns)}
    return {**fields, "on_match": "update", "match": ["external_id", "phone", "email", "name"], "step": step, **more}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_goes_from_upload_over_check_to_result(client: Client, encoding: str) -> None:
    of = upload(client, LIST.encode(encoding))
    page = client.get(f"/imports/{of.pk}/").content.decode()
    assert "客户名称" in page and "13812345678" in page

    assert client.post(f"/imports/{of.pk}/columns", columns(of, "check")).status_code == 302
    assert "progress" in client.get(f"/imports/{of.pk}/").content.decode()
    background.check_import(of.pk)
    assert "“abc”" in client.get(f"/imports/{of.pk}/").content.decode()

    assert client.post(f"/imports/{of.pk}/columns", columns(of, "start")).status_code == 302
    background.run_import(of.pk)
    page = client.get(f"/imports/{of.pk}/").content.decode()
    assert "“abc”" in page and "张伟" in page
    failed = b"".join(client.get(f"/imports/{of.pk}/failed-rows.csv").streaming_content).decode("utf-8-sig")
    assert "李娜,abc" in failed
    assert Customer.objects.filter(name="张伟").exists()
    jobs = set(ProcrastinateJob.objects.values_list("task_name", flat=True))
    assert {"transfer.check_import", "transfer.run_import"} <= jobs


def test_a_file_can_be_read_another_way(client: Client) -> None:
    of = upload(client, "note\n客户名称;手机\n张伟;13812345678\n".encode())

    client.post(f"/imports/{of.pk}/reading", {"encoding": "utf-8", "delimiter": ";", "header_row": "2"})

    of.refresh_from_db()
    assert [column["field"] for column in of.columns] == ["name", "mobile"]


def test_what_was_decided_is_remembered_for_the_next_file(client: Client) -> None:
    of = upload(client, LIST.encode())
    client.post(f"/imports/{of.pk}/columns", columns(of, "keep") | {"column-2": "notes"})

    again = upload(client, LIST.encode())

    assert [column["field"] for column in again.columns] == ["name", "mobile", "notes"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"name\n"])
def test_what_is_no_list_is_refused_with_a_sentence(client: Client, data: bytes) -> None:
    answer = client.post("/imports/upload", {"target": "customers", "file": SimpleUploadedFile("x.csv", data)})

    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_columns_without_a_name_are_refused(client: Client) -> None:
    of = upload(client, LIST.encode())

    answer = client.post(f"/imports/{of.pk}/columns", columns(of, "start") | {"column-0": "", "column-1": ""})

    assert answer.status_code == 422


def test_an_import_is_taken_back_and_what_was_edited_since_stays(client: Client, world: World) -> None:
    of = brought("客户名称,手机\n张伟,13812345678\n李娜,13812345679\n", world.ada)

    assert client.post(f"/imports/{of.pk}/reversal").status_code == 302
    run = Import.objects.get(pk=of.pk).run
    undoing.run(import_id=of.pk, user_id=world.ada.pk, run_id=run.pk)

    of.refresh_from_db()
    assert of.state == "undone"
    assert list(Customer.objects.values_list("name", flat=True)) == ["Acme Telecom"]
    assert client.get(f"/imports/{of.pk}/").status_code == 200


def test_imports_of_others_are_not_there(client: Client, world: World) -> None:
    of = brought("客户名称\n张伟\n", world.ada)
    client.force_login(world.mark)

    for path in ("", "progress", "issues", "records", "failed-rows.csv"):
        assert client.get(f"/imports/{of.pk}/{path}").status_code == 404
    for path in ("reading", "columns", "cancellation", "resumption", "reversal"):
        assert client.post(f"/imports/{of.pk}/{path}").status_code == 404


def test_who_may_import_nothing_is_told_so(client: Client, world: World) -> None:
    client.force_login(world.otto)

    assert client.get("/imports/").status_code == 403
    answer = client.post("/imports/upload", {"target": "customers", "file": SimpleUploadedFile("x.csv", LIST.encode())})
    assert answer.status_code == 403


def test_the_pages_speak_chinese(client: Client, world: World) -> None:
    world.ada.language = "zh-hans"
    world.ada.save()
    of = brought("客户名称\n张伟\n", world.ada)

    assert "导入" in client.get("/imports/").content.decode()
    assert "结果" in client.get(f"/imports/{of.pk}/").content.decode()
    assert "导出" in client.get("/exports/").content.decode()


def test_dates_are_shown_as_they_will_be_read(client: Client, world: World) -> None:
    client.force_login(world.ada)
    of = uploaded("姓名,生日,创建时间\n张伟,3/5/1990,2024-01-31\n李娜,,\n", world.ada)
    fields = {f"column-{place}": column["field"] for place, column in enumerate(of.columns)}

    as_page = client.get(f"/imports/{of.pk}/").content.decode()
    american = client.get(f"/imports/{of.pk}/dates", {**fields, "date_order": "mdy"}).content.decode()
    left_out = client.get(f"/imports/{of.pk}/dates", fields | {"column-1": ""}).content.decode()

    assert "3/5/1990 → 3 May 1990" in " ".join(as_page.split())
    assert "3/5/1990 → 5 March 1990" in " ".join(american.split())
    assert "2024-01-31 → 31 January 2024" in " ".join(american.split())
    assert "3/5/1990" not in left_out
