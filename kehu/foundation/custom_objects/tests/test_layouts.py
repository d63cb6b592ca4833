"""Boards, calendars, cards and cells of a company's own kinds, asked as browsers and scripts ask them."""

import re

import pytest
from django.test import Client

from kehu.foundation.access.models import User
from kehu.foundation.custom_objects.actions import rights
from kehu.foundation.custom_objects.actions.rights import Right
from kehu.foundation.custom_objects.models import CustomRecord
from kehu.foundation.custom_objects.tests.properties import KEY, add_field, make_property, make_record
from kehu.foundation.lists.editing import registry as editing
from tests.world import World

LIST = "/objects/property/"
MOVE = f"/lists/{KEY}/board/move/"


@pytest.fixture
def ada(world: World) -> User:
    make_property(world.ada)
    return User.objects.get(pk=world.ada.pk)


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lanes(text: str) -> dict[str, list[str]]:
    """The titles of the cards by the value of their lane."""
    found = re.findall(r'<section [^>]*data-lane="([^"]*)".*?</section>', text, re.DOTALL)
    parts = re.split(r'<section [^>]*data-lane="[^"]*"', text)[1:]
    return {
        lane: re.findall(r'data-card="([0-9a-f-]+)"', part) for lane, part in zip(found, parts, strict=True)
    }  # fmt: skip


def test_a_board_goes_by_any_choice_and_by_owner(world: World, ada: User) -> None:
    flat, none = make_record(ada, custom={"use": "flat"}), make_record(ada, title="Court 6")
    client = of(ada)

    by_use = lanes(client.get(f"{LIST}?layout=board").content.decode())
    assert by_use == {"": [str(none.pk)], "flat": [str(flat.pk)], "shop": []}
    by_owner = lanes(client.get(f"{LIST}?layout=board&group=owner").content.decode())
    assert sorted(by_owner[str(ada.pk)]) == sorted([str(flat.pk), str(none.pk)])
    heads = client.get(f"{LIST}?layout=board&part=heads", headers={"HX-Request": "true"}).json()["heads"]
    assert [(one["lane"], one["count"]) for one in heads] == [("", "1"), ("flat", "1"), ("shop", "0")]


def test_a_card_moves_through_the_action_and_back_to_none(ada: User, world: World) -> None:
    record = make_record(ada, custom={"use": "flat"})
    client = of(ada)
    step = {"field": "custom.use", "record": record.pk}

    assert client.post(MOVE, {**step, "from": "flat", "to": "shop"}).status_code == 204
    assert CustomRecord.objects.get().custom["use"] == "shop"
    assert client.post(MOVE, {**step, "from": "flat", "to": ""}).status_code == 422  # it is not there any more
    assert client.post(MOVE, {**step, "from": "shop", "to": ""}).status_code == 204
    assert "use" not in CustomRecord.objects.get().custom
    given = {"field": "owner", "record": record.pk, "from": str(ada.pk), "to": str(world.bob.pk)}
    assert client.post(MOVE, given).status_code == 204
    assert CustomRecord.objects.get().owner_id == world.bob.pk


def test_who_may_only_see_the_kind_moves_nothing(ada: User, world: World) -> None:
    record = make_record(ada, custom={"use": "flat", "sold": "2026-03-01"})
    rights.give(object_key=KEY, rights={"sales": Right("all", "none", frozenset())}, by=ada)
    client = of(User.objects.get(pk=world.alice.pk))

    assert 'data-move=""' in client.get(f"{LIST}?layout=board").content.decode()
    given = {"field": "custom.use", "record": record.pk, "from": "flat", "to": "shop"}
    assert client.post(MOVE, given).status_code in (403, 404)
    moved = client.post(f"/lists/{KEY}/calendar/move/?field=custom.sold", {"id": record.pk, "start": "2026-03-09"})
    assert moved.status_code in (403, 404, 422)
    assert client.get(f"/lists/{KEY}/{record.pk}/cells/custom.use/").status_code in (403, 404, 422)


