"""The dialog that edits fields of the selected records."""

import re
from typing import Any

import pytest

from kehu.customers.models import Customer, CustomerTag
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.lists.tests.test_pages import HTMX, html, many, of  # noqa: F401 (a fixture)
from tests.world import World

pytestmark = pytest.mark.django_db
EDIT = "/lists/customer/bulk/edit/"


def inputs(text: str) -> dict[str, str]:
    """The hidden inputs of a dialog."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))


def test_fields_are_chosen_one_by_one(world: World, many: list[Customer]) -> None:  # noqa: F811
    FieldDefinition.objects.create(object_key="customer", key="line", kind="text", labels={"en": "Line"})
    client = of(world.ada)
    ids = [str(one.pk) for one in many[:3]]
    first = html(client.post(EDIT, {"ids": ids}, headers=HTMX))
    for label in ("Tier", "Owner", "Tags", "Standings", "Line", "Do not contact"):
        assert f">{label}</option>" in first
    assert ">Name</option>" not in first  # the same name on many is a mistake
    assert ">City</option>" not in first  # derived
    again = html(client.post(EDIT, {"ids": ids, "more": "tier", "again": "1", "step": "preview"}, headers=HTMX))
    assert 'name="value-tier"' in again
    both = {"ids": ids, "field": ["tier"], "how-tier": "clear", "more": "tags", "again": "1"}
    text = html(client.post(EDIT, both, headers=HTMX))
    assert 'name="value-tier"' not in text
    assert 'name="value-tags"' in text


def test_several_fields_are_previewed_and_changed_for_all_that_match(world: World, many: Any) -> None:  # noqa: F811
    client = of(world.ada)
    wanted = {
        "all": "1", "query": "tier=a&sort=name&columns=name", "field": ["tier", "tags", "owner", "do_not_contact"],
        "how-tier": "set", "value-tier": "b", "how-tags": "add", "value-tags": "North，South", "how-owner": "clear",
        "how-do_not_contact": "set", "value-do_not_contact": "true",
    }  # fmt: skip
    preview = html(client.post(EDIT, {**wanted, "step": "preview"}, headers=HTMX))
    assert "120 records will change" in preview
    assert "Tier A" in preview
    assert "North, South" in preview
    done = html(client.post(EDIT, {**wanted, "confirmed": "1"}, headers=HTMX))
    assert "120 records changed." in done
    assert Customer.objects.filter(tier="b", owner=None, do_not_contact=True).count() == 120
    assert CustomerTag.objects.filter(tag__name="South").count() == 120
    made = ChangeSet.objects.get()
    assert made.asked["filter"] == {"tier": ["a"]}
    client.post(f"/lists/change-sets/{made.pk}/reversal/", headers=HTMX)
    assert Customer.objects.filter(tier="a", do_not_contact=False).exclude(owner=None).count() == 120


def test_who_comes_to_match_after_the_preview_is_not_changed_unseen(world: World, many: Any) -> None:  # noqa: F811
    client = of(world.ada)
    wanted = {"all": "1", "query": "tier=a", "field": ["tier"], "how-tier": "set", "value-tier": "b"}
    seen = inputs(html(client.post(EDIT, {**wanted, "step": "preview"}, headers=HTMX)))
    newcomer = Customer.objects.create(kind="organisation", name="Newcomer", tier="a", owner=world.alice)

    again = html(client.post(EDIT, {**wanted, "mark": seen["mark"], "confirmed": "1"}, headers=HTMX))

    assert "The preview was of 120 records; now 121 match. Look again." in again
    assert not ChangeSet.objects.exists()
    done = html(client.post(EDIT, {**wanted, "mark": inputs(again)["mark"], "confirmed": "1"}, headers=HTMX))
    assert "121 records changed." in done
    newcomer.refresh_from_db()
    assert newcomer.tier == "b"


def test_what_does_not_fit_stands_beside_its_input(world: World, many: list[Customer]) -> None:  # noqa: F811
    wanted = {"ids": [many[0].pk], "field": ["employees"], "how-employees": "set", "value-employees": "many"}
    answer = of(world.ada).post(EDIT, {**wanted, "step": "preview"}, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="bulk-value-employees-error"' in html(answer)
    nothing = of(world.ada).post(EDIT, {"ids": [many[0].pk], "step": "preview"}, headers=HTMX)
    assert "Choose at least one field." in html(nothing)


def test_fields_one_may_not_change_are_not_offered(world: World, many: list[Customer]) -> None:  # noqa: F811
    text = html(of(world.alice).post(EDIT, {"ids": [many[0].pk]}, headers=HTMX))
    assert ">Owner</option>" not in text  # she may not give customers away
    forced = {"ids": [many[0].pk], "field": ["owner"], "how-owner": "clear", "confirmed": "1"}
    assert of(world.alice).post(EDIT, forced, headers=HTMX).status_code == 422
    assert of(world.mark).post(EDIT, {"ids": [many[0].pk]}, headers=HTMX).status_code == 403


def test_merging_leads_to_the_pages_that_merge(world: World, many: list[Customer]) -> None:  # noqa: F811
    client = of(world.ada)
    ids = [one.pk for one in many[:3]]
    answer = client.post("/lists/customer/bulk/merge/", {"ids": ids}, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/customers/{ids[0]}/merge/{ids[1]}/?then={ids[2]}"
    assert client.post("/lists/customer/bulk/merge/", {"ids": ids[:1]}, headers=HTMX).status_code == 422
    assert client.post("/lists/customer/bulk/merge/", {"all": "1"}, headers=HTMX).status_code == 422


def test_the_dialog_speaks_chinese(world: World, many: list[Customer]) -> None:  # noqa: F811
    text = html(of(world.ada, "zh-hans").post(EDIT, {"ids": [many[0].pk], "more": "tier"}, headers=HTMX))
    assert "已选择 1 条记录。" in text
    assert "Another field" not in text
