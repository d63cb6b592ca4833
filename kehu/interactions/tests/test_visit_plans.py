"""Visit plans: made of customers, ordered, put into the calendar, held on the way."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kehu.customers.actions import contact_points, customers
from kehu.customers.models import ContactPoint, Customer
from kehu.foundation.changes.actions import bulk_running
from kehu.foundation.changes.selection import Selection
from kehu.foundation.company.models import Company
from kehu.interactions.actions import visit_plans, visits
from kehu.interactions.actions.visit_plans import PlanRefused
from kehu.interactions.models import Visit, VisitPlan, VisitStop
from kehu.interactions.queries import routes
from kehu.interactions.queries.visit_candidates import candidates
from tests.world import World

HTMX = {"HTTP_HX_REQUEST": "true"}
DAY = date(2030, 5, 6)  # a Monday


def customer(world: World, name: str, longitude: float | None, by=None) -> Customer:
    made = customers.create(kind="organisation", name=name, by=by or world.alice)
    point = contact_points.add(customer=made, kind="address", value=f"{name} street", by=by or world.alice)
    if longitude is not None:
        contact_points.locate(contact_point=point, latitude=34.0, longitude=longitude, by=by or world.alice)
    return made


@pytest.fixture
def three(world: World) -> list[Customer]:
    Company.objects.current()
    Company.objects.update(office_latitude=34.0, office_longitude=113.0)
    Company.objects.forget()
    return [customer(world, "Far", 113.3), customer(world, "Near", 113.1), customer(world, "Nowhere", None)]


def plan_for(world: World, rows: list[Customer], **more) -> VisitPlan:
    given = {"title": "Spring round", "first_day": DAY, "by": world.alice, **more}
    return visit_plans.make(customers=[one.pk for one in rows], **given)


def order_of(plan: VisitPlan, world: World) -> list[str]:
    return [one.customer.name for day in routes.days_of(plan, world.alice) for one in day.stops]


def test_a_plan_goes_the_short_way_from_the_office_and_says_how_far(world: World, three: list[Customer]) -> None:
    plan = plan_for(world, three)

    (day,) = routes.days_of(plan, world.alice)
    assert [one.customer.name for one in day.stops] == ["Near", "Far", "Nowhere"]
    assert plan.stop_count == 3 and day.unplaced == 1
    assert 27 < day.km < 28  # 0.3 degrees at 34° north
    assert day.stops[0].begins_at > timezone.make_aware(datetime.combine(DAY, time(9)))


def test_an_appointment_in_the_calendar_becomes_a_stop_that_keeps_its_time(world: World, three) -> None:
    noon = timezone.make_aware(datetime.combine(DAY, time(12)))
    agreed = visits.plan(customer=world.acme, purpose="Lunch", planned_start=noon, by=world.alice)

    plan = plan_for(world, three)
    visit_plans.schedule(plan=plan, by=world.alice)

    assert plan.stop_count == 4
    agreed.refresh_from_db()
    assert agreed.planned_start == noon
    assert Visit.objects.filter(visitor=world.alice, state="planned").count() == 4
    assert visit_plans.schedule(plan=plan, by=world.alice) == 0


def test_a_week_shares_the_stops_out_over_working_days(world: World) -> None:
    rows = [customer(world, f"C{number}", 113 + number / 10) for number in range(4)]

    plan = plan_for(world, rows, first_day=date(2030, 5, 10), days=2)

    # The tenth is a Friday: the second working day is Monday.
    days = list(VisitStop.objects.filter(plan=plan).values_list("day", flat=True))
    assert days == [date(2030, 5, 10)] * 2 + [date(2030, 5, 13)] * 2


def test_the_order_is_what_was_dragged_until_distance_is_asked_for_again(world: World, three, signed_in) -> None:
    plan = plan_for(world, three)
    stops = list(VisitStop.objects.filter(plan=plan))
    client = signed_in(world.alice)
    order = [DAY.isoformat(), *(str(one.pk) for one in reversed(stops))]

    answer = client.post(reverse("interactions:arrangement", args=[plan.pk]), {"order": order}, **HTMX)

    assert answer.status_code == 204
    assert order_of(plan, world) == ["Nowhere", "Far", "Near"]
    client.post(reverse("interactions:ordering", args=[plan.pk]), **HTMX)
    assert order_of(plan, world) == ["Near", "Far", "Nowhere"]
    here = {"start": "here", "latitude": "34.0", "longitude": "113.4"}
    client.post(reverse("interactions:ordering", args=[plan.pk]), here, **HTMX)
    assert order_of(plan, world) == ["Far", "Near", "Nowhere"]


def test_checking_in_holds_the_visit_notes_place_and_distance_and_offers_the_next(world, three, signed_in) -> None:
    plan = plan_for(world, three, first_day=timezone.localdate())
    near, far, nowhere = VisitStop.objects.filter(plan=plan)
    client = signed_in(world.alice)
    address = reverse("interactions:check_in", args=[near.pk])
    assert client.get(address, **HTMX).status_code == 200

    answer = client.post(address, {"latitude": "34.001", "longitude": "113.1", "body": "Fine."}, **HTMX)

    near.refresh_from_db()
    assert (near.visit.state, near.visit.purpose) == ("held", "Spring round")
    assert near.visit.off_metres == 111  # a thousandth of a degree north
    assert "Far" in answer.headers["HX-Trigger"]
    plan.refresh_from_db()
    assert plan.held_count == 1
    text = client.get(reverse("interactions:visit", args=[near.visit_id])).content.decode()
    assert "111 m from the address" in text
    client.post(
        reverse("interactions:check_in", args=[nowhere.pk]),
        {"latitude": "34.2", "longitude": "113.2", "remember": "on"},
        **HTMX,
    )
    assert ContactPoint.objects.get(customer=nowhere.customer_id, kind="address").latitude == 34.2
    assert far.visit is None


def test_customers_ticked_in_the_list_become_a_plan_that_can_be_taken_back(world: World, three, signed_in) -> None:
    given = {"title": "Ticked", "first_day": DAY.isoformat(), "days": 1, "minutes": 30, "visitor": ""}
    selection = Selection.of_ids("customer", [one.pk for one in three])

    made = bulk_running.begin(selection=selection, verb="plan_visits", given=given, by=world.alice)

    assert made.counts["changed"] == 3
    plan = VisitPlan.objects.get(origin=made.pk)
    assert plan.stop_count == 3
    posted = {"ids": [str(one.pk) for one in three], "confirmed": "1", **given}
    answer = signed_in(world.alice).post(reverse("lists:bulk", args=["customer", "plan_visits"]), posted, **HTMX)
    assert "/visit-plans/" in answer.headers.get("HX-Redirect", answer.headers.get("HX-Location", ""))


def test_a_seller_plans_for_himself_and_a_manager_for_his_people(world: World, three: list[Customer]) -> None:
    with pytest.raises(PlanRefused):
        plan_for(world, three, visitor=world.charlie)

    plan = plan_for(world, three, visitor=world.alice, by=world.maria)

    assert VisitPlan.objects.visible_to(world.alice).get() == plan
    assert not VisitPlan.objects.visible_to(world.charlie).exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [({"title": " "}, "title"), ({"days": 0}, "days"), ({"minutes": 2}, "minutes"), ({"start": "here"}, "start")],
)
def test_what_makes_no_plan_is_refused_beside_its_field(world: World, three, given, field) -> None:
    with pytest.raises(PlanRefused) as refused:
        plan_for(world, three, **given)

    assert refused.value.field == field


def test_who_was_not_seen_lately_is_proposed(world: World, signed_in) -> None:
    old = timezone.now() - timedelta(days=90)
    Customer.objects.filter(pk=world.acme.pk).update(created_at=old, last_contact_at=old)
    visit = visits.plan(customer=world.acme, purpose="Old", planned_start=old, by=world.alice)
    visits.cancel(visit=visit, by=world.alice)

    assert [one.customer for one in candidates(world.alice, "quiet")] == [world.acme]
    client = signed_in(world.alice)
    assert "Acme" in client.get("/visit-plans/new/?source=quiet").content.decode()
    posted = {"title": "Hello again", "first_day": DAY, "days": 1, "minutes": 60, "visitor": world.alice.pk}
    assert client.post("/visit-plans/new/", posted).status_code == 422
    client.post("/visit-plans/new/", {**posted, "customer": [world.acme.pk]})
    assert VisitStop.objects.get().customer == world.acme


def test_the_page_needs_few_statements_and_is_chinese(world, three, signed_in, django_assert_max_num_queries) -> None:
    plan = plan_for(world, three)
    client = signed_in(world.alice)
    client.get(reverse("interactions:visit_plan", args=[plan.pk]))

    with django_assert_max_num_queries(15):
        answer = client.get(reverse("interactions:visit_plan", args=[plan.pk]))

    text = answer.content.decode()
    assert "<svg" in text and "Near street" in text and "geo:34.000000,113.100000" in text
    assert "data-map" not in text and "img-src 'self' data:" in answer.headers["Content-Security-Policy"]
    world.alice.language = "zh-hans"
    world.alice.save()
    assert "按距离排序" in client.get(reverse("interactions:visit_plan", args=[plan.pk])).content.decode()


def test_only_the_page_of_the_route_may_ask_the_server_of_the_tiles(world: World, three, signed_in) -> None:
    Company.objects.update(map_tiles="https://{s}.tiles.example.com/{z}/{x}/{y}.png")
    Company.objects.forget()
    plan = plan_for(world, three)
    client = signed_in(world.alice)

    answer = client.get(reverse("interactions:visit_plan", args=[plan.pk]))

    assert "img-src 'self' https://*.tiles.example.com data:" in answer.headers["Content-Security-Policy"]
    assert "data-map" in answer.content.decode()
    assert "example.com" not in client.get("/visits/").headers["Content-Security-Policy"]
    Company.objects.forget()