def test_a_calendar_goes_by_any_date(ada: User) -> None:
    add_field(ada, "built", "date", {"en": "Built on"})
    record = make_record(ada, custom={"sold": "2026-03-31", "built": "2020-05-01"})
    client = of(ada)
    page = client.get(f"{LIST}?layout=calendar&group=custom.built").content.decode()
    assert "Built on" in page and "field=custom.built" in page

    def entries(field: str, since: str, until: str) -> list[tuple[str, str, bool]]:
        link = f"{LIST}?layout=calendar&group={field}&part=entries&span_start={since}&span_end={until}"
        found = client.get(link, headers={"HX-Request": "true"}).json()
        return [(one["title"], one["start"], one["editable"]) for one in found]

    assert entries("custom.sold", "2026-03-01", "2026-04-01") == [("Garden Court 5", "2026-03-31", True)]
    assert entries("custom.sold", "2026-04-01", "2026-05-01") == []
    assert entries("custom.built", "2020-05-01", "2020-05-02") == [("Garden Court 5", "2020-05-01", True)]
    ((_title, _start, movable),) = entries("updated_at", "2020-01-01", "2100-01-01")
    assert not movable

    given = {"id": record.pk, "start": "2020-06-02", "all_day": "true"}
    assert client.post(f"/lists/{KEY}/calendar/move/?field=custom.built", given).status_code == 204
    assert CustomRecord.objects.get().custom == {"sold": "2026-03-31", "built": "2020-06-02"}
    assert client.post(f"/lists/{KEY}/calendar/move/?field=updated_at", given).status_code == 422


def test_a_table_does_not_keep_the_date_of_the_calendar(ada: User) -> None:
    text = of(ada).get(f"{LIST}?layout=calendar&group=custom.sold").content.decode()
    assert re.search(r'<a href="/objects/property/(\?view=[^"]*)?" class="[^"]*"[^>]*title="Table"', text)
    assert "group=custom.sold" in text


def test_cells_are_changed_in_place_and_a_stale_one_is_refused(ada: User, world: World) -> None:
    add_field(ada, "tenant", "reference", {"en": "Tenant"}, reference="customer")
    ada = User.objects.get(pk=ada.pk)
    record = make_record(ada, custom={"area": 88})
    client = of(ada)
    address = f"/lists/{KEY}/{record.pk}/cells/"
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(f"{address}custom.area/").content.decode())
    assert seen

    changed = client.post(f"{address}custom.area/", {"custom.area": "90.5", "seen": seen.group(1)})
    assert (changed.status_code, CustomRecord.objects.get().custom["area"]) == (200, 90.5)
    assert client.post(f"{address}custom.area/", {"custom.area": "91", "seen": seen.group(1)}).status_code == 409
    for key, value in (
        ("custom.use", "shop"), ("custom.sold", "2026-02-03"), ("custom.tenant", str(world.acme.pk)),
        ("title", "Court 9"), ("owner", str(world.bob.pk)),
    ):  # fmt: skip
        answer = client.post(f"{address}{key}/", {key: value})
        assert answer.status_code == 200, answer.content
    now = CustomRecord.objects.get()
    assert now.custom == {"area": 90.5, "use": "shop", "sold": "2026-02-03", "tenant": str(world.acme.pk)}
    assert (now.title, now.owner_id) == ("Court 9", world.bob.pk)


def test_a_record_is_made_where_another_refers_to_it_if_a_name_is_enough(ada: User) -> None:
    add_field(ada, "part_of", "reference", {"en": "Part of"}, reference=KEY)
    record = make_record(ada)
    client = of(ada)

    offered = client.get(f"/lists/{KEY}/options/custom.part_of/?q=Old Town").content.decode()
    assert 'data-value="new:record:Old Town"' in offered and "Create “Old Town” (Property)" in offered
    answer = client.post(f"/lists/{KEY}/{record.pk}/cells/custom.part_of/", {"custom.part_of": "new:record:Old Town"})
    assert answer.status_code == 200
    made = CustomRecord.objects.get(title="Old Town")
    assert CustomRecord.objects.get(pk=record.pk).custom["part_of"] == str(made.pk)

    add_field(ada, "number", "text", {"en": "Number"}, required=True)
    assert "Old Mill" not in client.get(f"/lists/{KEY}/options/custom.part_of/?q=Old Mill").content.decode()


def test_what_is_dropped_is_not_changed_in_place_any_more(ada: User) -> None:
    from kehu.foundation.custom_objects import loading

    assert editing.find(KEY) is not None
    loading.forget()
    assert editing.find(KEY) is None
