"""Visit plans of the demo company: one of today whose way is drawn, and one of the week before with what was held of it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.customers.models import ContactPoint, Customer
from kehu.foundation.access.models import User
from kehu.interactions import routing
from kehu.interactions.derived import recount_plans
from kehu.interactions.models import Visit, VisitPlan, VisitStop

CENTRE = (34.747, 113.625)  # of Zhengzhou, where the demo company is at home
STOPS = 7
NINE = 9 * 60


def load(scene: Scene) -> None:
    new, seller = ids.Series(ids.ROUTES), scene.people["sales"]
    plans = [_today(scene, new, seller), _before(scene, new, seller)]
    recount_plans([one.pk for one in plans if one])


def _today(scene: Scene, new: ids.Series, seller: User) -> VisitPlan:
    """The customers nearest to the centre, by the short way; one of them at a time that is agreed."""
    points = ContactPoint.objects.filter(
        customer__in=Customer.objects.filter(owner=seller), kind="address", contact=None, latitude__isnull=False
    )
    places = {
        customer: (north, east)
        for customer, north, east in points.order_by("-pk").values_list("customer", "latitude", "longitude")
        if north is not None and east is not None
    }
    near = sorted(
        places.items(),
        key=lambda one: (routing.between(CENTRE, one[1]), one[0]),
    )[:STOPS]
    stops = [routing.Stop(key, place, 45, 14 * 60 if number == 2 else None) for number, (key, place) in enumerate(near)]
    day = timezone.localdate(datetime.fromtimestamp(scene.now, tz=UTC))
    plan = VisitPlan.objects.create(
        id=new(scene.now), title="Autumn round · 秋季走访", visitor=seller, first_day=day, last_day=day, created_by=seller,
        start=VisitPlan.Start.HERE, start_latitude=CENTRE[0], start_longitude=CENTRE[1],
    )  # fmt: skip
    VisitStop.objects.bulk_create(
        VisitStop(
            id=new(scene.now), plan=plan, customer_id=one.key, day=day, position=number, minutes=one.minutes,
            fixed_at=time(14) if one.fixed else None,
        )
        for number, one in enumerate(routing.ordered(CENTRE, stops, NINE))
    )  # fmt: skip
    return plan


def _before(scene: Scene, new: ids.Series, seller: User) -> VisitPlan | None:
    """The visits of the week that ends with the last one that was held."""
    rows = Visit.objects.filter(visitor=seller).exclude(state=Visit.State.PLANNED)
    last = rows.order_by("-planned_start", "-pk").first()
    if last is None:
        return None
    span = rows.filter(planned_start__gt=last.planned_start - timedelta(days=6)).order_by("planned_start", "pk")
    found: dict[Any, Visit] = {}
    for one in span[:12]:
        found.setdefault((one.customer_id, timezone.localdate(one.planned_start)), one)
    days = sorted(day for _customer, day in found)
    plan = VisitPlan.objects.create(
        id=new(scene.now), title="Regular visits · 例行拜访", visitor=seller, first_day=days[0], last_day=days[-1],
        start=VisitPlan.Start.FIRST, created_by=scene.people["manager"],
    )  # fmt: skip
    VisitStop.objects.bulk_create(
        VisitStop(id=new(scene.now), plan=plan, customer_id=key, day=day, position=number, visit=visit)
        for number, ((key, day), visit) in enumerate(found.items())
    )
    return plan
