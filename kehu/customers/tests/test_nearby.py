"""Customers around a place."""

import pytest

from kehu.customers.actions import contact_points, customers
from kehu.customers.models import ContactPoint, Customer
from kehu.customers.queries.nearby import distance_km, nearby
from kehu.foundation.access.models import FieldRule, Role, User
from tests.api.client import Caller
from tests.world import World

ZHENGZHOU = (34.747, 113.625)


def at(name: str, latitude: float, longitude: float, by: User) -> Customer:
    made = customers.create(kind="organisation", name=name, address="郑州市花园路1号", by=by)
    point = ContactPoint.objects.get(customer=made, kind="address")
    contact_points.locate(contact_point=point, latitude=latitude, longitude=longitude, by=by)
    return made


def names(user: User, latitude: float, longitude: float, limit: int = 12) -> list[str]:
    return [one.customer.name for one in nearby(user, latitude, longitude, limit=limit)]


def test_the_nearest_come_first_and_the_far_not_at_all(world: World) -> None:
    at("Far", 31.23, 121.47, world.alice)
    at("Near", 34.75, 113.63, world.alice)
    at("Next door", 34.7471, 113.6251, world.alice)

    assert names(world.alice, *ZHENGZHOU) == ["Next door", "Near"]
    assert names(world.alice, *ZHENGZHOU, limit=1) == ["Next door"]


def test_only_those_one_may_see(world: World) -> None:
    at("Next door", 34.7471, 113.6251, world.charlie)

    assert names(world.alice, *ZHENGZHOU) == []
    assert names(world.charlie, *ZHENGZHOU) == ["Next door"]


def test_nobody_for_whom_addresses_are_closed(world: World) -> None:
    at("Next door", 34.7471, 113.6251, world.alice)
    FieldRule.objects.create(
        role=Role.objects.get(key="sales"), object_key="customer", field="address", access="hidden"
    )

    assert names(User.objects.get(pk=world.alice.pk), *ZHENGZHOU) == []


def test_across_the_date_line(world: World) -> None:
    at("Fiji", -17.0, 179.99, world.alice)

    assert names(world.alice, -17.0, -179.99) == ["Fiji"]


def test_a_new_address_has_no_place_yet(world: World) -> None:
    made = at("Mover", 34.75, 113.63, world.alice)
    point = ContactPoint.objects.get(customer=made, kind="address")

    contact_points.change(contact_point=point, value="洛阳市中州大道2号", by=world.alice)

    point.refresh_from_db()
    assert (point.latitude, point.longitude) == (None, None)


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (10, None), (10, 181)])
def test_what_is_no_place_is_refused(world: World, latitude: float, longitude: float) -> None:
    made = customers.create(kind="person", name="Joe", address="郑州市花园路1号", by=world.alice)

    with pytest.raises(contact_points.NoPlace):
        contact_points.locate(
            contact_point=ContactPoint.objects.get(customer=made),
            latitude=latitude,
            longitude=longitude,
            by=world.alice,
        )


def test_distances_are_those_of_an_atlas() -> None:
    assert distance_km(39.9042, 116.4074, 31.2304, 121.4737) == pytest.approx(1067, abs=3)  # Beijing to Shanghai


def test_the_api_tells_who_is_near(world: World) -> None:
    at("Next door", 34.7471, 113.6251, world.alice)
    at("Near", 34.75, 113.63, world.alice)

    answer = Caller.of(world.alice).get("/customers/nearby?latitude=34.747&longitude=113.625&limit=1")

    (found,) = answer.json()["items"]
    assert (found["name"], found["address"]) == ("Next door", "郑州市花园路1号")
    assert found["km"] < 0.1
    assert Caller.of(world.alice).get("/customers/nearby?latitude=91&longitude=0").status_code == 422
